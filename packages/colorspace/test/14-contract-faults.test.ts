/** The contract suite can be passed, by every kind of conversion, and each of its checks finds what it is there for. */
import { expect, test } from 'vitest';
import type { Conversion, TargetColor } from '../src/index.js';
import { checkBatch, checkCodes, checkConversion, pluginContract } from '../src/testing/index.js';
import { fromHalf } from '../src/testing/samples.js';
import { conversion } from './support/conversions.js';
import { environment } from './support/environment.js';
import { type Fault, hostPlugin, toHalf } from './support/host-plugin.js';

const small = { width: 13, height: 9 } as const;
const nv12 = conversion({ from: 'nv12', to: 'rgb24', ...small });
const half = conversion({ from: 'p016', to: 'rgb444pf16', ...small });
const float = conversion({ from: 'nv12', to: 'rgbf32', ...small });

/** What the contract's checks of one rule say about a plugin with a fault. */
function complaints(fault: Fault, rule: string): string {
  const messages: string[] = [];
  for (const { name, run } of pluginContract(hostPlugin(fault), environment, [nv12])) {
    if (!name.includes(rule)) continue;
    try {
      run();
    } catch (error) {
      messages.push(String(error));
    }
  }
  return messages.join('\n');
}

function turnedBack(asked: Conversion): Conversion {
  const back = { 0: 0, 90: 270, 180: 180, 270: 90 } as const;
  return { ...asked, rotation: back[asked.rotation ?? 0] };
}

function withColors(color: TargetColor | undefined): (asked: Conversion) => Conversion {
  return (asked) => ({ ...asked, target: { ...asked.target, color } });
}

for (const { name, run } of pluginContract(hostPlugin(), environment, [
  nv12,
  half,
  float,
  conversion({ from: 'yuv444p16', to: 'gray16', ...small, bitDepth: 12, size: [6, 4], filter: 'area' }),
  conversion({ from: 'nv16', to: 'nv16', ...small }),
])) {
  test(`a right one: ${name}`, run);
}

test.each<[string, Fault, RegExp]>([
  ['passes over mirroring', { conversion: (asked) => ({ ...asked, mirrored: false }) }, /mirrored/],
  ['turns the other way', { conversion: turnedBack }, /rotated by 90°/],
  [
    'has one filter for all',
    { conversion: (asked) => (asked.filter === 'nearest' ? asked : { ...asked, filter: 'bilinear' }) },
    /\(bicubic\)/,
  ],
  ['has a black background', { conversion: ({ background, ...asked }) => asked }, /at \(0, 3\)/],
  ['does not tone map', { conversion: ({ toneMapping, ...asked }) => asked }, /tone mapped \(bt2390\)/],
  ['keeps the colours', { conversion: withColors(undefined) }, /in colours of/],
  ['forgets to normalise', { conversion: ({ normalization, ...asked }) => asked }, /normalised/],
  [
    'promises what it cannot do',
    { supports: ({ normalization }) => !normalization },
    /The reference does not cover/,
  ],
])('a plugin that %s', (_, fault, complaint) => {
  expect(complaints(fault, 'does all that it says')).toMatch(complaint);
});

test('a plugin that says it normalises codes', () => {
  expect(complaints({ supports: () => true }, 'answers supports()')).toMatch(
    /only float targets are normalised/,
  );
});

test('a plugin that takes chroma from elsewhere', () => {
  const conversion: NonNullable<Fault['conversion']> = ({ source, ...asked }) => ({
    ...asked,
    source: { ...source, color: { ...source.color, chromaLocation: 'center' } },
  });
  expect(complaints({ conversion }, 'converts within the tolerance')).toMatch(/and the reference says/);
});

/** Changes every sample of a picture. */
function eachSample(change: (value: number) => number): Fault {
  return {
    image(pixels) {
      for (const [i, value] of pixels.entries()) pixels[i] = change(value);
    },
  };
}

test('a plugin whose white is not white', () => {
  const fault = eachSample((value) => (value === 255 ? 253 : value));
  expect(complaints(fault, 'converts every code')).toMatch(/is 253, and the reference says 255/);
});

test('steps of 220 and truncation are told from what is right', () => {
  const check = (fault: Fault) => checkCodes(environment(), hostPlugin(fault), nv12, { chromaCodes: 5 });
  expect(check({}).inexact).toBe(0);
  expect(() => check(eachSample((value) => (value * 219) / 220))).toThrow(/and the reference says/);
  const { inexact, samples } = check(eachSample((value) => Math.max(0, value - 1)));
  expect(inexact / samples).toBeGreaterThan(0.5);
});

test('floats: 1e-5 is the line', () => {
  const off = (by: number) => () =>
    checkConversion(environment(), hostPlugin(eachSample((value) => value + by)), float);
  expect(off(0.9e-5)).not.toThrow();
  expect(off(1.1e-5)).toThrow(/plane 0, row 0, sample 0 is/);
});

test('half floats: their own step is the line', () => {
  const off = (steps: number) => () => {
    const fault = eachSample((value) => fromHalf(toHalf(value) + (value > 0.1 ? steps : 0)));
    checkConversion(environment(), hostPlugin(fault), half);
  };
  expect(off(0)).not.toThrow();
  expect(off(2)).toThrow(/and the reference says/);
});

test('not a number is no sample', () => {
  const image: NonNullable<Fault['image']> = (pixels) => {
    pixels[5] = Number.NaN;
  };
  expect(() => checkConversion(environment(), hostPlugin({ image }), float)).toThrow(/sample 5 is NaN/);
});

test('batches: in order, all of them, and no more', () => {
  const check = (fault: Fault) => () => checkBatch(environment(), hostPlugin(fault), nv12);
  expect(check({})).not.toThrow();
  const batch = (convertBatch: NonNullable<Fault['converter']>): Fault => ({ converter: convertBatch });
  const backwards = batch((converter) => ({
    convertBatch(sources, target, stream) {
      for (const [i, source] of [...sources].reverse().entries())
        converter.convert(
          source,
          (target + BigInt(i * converter.layout.byteLength)) as typeof target,
          stream,
        );
    },
  }));
  expect(check(backwards)).toThrow(/picture 0: .* and the reference says/);
  const firstOnly = batch((converter) => ({
    convertBatch: ([source], target, stream) => source && converter.convert(source, target, stream),
  }));
  expect(check(firstOnly)).toThrow(/picture 1, plane 0, row 0, sample 0 depends on what was in/);
  const tooFar = batch((converter) => ({
    convertBatch(sources, target, stream) {
      for (const [i, source] of sources.entries())
        converter.convert(
          source,
          (target + 1n + BigInt(i * converter.layout.byteLength)) as typeof target,
          stream,
        );
    },
  }));
  expect(check(tooFar)).toThrow(/wrote 0 bytes after the end of its target \(3 of rgb24 13x9\)/);
});
