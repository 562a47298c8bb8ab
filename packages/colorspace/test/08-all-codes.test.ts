/** Every code: all of luma with a dense grid of chroma and all extremes, of every source, matrix, range and depth. */
import { describe, expect, test } from 'vitest';
import {
  type Conversion,
  type ConversionPlugin,
  defaultRegistry,
  hasRgbMatrix,
  type MatrixName,
  matrices,
  surfaceFormats,
  yuvToRgb,
} from '../src/index.js';
import {
  type CheckResult,
  type CodesOptions,
  checkCodes,
  checkConversion,
  SourcePicture,
} from '../src/testing/index.js';
import { conversion, type Wanted } from './support/conversions.js';
import { environment } from './support/environment.js';

const linear = (Object.keys(matrices) as MatrixName[]).filter((matrix) =>
  hasRgbMatrix({ matrix, primaries: 'bt709' }),
);
const ranges = ['limited', 'full'] as const;

/** All codes, by the plugin that the registry finds. */
function check(wanted: Omit<Wanted, 'width' | 'height'>, options: CodesOptions = {}): CheckResult {
  const asked: Conversion = conversion({ ...wanted, width: 256, height: 256 });
  const plugin: ConversionPlugin = defaultRegistry().find(asked);
  return checkCodes(environment(), plugin, asked, options);
}

describe.each(ranges)('8 bits, %s range', (range) => {
  test.each(linear)('%s', (matrix) => {
    const { samples, inexact } = check({ from: 'yuv444', to: 'rgb24', color: { matrix, range } });
    expect(samples).toBeGreaterThan(3 * 256 * 18 ** 2);
    // What float cannot tell from exactly half a code may fall to the other side; round weights make many halves.
    expect(inexact / samples).toBeLessThan(0.005);
  });

  test('with halved chroma', () => {
    const { samples, inexact } = check({ from: 'nv12', to: 'rgb24', color: { range } });
    expect(samples).toBeGreaterThan(4 * 3 * 256 * 18 ** 2);
    expect(inexact / samples).toBeLessThan(0.001);
  });
});

const depths = surfaceFormats.flatMap((from) => {
  const deep = from === 'p016' || from === 'p216' || from === 'yuv444p16';
  return (deep ? [8, 10, 12, 16] : [8]).map((bitDepth) => ({ from, bitDepth }));
});

describe.each(depths)('$from of $bitDepth bits', ({ from, bitDepth }) => {
  test.each([
    ['rgb24', 'limited'],
    ['rgb48', 'full'],
    ['rgb444pf32', 'limited'],
    ['rgbf16', 'full'],
    ['gray16', 'limited'],
  ] as const)('to %s, %s range', (to, range) => {
    check({ from, to, bitDepth, color: { range } }, { chromaCodes: 2 });
  });
});

describe.each(['smpte2084', 'arib-std-b67'] as const)('tone mapping of %s', (transfer) => {
  const color = { matrix: 'bt2020nc', primaries: 'bt2020', transfer } as const;
  test.each(['bt2390', 'reinhard'] as const)('%s', (operator) => {
    for (const to of ['rgb24', 'rgb48'] as const)
      check({ from: 'yuv444p16', to, color, toneMapping: { operator } }, { chromaCodes: 2 });
  });
});

test('black is black and white is white, at 8 and at 16 bits', () => {
  for (const [from, to, bitDepth] of [
    ['nv12', 'rgb24', 8],
    ['p016', 'rgb48', 10],
    ['p016', 'rgb48', 12],
    ['p016', 'rgb24', 10],
  ] as const) {
    for (const range of ['limited', 'full'] as const) {
      const wanted = conversion({ from, to, width: 16, height: 4, bitDepth, color: { range } });
      const picture = new SourcePicture(wanted.source);
      const [luma, chroma] = picture.planes;
      const unit = 2 ** ((from === 'p016' ? 16 : 8) - 8);
      const white =
        range === 'full' ? (2 ** bitDepth - 1) * 2 ** ((from === 'p016' ? 16 : 8) - bitDepth) : 235 * unit;
      luma?.data.fill(range === 'full' ? 0 : 16 * unit).fill(white, 2 * (luma?.pitch ?? 0));
      chroma?.data.fill(128 * unit);
      const full = to === 'rgb24' ? 255 : 65535;
      const expected = Array.from({ length: 16 * 4 * 3 }, (_, i) => (i < 16 * 2 * 3 ? 0 : full));
      checkConversion(environment(), yuvToRgb, wanted, {
        picture,
        tolerance: 0,
        reference: () => (to === 'rgb24' ? Uint8Array.from(expected) : Uint16Array.from(expected)),
      });
    }
  }
});
