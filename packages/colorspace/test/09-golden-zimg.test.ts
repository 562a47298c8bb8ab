/** What zimg makes of the same pictures (golden/make-goldens.sh): made by other people's code from the same standards. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ColorDescription, yuvToRgb } from '../src/index.js';
import { conversion } from './support/conversions.js';
import { convertOnce } from './support/convert-once.js';
import { environment } from './support/environment.js';

const [width, height] = [38, 22];

function golden(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`golden/${name}`, import.meta.url)));
}

interface Errors {
  readonly mean: number;
  readonly largest: number;
}

/** Differences from zimg, whose planes are G, B and R. */
function errors(ours: ArrayLike<number>, zimg: ArrayLike<number>): Errors {
  const size = width * height;
  let [sum, largest] = [0, 0];
  for (const [plane, zimgPlane] of [2, 0, 1].entries()) {
    for (let i = 0; i < size; i++) {
      const error = Math.abs(
        (ours[plane * size + i] ?? Number.NaN) - (zimg[zimgPlane * size + i] ?? Number.NaN),
      );
      sum += error;
      largest = Math.max(largest, error);
    }
  }
  return { mean: sum / (3 * size), largest };
}

// Rounding alone may differ: zimg computes in float too, but in another order.
test.each<[string, Partial<ColorDescription>]>([
  ['bt709-limited-left', {}],
  ['bt709-limited-center', { chromaLocation: 'center' }],
  ['bt709-limited-topleft', { chromaLocation: 'topleft' }],
  ['smpte170m-full-left', { matrix: 'smpte170m', range: 'full' }],
  ['bt470bg-limited-left', { matrix: 'bt470bg' }],
  ['bt2020nc-limited-left', { matrix: 'bt2020nc' }],
])('%s', (name, color) => {
  const wanted = conversion({ from: 'nv12', to: 'rgb444p', width, height, color });
  const ours = convertOnce(environment(), yuvToRgb, wanted, golden(`${name}.yuv`));
  const { mean, largest } = errors(ours, golden(`${name}.rgb`));
  expect(mean).toBeLessThan(0.01);
  expect(largest).toBeLessThanOrEqual(1);
});

test('bt2020nc-10bit, to 16 bits', () => {
  const wanted = conversion({ from: 'p016', to: 'rgb444p16', width, height, color: { matrix: 'bt2020nc' } });
  const ours = convertOnce(environment(), yuvToRgb, wanted, golden('bt2020nc-10bit.yuv'));
  const { mean, largest } = errors(
    new Uint16Array(ours.buffer),
    new Uint16Array(golden('bt2020nc-10bit.rgb').buffer),
  );
  expect(mean).toBeLessThan(0.05);
  expect(largest).toBeLessThanOrEqual(1);
});
