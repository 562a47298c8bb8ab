/** The tables of the standards, checked against each other. */
import { expect, test } from 'vitest';
import {
  lumaWeights,
  type MatrixName,
  matrices,
  type PrimariesName,
  primaries,
  transfers,
} from '../src/index.js';

test.each([
  ['matrices', matrices],
  ['primaries', primaries],
  ['transfers', transfers],
])('%s have one number each, and none the number of "unspecified"', (_, table) => {
  const numbers = Object.values(table).map(({ number }) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers).not.toContain(2);
});

// Kr and Kb of the recommendations are the luminances of their primaries, rounded to the digits that they print.
test.each<[MatrixName, PrimariesName, number]>([
  ['bt709', 'bt709', 4],
  ['bt2020nc', 'bt2020', 4],
  ['bt470bg', 'bt470m', 2],
  ['smpte240m', 'smpte240m', 3],
])('the weights of %s follow from the primaries of %s', (matrix, from, digits) => {
  const derived = lumaWeights('chroma-derived-nc', from);
  const stated = lumaWeights(matrix, 'bt709');
  expect(derived?.kr).toBeCloseTo(stated?.kr ?? Number.NaN, digits);
  expect(derived?.kb).toBeCloseTo(stated?.kb ?? Number.NaN, digits);
});

test('weights sum to 1', () => {
  for (const name of Object.keys(primaries) as PrimariesName[]) {
    const weights = lumaWeights('chroma-derived-nc', name);
    expect((weights?.kr ?? 0) + (weights?.kg ?? 0) + (weights?.kb ?? 0)).toBeCloseTo(1, 12);
  }
});

test('colour models that are no matrix of R′G′B′ have no weights', () => {
  for (const name of ['gbr', 'ycgco', 'bt2020c', 'ictcp'] as const) {
    expect(lumaWeights(name, 'bt709')).toBeUndefined();
  }
});
