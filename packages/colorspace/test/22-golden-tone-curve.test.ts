/**
 * BT.2390's curve as libplacebo makes it (scripts/tone-curve-golden.c), which computes it in float: both the reference's
 * and the one that the kernels' tables are made of.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toneCurves } from '../src/plugins/tone-curves.js';
import { toneCurves as referenceCurves } from '../src/reference/tone-curve.js';

const golden = readFileSync(new URL('golden/bt2390.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(' ').map(Number) as [source: number, target: number, from: number, to: number]);

/** What float makes of a luminance on its way through PQ and back. */
const relativeTolerance = 1e-4;

function largestDifference(curve: (source: number, target: number, luminance: number) => number): number {
  const differences = golden.map(
    ([source, target, from, to]) => Math.abs(curve(source, target, Math.min(from, source)) - to) / to,
  );
  return differences.reduce((largest, one) => Math.max(largest, one));
}

test('six pairs of peaks, each from a hundred-thousandth of the source peak up', () => {
  expect(golden).toHaveLength(6 * 41);
});

test("the reference's curve", () => {
  const largest = largestDifference((source, target, luminance) =>
    referenceCurves.bt2390(luminance, { source, target }),
  );
  expect(largest).toBeLessThan(relativeTolerance);
});

test('the curve of the tables', () => {
  const largest = largestDifference((source, target, luminance) =>
    toneCurves.bt2390(source, target)(luminance),
  );
  expect(largest).toBeLessThan(relativeTolerance);
});

test('another peak would be noticed', () => {
  const peaks = (source: number) => ({ source, target: source / 4 });
  const largest = largestDifference((source, _, luminance) =>
    referenceCurves.bt2390(luminance, peaks(source)),
  );
  expect(largest).toBeGreaterThan(100 * relativeTolerance);
});
