/** The derived matrices: black, white, grey and the primaries come out where the standards put them. */
import { describe, expect, test } from 'vitest';
import { type AffineMap, rgbMatrix } from '../src/index.js';
import { invert, multiply, type Vector3 } from '../src/matrix3.js';

const linear = [
  'bt709',
  'fcc',
  'bt470bg',
  'smpte170m',
  'smpte240m',
  'ycgco',
  'bt2020nc',
  'chroma-derived-nc',
] as const;

function rgb({ matrix, offset }: AffineMap, codes: Vector3): number[] {
  return matrix.map((row, i) => row[0] * codes[0] + row[1] * codes[1] + row[2] * codes[2] + (offset[i] ?? 0));
}

function expectColor(map: AffineMap, codes: Vector3, expected: Vector3): void {
  for (const [i, value] of rgb(map, codes).entries())
    expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 10);
}

describe.each(linear)('%s', (matrix) => {
  test.each([8, 10, 12])('limited range of %i bits: 219 steps from black to white', (bits) => {
    const map = rgbMatrix({ matrix, primaries: 'bt709', range: 'limited' }, bits);
    const unit = 2 ** (bits - 8);
    expectColor(map, [16 * unit, 128 * unit, 128 * unit], [0, 0, 0]);
    expectColor(map, [235 * unit, 128 * unit, 128 * unit], [1, 1, 1]);
    expectColor(map, [17 * unit, 128 * unit, 128 * unit], [1 / 219, 1 / 219, 1 / 219]);
  });

  test.each([8, 10])('full range of %i bits', (bits) => {
    const map = rgbMatrix({ matrix, primaries: 'bt709', range: 'full' }, bits);
    const [white, middle] = [2 ** bits - 1, 2 ** (bits - 1)];
    expectColor(map, [0, middle, middle], [0, 0, 0]);
    expectColor(map, [white, middle, middle], [1, 1, 1]);
  });

  test('10 bits at the top of 16 are the same colours', () => {
    const description = { matrix, primaries: 'bt709', range: 'full' } as const;
    const codes: Vector3 = [700, 400, 600];
    const shifted: Vector3 = [700 * 64, 400 * 64, 600 * 64];
    expectColor(
      rgbMatrix(description, 10, 64),
      shifted,
      rgb(rgbMatrix(description, 10), codes) as unknown as Vector3,
    );
  });
});

test('pure blue and red use all 224 chroma steps', () => {
  for (const [matrix, kr, kb] of [
    ['bt709', 0.2126, 0.0722],
    ['smpte170m', 0.299, 0.114],
    ['bt2020nc', 0.2627, 0.0593],
  ] as const) {
    const map = rgbMatrix({ matrix, primaries: 'bt709', range: 'limited' }, 8);
    const red = 128 + (224 * -kr) / (2 * (1 - kb));
    expectColor(map, [16 + 219 * kr, red, 240], [1, 0, 0]);
    const blue = 128 + (224 * -kb) / (2 * (1 - kr));
    expectColor(map, [16 + 219 * kb, 240, blue], [0, 0, 1]);
  }
});

test('G′B′R′ has no matrix: components are luma, in their order', () => {
  const map = rgbMatrix({ matrix: 'gbr', primaries: 'bt709', range: 'limited' }, 8);
  expectColor(map, [235, 16, 16], [0, 1, 0]);
  expectColor(map, [16, 235, 16], [0, 0, 1]);
  expectColor(map, [16, 16, 235], [1, 0, 0]);
});

test('colour models that are no matrix are refused by name', () => {
  expect(() => rgbMatrix({ matrix: 'ictcp', primaries: 'bt2020', range: 'limited' }, 10)).toThrow(/'ictcp'/);
});

test('a matrix times its inverse is the identity, and a singular one has none', () => {
  const { matrix } = rgbMatrix({ matrix: 'bt2020nc', primaries: 'bt2020', range: 'limited' }, 10);
  for (const [row, values] of multiply(matrix, invert(matrix)).entries()) {
    for (const [column, value] of values.entries()) expect(value).toBeCloseTo(row === column ? 1 : 0, 12);
  }
  const singular = [
    [1, 2, 3],
    [2, 4, 6],
    [0, 1, 0],
  ] as const;
  expect(() => invert(singular)).toThrow(RangeError);
});
