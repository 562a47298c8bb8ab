/** Holds the samples of a target picture against what they should be. */
import type { ImageLayout } from '../pixel-format.js';
import type { HostImage } from '../reference/index.js';
import { bytesOf, errorUnit, readSamples } from './samples.js';

/** What a check found; it throws when something is wrong. */
export interface CheckResult {
  /** Samples compared. */
  readonly samples: number;
  /** Samples within the tolerance that are off by more than half a unit: for codes, by anything at all. */
  readonly inexact: number;
  /** The largest difference, in the units of `tolerance`. */
  readonly largestError: number;
}

/** A converter wrote something other than it should. */
export class ConversionMismatchError extends Error {
  override readonly name = 'ConversionMismatchError';
}

/** How samples are compared. */
export interface Comparison {
  readonly layout: ImageLayout;
  /** In the units of CheckOptions. */
  readonly tolerance: number;
  /** What was done, for messages. */
  readonly what: string;
}

/** Compares every sample. @throws ConversionMismatchError for the first that is off by more than the tolerance. */
export function compare(
  bytes: Uint8Array,
  expected: HostImage,
  { layout, tolerance, what }: Comparison,
): CheckResult {
  const actual = readSamples(bytes, layout.dtype);
  if (actual.length !== expected.length) {
    throw new ConversionMismatchError(
      `${what}: ${actual.length} samples, and the reference has ${expected.length}`,
    );
  }
  let inexact = 0;
  let largestError = 0;
  for (let i = 0; i < actual.length; i++) {
    const wanted = expected[i] ?? Number.NaN;
    if (actual[i] === wanted) continue;
    const error = Math.abs((actual[i] ?? 0) - wanted) / errorUnit(layout.dtype, wanted);
    if (error > 0.5) inexact++;
    if (error > largestError) largestError = error;
    // Written so that NaN fails too.
    if (error <= tolerance) continue;
    const place = position(i * bytesOf(layout.dtype), layout);
    throw new ConversionMismatchError(`${what}: ${place} is ${actual[i]}, and the reference says ${wanted}`);
  }
  return { samples: actual.length, inexact, largestError };
}

/** Where byte `at` of a packed picture is, in words. */
export function position(at: number, layout: ImageLayout): string {
  const plane = layout.planes.findLastIndex(({ offset }) => offset <= at);
  const { offset, pitchBytes } = layout.planes[plane] ?? { offset: 0, pitchBytes: layout.byteLength };
  const row = Math.floor((at - offset) / pitchBytes);
  const sample = Math.floor(((at - offset) % pitchBytes) / bytesOf(layout.dtype));
  return `plane ${plane}, row ${row}, sample ${sample}`;
}
