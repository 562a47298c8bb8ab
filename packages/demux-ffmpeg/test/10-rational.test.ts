// Exact time: conversions between ticks and seconds.
import { fromSeconds, type Rational, type Rounding, rescale, toSeconds } from '@nvcodec/demux-ffmpeg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const base = fc.record({
  num: fc.integer({ min: 1, max: 100_000 }),
  den: fc.integer({ min: 1, max: 10_000_000 }),
});
const ticks = fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n });
const roundings: Rounding[] = ['floor', 'round', 'ceil'];

describe('toSeconds', () => {
  it.each([
    [0n, { num: 1, den: 90000 }, 0],
    [90000n, { num: 1, den: 90000 }, 1],
    [1n, { num: 1, den: 3 }, 1 / 3],
    [1001n, { num: 1, den: 30000 }, 1001 / 30000],
    [-45000n, { num: 1, den: 90000 }, -0.5],
    [2n ** 53n + 2n, { num: 1, den: 2 }, 2 ** 52 + 1],
  ])('%s ticks of %o are %s seconds', (pts, timeBase, seconds) => {
    expect(toSeconds(pts, timeBase)).toBe(seconds);
  });

  it('is within one part in 2^51 of the exact value', () => {
    fc.assert(
      fc.property(ticks, base, (pts, timeBase) => {
        const seconds = toSeconds(pts, timeBase);
        const error =
          fromSeconds(seconds, { num: 1, den: 1_000_000_000 }) * BigInt(timeBase.den) -
          pts * BigInt(timeBase.num) * 1_000_000_000n;
        const magnitude = pts < 0n ? -pts : pts;
        const allowed =
          (magnitude * BigInt(timeBase.num) * 1_000_000_000n) / 2n ** 51n + BigInt(timeBase.den);
        expect(error < 0n ? -error : error).toBeLessThanOrEqual(allowed);
      }),
    );
  });
});

describe('fromSeconds', () => {
  it.each([
    [0.5, 'round', 45000n],
    [1 / 3, 'round', 30000n],
    [0.1, 'floor', 9000n],
    [-0.1, 'floor', -9001n],
    [-0.1, 'ceil', -9000n],
    [0.1, 'ceil', 9001n],
    [1e-9, 'round', 0n],
    [1e15, 'round', 90_000_000_000_000_000_000n],
  ] as const)('%s seconds, %s, are %s ticks of 1/90000', (seconds, rounding, pts) => {
    expect(fromSeconds(seconds, { num: 1, den: 90000 }, rounding)).toBe(pts);
  });

  it('finds the tick again', () => {
    const small = fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n });
    fc.assert(
      fc.property(small, base, (pts, timeBase) => {
        expect(fromSeconds(toSeconds(pts, timeBase), timeBase)).toBe(pts);
      }),
    );
  });

  it('refuses what is no time', () => {
    for (const seconds of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => fromSeconds(seconds, { num: 1, den: 1 })).toThrow(RangeError);
    }
  });
});

describe('rescale', () => {
  it.each([
    [1n, { num: 1, den: 25 }, { num: 1, den: 90000 }, 'round', 3600n],
    [5n, { num: 1, den: 2 }, { num: 1, den: 1 }, 'round', 3n],
    [-5n, { num: 1, den: 2 }, { num: 1, den: 1 }, 'round', -3n],
    [-5n, { num: 1, den: 2 }, { num: 1, den: 1 }, 'floor', -3n],
    [-5n, { num: 1, den: 2 }, { num: 1, den: 1 }, 'ceil', -2n],
    [4n, { num: 1, den: 3 }, { num: 1, den: 1 }, 'round', 1n],
  ] as const)('%s of %o is in %o, %s, %s', (pts, from, to, rounding, expected) => {
    expect(rescale(pts, from, to, rounding)).toBe(expected);
  });

  it('rounds as it says', () => {
    fc.assert(
      fc.property(ticks, base, base, (pts, from: Rational, to: Rational) => {
        const exactNumerator = pts * BigInt(from.num) * BigInt(to.den);
        const exactDenominator = BigInt(from.den) * BigInt(to.num);
        const [floor = 0n, nearest = 0n, ceil = 0n] = roundings.map((rounding) =>
          rescale(pts, from, to, rounding),
        );
        expect(floor * exactDenominator <= exactNumerator && exactNumerator <= ceil * exactDenominator).toBe(
          true,
        );
        expect(ceil - floor).toBeLessThanOrEqual(1n);
        const off = nearest * exactDenominator - exactNumerator;
        expect((off < 0n ? -off : off) * 2n).toBeLessThanOrEqual(exactDenominator);
      }),
    );
  });

  it('refuses a time base of zero', () => {
    expect(() => rescale(1n, { num: 1, den: 1 }, { num: 0, den: 1 })).toThrow(RangeError);
  });
});
