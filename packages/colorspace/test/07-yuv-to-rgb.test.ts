/** Y′CbCr to R′G′B′: every source with every target, odd sizes, crops, chroma locations, alignments. */
import { describe, expect, test } from 'vitest';
import {
  type ChromaLocation,
  chromaLocations,
  type PixelFormat,
  surfaceFormats,
  yuvToRgb,
} from '../src/index.js';
import { checkConversion, SourcePicture } from '../src/testing/index.js';
import { conversion } from './support/conversions.js';
import { convertPicture } from './support/convert-once.js';
import { environment } from './support/environment.js';

const targets: readonly PixelFormat[] = ['rgb24', 'bgr24', 'rgba32', 'rgb48', 'rgb444p', 'rgb444p16'];
const locations = Object.keys(chromaLocations) as ChromaLocation[];

describe.each(surfaceFormats)('%s', (from) => {
  test.each(targets)('to %s, odd size and padded rows', (to) => {
    const wanted = conversion({ from, to, width: 175, height: 143 });
    const result = checkConversion(environment(), yuvToRgb, wanted, { paddingBytes: 37 });
    expect(result.samples).toBe(175 * 143 * (to === 'rgba32' ? 4 : 3));
  });

  test('sizes from one pixel to a little more than a thread makes', () => {
    for (const width of [1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33]) {
      for (const height of [1, 2, 3, 4, 5]) {
        for (const to of ['rgb24', 'rgb444p16'] as const) {
          checkConversion(environment(), yuvToRgb, conversion({ from, to, width, height }), { seed: width });
        }
      }
    }
  });

  test('widths about that of a warp, in whole vectors and not', () => {
    for (const width of [255, 256, 264, 288, 511, 512, 528, 530, 768]) {
      for (const to of targets)
        checkConversion(environment(), yuvToRgb, conversion({ from, to, width, height: 4 }), { seed: width });
    }
  });

  test('crops at every phase', () => {
    for (const left of [0, 1, 2, 3, 8, 9, 16, 17]) {
      for (const top of [0, 1, 2, 3]) {
        const crop = { left, top, right: 47 - (left % 3), bottom: 29 - (top % 2) };
        const wanted = conversion({ from, to: 'rgb24', width: 51, height: 31, crop });
        checkConversion(environment(), yuvToRgb, wanted, { separatePlanes: true });
      }
    }
  });

  test.each(locations)('chroma at the %s', (chromaLocation) => {
    const wanted = conversion({ from, to: 'rgb48', width: 34, height: 22, color: { chromaLocation } });
    checkConversion(environment(), yuvToRgb, wanted);
  });

  test('targets at any alignment', () => {
    for (const targetOffset of [1, 2, 3, 4, 8, 12]) {
      for (const to of targets) {
        checkConversion(environment(), yuvToRgb, conversion({ from, to, width: 40, height: 6 }), {
          targetOffset,
        });
      }
    }
  });
});

test.each([8, 10, 12, 16])('%i bits at the top of 16, in both ranges', (bitDepth) => {
  for (const range of ['limited', 'full'] as const) {
    for (const to of ['rgb24', 'rgb48'] as const) {
      const wanted = conversion({ from: 'p016', to, width: 64, height: 32, bitDepth, color: { range } });
      checkConversion(environment(), yuvToRgb, wanted);
    }
  }
});

// The reference shares the tables with the kernel's parameters; these say in numbers where chroma must come from.
describe('a ramp of chroma shows where it is sampled', () => {
  /** Red of a grey picture whose Cr rises by 8 a chroma column, relative to column 4, in steps of Cr. */
  function steps(chromaLocation: ChromaLocation): number[] {
    const color = { chromaLocation, range: 'full', matrix: 'ycgco' } as const;
    const wanted = conversion({ from: 'nv12', to: 'rgb444p', width: 16, height: 4, color });
    const picture = new SourcePicture(wanted.source);
    const [luma, chroma] = picture.planes;
    luma?.data.fill(100);
    chroma?.data.fill(128);
    // YCgCo has R = Y - Cg + Co: red rises by one with every step of Co.
    for (let column = 0; column < 8; column++) {
      for (let row = 0; row < 2; row++)
        (chroma as { data: Uint8Array }).data[row * 16 + 2 * column + 1] = 96 + 8 * column;
    }
    const pixels = Array.from(convertPicture(environment(), yuvToRgb, wanted, picture));
    return pixels.slice(4, 9).map((red) => red - 68 - 16);
  }

  test('left: even columns have the sample, odd ones the mean of two', () => {
    expect(steps('left')).toEqual([0, 4, 8, 12, 16]);
  });

  test('center: a quarter of the farther sample', () => {
    expect(steps('center')).toEqual([-2, 2, 6, 10, 14]);
  });
});
