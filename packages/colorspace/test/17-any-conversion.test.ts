/** Conversions at random, out of everything that one can ask for: what the registry does, it does right. */
import { expect, test } from 'vitest';
import { defaultRegistry, UnsupportedFormatError } from '../src/index.js';
import { checkConversion, referenceCovers } from '../src/testing/index.js';
import { environment } from './support/environment.js';
import { randomConversion } from './support/random-conversion.js';

const conversions = Array.from({ length: 400 }, (_, seed) => randomConversion(seed + 1));

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
