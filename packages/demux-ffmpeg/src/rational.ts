// Exact time: timestamps are integers (bigint) counted in a rational time base, and become seconds only at
// the edge. All conversions here are done in integers, so none loses a tick however long the file.

/** A ratio of two integers, such as a time base of 1/90000 seconds or a frame rate of 30000/1001. */
export interface Rational {
  /** Numerator. */
  readonly num: number;
  /** Denominator. */
  readonly den: number;
}

/** How a value that falls between two ticks is rounded; `'round'` takes the nearer, halves away from zero. */
export type Rounding = 'floor' | 'round' | 'ceil';

/** Seconds of `pts` ticks of `timeBase`: the double nearest to the exact value for any pts below 2^53 seconds. */
export function toSeconds(pts: bigint, timeBase: Rational): number {
  const den = BigInt(timeBase.den);
  const scaled = pts * BigInt(timeBase.num);
  // Small values divide once, which rounds once; only large ones need the whole seconds apart.
  if (scaled >= -9007199254740992n && scaled <= 9007199254740992n) return Number(scaled) / timeBase.den;
  const whole = scaled / den;
  return Number(whole) + Number(scaled - whole * den) / timeBase.den;
}

/** The tick of `timeBase` at `seconds`, from the exact value of that double. RangeError for NaN and infinities. */
export function fromSeconds(seconds: number, timeBase: Rational, rounding: Rounding = 'round'): bigint {
  if (!Number.isFinite(seconds)) throw new RangeError(`seconds must be a finite number, not ${seconds}`);
  const [mantissa, denominator] = exactFraction(seconds);
  return divide(mantissa * BigInt(timeBase.den), denominator * BigInt(timeBase.num), rounding);
}

/** `pts` ticks of `from` as ticks of `to`. */
export function rescale(pts: bigint, from: Rational, to: Rational, rounding: Rounding = 'round'): bigint {
  return divide(pts * BigInt(from.num) * BigInt(to.den), BigInt(from.den) * BigInt(to.num), rounding);
}

/** A finite double as a numerator and a positive power of two. */
function exactFraction(value: number): [bigint, bigint] {
  let denominator = 1n;
  let scaled = value;
  // Multiplying by two is exact in binary floating point.
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return [BigInt(scaled), denominator];
}

function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (denominator === 0n) throw new RangeError('a time base must not be zero');
  const [n, d] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
  const quotient = n / d;
  const remainder = n - quotient * d;
  const floor = remainder < 0n ? quotient - 1n : quotient;
  if (remainder === 0n) return quotient;
  if (rounding === 'floor') return floor;
  if (rounding === 'ceil') return floor + 1n;
  const away = n < 0n ? quotient - 1n : quotient + 1n;
  const twice = remainder < 0n ? -remainder * 2n : remainder * 2n;
  return twice >= d ? away : quotient;
}
