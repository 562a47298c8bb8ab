/** Conversions at random, out of everything that one can ask for: what the registry does, it does right. */
import { expect, test } from 'vitest';
import {
  type Conversion,
  defaultRegistry,
  keepsColors,
  sampleType,
  UnsupportedFormatError,
} from '../src/index.js';
import { checkConversion, referenceCovers } from '../src/testing/index.js';
import { environment } from './support/environment.js';
import { randomConversion } from './support/random-conversion.js';

const conversions = Array.from({ length: 400 }, (_, seed) => randomConversion(seed + 1));

/**
 * Where a dark channel is the difference of bright ones, in light, float32 leaves it an error of 1e-7; the foot of a
 * display's transfer is so steep that this can be 1e-4 of the signal.
 */
function toleranceOf(conversion: Conversion): number {
  const float = sampleType(conversion.target.format).startsWith('float');
  if (keepsColors(conversion) || !float) return 1;
  return 10 / Math.min(1, ...(conversion.normalization?.std ?? []));
}

test('the reference covers them all', () => {
  expect(conversions.filter((conversion) => !referenceCovers(conversion))).toEqual([]);
});

test('what is done is right', () => {
  const registry = defaultRegistry();
  let done = 0;
  for (const [seed, conversion] of conversions.entries()) {
    try {
      const plugin = registry.find(conversion);
      checkConversion(environment(), plugin, conversion, {
        seed,
        tolerance: toleranceOf(conversion),
        paddingBytes: seed % 7,
        separatePlanes: seed % 3 === 0,
      });
      done++;
    } catch (error) {
      if (!(error instanceof UnsupportedFormatError)) throw error;
    }
  }
  expect(done).toBeGreaterThan(conversions.length / 2);
});
