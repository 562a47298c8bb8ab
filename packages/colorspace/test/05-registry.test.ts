/** Who does a conversion, and what is said when nobody does. */
import { describe, expect, test } from 'vitest';
import {
  type ConversionPlugin,
  ConversionRegistry,
  defaultRegistry,
  light,
  passthrough,
  scale,
  UnsupportedFormatError,
  yuvToRgb,
} from '../src/index.js';
import { color, conversion } from './support/conversions.js';

const toRgb = conversion({ from: 'nv12', to: 'rgb24', width: 64, height: 48 });

function plugin(name: string, supported = true): ConversionPlugin {
  return { ...yuvToRgb, name, supports: () => supported };
}

test('the default registry is a new one each time', () => {
  const registry = defaultRegistry();
  registry.register(plugin('mine'));
  expect(defaultRegistry().plugins).toEqual([passthrough, yuvToRgb, scale, light]);
});

test('the first that supports a conversion is taken', () => {
  const registry = defaultRegistry();
  expect(registry.find(toRgb)).toBe(yuvToRgb);
  expect(registry.find(conversion({ from: 'nv12', to: 'nv12', width: 64, height: 48 }))).toBe(passthrough);
});

test('priority goes before order, and order decides among equals', () => {
  const registry = new ConversionRegistry();
  registry.register(plugin('a')).register(plugin('b')).register(plugin('c'), { priority: 1 });
  registry.register(plugin('d', false), { priority: 2 });
  expect(registry.plugins.map(({ name }) => name)).toEqual(['d', 'c', 'a', 'b']);
  expect(registry.find(toRgb).name).toBe('c');
});

test('what is no plugin, or has a name that is taken, is refused', () => {
  const registry = defaultRegistry();
  expect(() => registry.register(plugin('yuv-to-rgb'))).toThrow(/'yuv-to-rgb' is already registered/);
  expect(() => registry.register({ name: 'half', supports: () => true } as never)).toThrow(
    /'half' needs a method create/,
  );
  expect(() => registry.register({} as never)).toThrow(TypeError);
});

function refusal(run: () => unknown): UnsupportedFormatError {
  try {
    run();
  } catch (error) {
    if (error instanceof UnsupportedFormatError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('unsupported', () => {
  test('another target format of the same picture is offered', () => {
    const wanted = conversion({ from: 'nv12', to: 'p016', width: 64, height: 48 });
    const error = refusal(() => defaultRegistry().find(wanted));
    expect(error.possible).toEqual([
      'nv12',
      ...['rgb24', 'bgr24', 'rgba32', 'rgb48', 'rgb444p', 'rgb444p16'],
      ...['rgb444pf32', 'rgb444pf16', 'rgbf32', 'rgbf16', 'gray', 'gray16'],
    ]);
    expect(error.message).toContain('nv12 64x48 (8 bits, bt709, limited range) to p016 64x48');
    expect(error.message).toContain('at this size and orientation: nv12, rgb24');
    expect(error.conversion).toBe(wanted);
  });

  test('the same without scaling or rotation is offered', () => {
    const scaled = { ...toRgb, target: { format: 'rgb24', width: 32, height: 24 }, rotation: 90 } as const;
    const registry = new ConversionRegistry().register(passthrough).register(yuvToRgb);
    const error = refusal(() => registry.find(scaled));
    expect(error.message).toMatch(/rotated by 90° .* without scaling or rotation: nv12, rgb24/);
  });

  test('the same without normalisation, or in the colours of the source, is offered', () => {
    const toP016 = conversion({ from: 'nv12', to: 'p016', width: 64, height: 48 });
    const normalization = { mean: [0, 0, 0], std: [1, 1, 1] };
    const normalized = refusal(() =>
      new ConversionRegistry().register(passthrough).find({ ...toP016, normalization }),
    );
    expect(normalized.message).toMatch(/to p016 64x48 normalised\. Possible without normalisation: nv12\./);
    const target = { ...toP016.target, color: { primaries: 'smpte431' } } as const;
    const recolored = refusal(() =>
      new ConversionRegistry().register(passthrough).find({ ...toP016, target }),
    );
    expect(recolored.message).toMatch(/in colours of smpte431\. Possible in the source's colours: nv12\./);
  });

  test('colours that are no matrix leave only what needs none', () => {
    const wanted = conversion({
      from: 'p016',
      to: 'rgb48',
      width: 64,
      height: 48,
      color: { matrix: 'ictcp' },
    });
    expect(refusal(() => defaultRegistry().find(wanted)).possible).toEqual(['p016']);
  });

  test('an empty registry says so', () => {
    expect(refusal(() => new ConversionRegistry().find(toRgb)).message).toMatch(
      /No registered plugin takes such/,
    );
  });
});

describe('conversions that make no sense are refused before any plugin is asked', () => {
  const { source, target } = toRgb;
  test.each([
    [
      'crop',
      { ...toRgb, crop: { left: 0, top: 0, right: 65, bottom: 48 } },
      /crop must be .* 64x48, .* right 65/,
    ],
    ['empty crop', { ...toRgb, crop: { left: 8, top: 0, right: 8, bottom: 48 } }, /crop must be/],
    ['depth', { ...toRgb, source: { ...source, bitDepth: 10 } }, /bitDepth must be 8 to 8 for nv12, not 10/],
    [
      'format',
      { ...toRgb, source: { ...source, format: 'yv12' as 'nv12' } },
      /Unknown surface format 'yv12'/,
    ],
    [
      'matrix',
      { ...toRgb, source: { ...source, color: { ...color(), matrix: 'rec709' as 'bt709' } } },
      /color.matrix must be .*bt709, .* not rec709/,
    ],
    ['rotation', { ...toRgb, rotation: 45 as 90 }, /rotation must be one of 0, 90, 180, 270, not 45/],
    ['size', { ...toRgb, target: { ...target, height: -1 } }, /height must be a positive integer/],
  ])('%s', (_, wanted, message) => {
    expect(() => defaultRegistry().find(wanted)).toThrow(message);
  });
});
