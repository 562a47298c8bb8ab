/** Every luma code with a dense grid of chroma codes, in every linear matrix and both ranges. */
import { expect, test } from 'vitest';
import { type MatrixName, yuvToRgb } from '../src/index.js';
import { checkConversion, type HostPlane, SourcePicture } from '../src/testing/index.js';
import { conversion } from './support/conversions.js';
import { environment } from './support/environment.js';

const matrices: readonly MatrixName[] = ['smpte170m', 'bt470bg', 'bt709', 'bt2020nc', 'smpte240m', 'fcc'];

/** 0 to 255 in steps of 15, and the ends and neighbours of the limited range and of the middle. */
const grid = [
  ...new Set([...Array.from({ length: 18 }, (_, i) => 15 * i), 1, 16, 17, 127, 128, 129, 239, 240, 241, 254]),
];

/**
 * Every luma code across, and a pair of chroma codes for every four rows, so that two of the four lie between equal
 * chroma rows and show the pair itself.
 */
function everyCode(wanted: ReturnType<typeof conversion>): SourcePicture {
  const picture = new SourcePicture(wanted.source);
  const [luma, chroma] = picture.planes as readonly [HostPlane, HostPlane];
  for (let i = 0; i < 256 * wanted.source.height; i++) luma.data[i] = i % 256;
  for (const [i, cb] of grid.entries()) {
    for (const [j, cr] of grid.entries()) {
      const row = 2 * (i * grid.length + j);
      for (let at = row * 256; at < (row + 2) * 256; at += 2) {
        chroma.data[at] = cb;
        chroma.data[at + 1] = cr;
      }
    }
  }
  return picture;
}

test.each(matrices)('%s', (matrix) => {
  for (const range of ['limited', 'full'] as const) {
    const height = 4 * grid.length ** 2;
    const wanted = conversion({ from: 'nv12', to: 'rgb24', width: 256, height, color: { matrix, range } });
    const result = checkConversion(environment(), yuvToRgb, wanted, { picture: everyCode(wanted) });
    expect(result.samples).toBe(256 * height * 3);
    // What float cannot tell from exactly half a code may fall to the other side; FCC's round weights make many halves.
    expect(result.inexact / result.samples).toBeLessThan(0.005);
  }
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
