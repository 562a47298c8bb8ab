/** Samples of target pictures: read out of bytes, and how far one may be from what the reference says. */
import type { SampleType } from '../pixel-format.js';

const sampleBytes: Readonly<Record<SampleType, number>> = { uint8: 1, uint16: 2, float16: 2, float32: 4 };

/** Bytes of one sample. */
export function bytesOf(dtype: SampleType): number {
  return sampleBytes[dtype];
}

/** The number that 16 bits of IEEE 754 binary16 stand for. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The samples of a tightly packed picture as numbers. */
export function readSamples(bytes: Uint8Array, dtype: SampleType): Uint8Array | Uint16Array | Float32Array {
  const { buffer } = bytes.slice();
  if (dtype === 'uint8') return new Uint8Array(buffer);
  if (dtype === 'uint16') return new Uint16Array(buffer);
  if (dtype === 'float32') return new Float32Array(buffer);
  return Float32Array.from(new Uint16Array(buffer), fromHalf);
}

/** The float error that a kernel is allowed, whatever the format: float32 arithmetic, a few steps of it. */
const floatUnit = 1e-5;

/**
 * An error of 1: a code value of integer formats; 1e-5 of float32; of float16 the distance between neighbouring numbers
 * around `expected`, or 1e-5 where that is less.
 */
export function errorUnit(dtype: SampleType, expected: number): number {
  if (dtype === 'float32') return floatUnit;
  if (dtype !== 'float16') return 1;
  const exponent = expected === 0 ? -14 : Math.max(Math.floor(Math.log2(Math.abs(expected))), -14);
  return Math.max(2 ** (exponent - 10), floatUnit);
}
