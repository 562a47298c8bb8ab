/** Any geometry: filters, rotation, mirroring, placement, grey, and the matrices that the faster plugin leaves. */
import { describe, expect, test } from 'vitest';
import {
  type Conversion,
  defaultRegistry,
  filters,
  type PixelFormat,
  scale,
  surfaceFormats,
} from '../src/index.js';
import { checkBatch, checkConversion } from '../src/testing/index.js';
import { conversion, type Wanted } from './support/conversions.js';
import { environment } from './support/environment.js';

const targets: readonly PixelFormat[] = [
  ...(['rgb24', 'bgr24', 'rgba32', 'rgb48', 'rgb444p', 'rgb444p16'] as const),
  ...(['rgb444pf32', 'rgb444pf16', 'rgbf32', 'rgbf16', 'gray', 'gray16'] as const),
];

const check = (wanted: Wanted) =>
  checkConversion(environment(), scale, conversion(wanted), { paddingBytes: 37 });

describe.each(surfaceFormats)('%s', (from) => {
  test.each(targets)('to %s, smaller across and larger down', (to) => {
    const result = check({ from, to, width: 75, height: 43, size: [41, 67] });
    expect(result.samples).toBeGreaterThan(0);
  });

  test.each(filters)('%s, at sizes from a quarter to thrice', (filter) => {
    for (const size of [
      [75, 43],
      [150, 129],
      [37, 30],
      [19, 11],
      [1, 1],
    ] as const) {
      check({ from, to: 'rgb48', width: 75, height: 43, size, filter });
    }
  });
});

describe('orientation', () => {
  const crop = { left: 3, top: 5, right: 60, bottom: 38 };
  for (const rotation of [0, 90, 180, 270] as const) {
    test.each([false, true])(`rotated by ${rotation}°, mirrored: %s`, (mirrored) => {
      for (const size of [
        [57, 33],
        [33, 57],
        [40, 90],
      ] as const) {
        check({ from: 'nv12', to: 'rgb24', width: 64, height: 48, crop, size, rotation, mirrored });
      }
    });
  }
});

describe('placement', () => {
  const placement = { left: 7, top: 0, right: 30, bottom: 17 };
  test.each(['rgb24', 'rgb444pf16', 'gray'] as const)('%s on a background', (to) => {
    for (const background of [undefined, [0.2, 0.5, 1] as const]) {
      const wanted: Wanted = { from: 'nv12', to, width: 64, height: 48, size: [40, 20], placement };
      check(background ? { ...wanted, background } : wanted);
    }
  });

  test('a whole target is no background', () => {
    const all = { left: 0, top: 0, right: 64, bottom: 48 };
    const wanted = conversion({ from: 'nv12', to: 'rgb24', width: 64, height: 48, placement: all });
    expect(defaultRegistry().find(wanted).name).toBe('yuv-to-rgb');
  });
});

test.each(['ycgco', 'gbr'] as const)('%s in both ranges', (matrix) => {
  for (const range of ['limited', 'full'] as const) {
    check({ from: 'yuv444', to: 'rgb24', width: 64, height: 16, color: { matrix, range } });
    check({ from: 'yuv444p16', to: 'rgb444pf32', width: 64, height: 16, color: { matrix, range } });
  }
});

test('there is no grey of G′B′R′', () => {
  const wanted = conversion({ from: 'yuv444', to: 'gray', width: 8, height: 8, color: { matrix: 'gbr' } });
  expect(scale.supports(wanted)).toBe(false);
});

test('pixel for pixel it makes what yuv-to-rgb makes', () => {
  const wanted: Wanted = { from: 'nv12', to: 'rgb24', width: 64, height: 48 };
  const upright: Conversion = conversion(wanted);
  expect(check(wanted).largestError).toBe(0);
  expect(checkConversion(environment(), defaultRegistry().find(upright), upright).largestError).toBe(0);
});

test('batches, in one step and in two', () => {
  for (const filter of ['bilinear', 'lanczos3'] as const) {
    const wanted = conversion({
      from: 'nv12',
      to: 'rgb444pf32',
      width: 75,
      height: 43,
      size: [20, 13],
      filter,
    });
    checkBatch(environment(), scale, wanted, { count: 3 });
  }
});
