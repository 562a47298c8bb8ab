/**
 * Holds a converter against a reference: random and extreme input, padded rows, a target full of poison with guards
 * before and after it, and every sample compared.
 */
import type { DevicePointer } from '@nvcodec/cuda-driver';
import { type Conversion, describeConversion } from '../conversion.js';
import type { ImageLayout } from '../pixel-format.js';
import type { ConversionPlugin, Converter, PluginContext } from '../plugin.js';
import { type HostImage, type HostPlane, referenceConversion } from '../reference/index.js';
import { bytesOf, errorUnit, readSamples } from './samples.js';
import { type PictureOptions, SourcePicture } from './source-picture.js';

/** What a conversion must give, tightly packed: codes, or values of float formats, which need not be rounded. */
export type Reference = (conversion: Conversion, planes: readonly HostPlane[]) => HostImage;

/** How a converter is checked. */
export interface CheckOptions extends PictureOptions {
  /** Repeats the input. Default: 1. */
  readonly seed?: number | undefined;
  /** The input instead of a random one. */
  readonly picture?: SourcePicture | undefined;
  /**
   * How far a sample may be off: in code values; for float32 targets in steps of 1e-5; for float16 targets in steps of
   * the distance between neighbouring numbers, or of 1e-5 where that is less. Default: 1.
   */
  readonly tolerance?: number | undefined;
  /** Moves the target by this many samples from an address that suits any vector. Default: 0. */
  readonly targetOffset?: number | undefined;
  /** Default: the float64 reference of this package. */
  readonly reference?: Reference | undefined;
}

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

const guardBytes = 256;
const poisons = [0xa5, 0x5a] as const;

/**
 * Checks one conversion of a plugin on one input.
 * @throws ConversionMismatchError when a sample is off by more than the tolerance, when a byte of the target is not
 * written, or when one outside of it is.
 */
export function checkConversion(
  environment: PluginContext,
  plugin: ConversionPlugin,
  conversion: Conversion,
  options: CheckOptions = {},
): CheckResult {
  const { seed = 1, tolerance = 1, reference = referenceConversion } = options;
  const picture = options.picture ?? SourcePicture.random(conversion.source, seed, options);
  const expected = reference(conversion, picture.planes);
  const converter = plugin.create(environment, conversion);
  try {
    const [first, second] = poisons.map((poison) => {
      return runPoisoned(environment, converter, picture, {
        poison,
        targetOffset: options.targetOffset ?? 0,
      });
    }) as [Uint8Array, Uint8Array];
    const what = `${converter.name}: ${describeConversion(conversion)}, seed ${seed}`;
    assertSame(first, second, converter.layout, what);
    const samples = readSamples(first, converter.layout.dtype);
    return compare(samples, expected, { layout: converter.layout, tolerance, what });
  } finally {
    converter.close();
  }
}

interface Run {
  readonly poison: number;
  readonly targetOffset: number;
}

/** Converts into memory full of `poison` and gives back the target, once its surroundings are seen to be untouched. */
function runPoisoned(
  { context }: PluginContext,
  converter: Converter,
  picture: SourcePicture,
  { poison, targetOffset }: Run,
): Uint8Array {
  const { layout } = converter;
  const start = guardBytes + targetOffset * bytesOf(layout.dtype);
  const source = picture.upload(context);
  const target = context.allocate(start + layout.byteLength + guardBytes);
  const stream = context.createStream();
  try {
    target.fill(poison, { stream });
    converter.convert(
      picture.image(source.pointer),
      (target.pointer + BigInt(start)) as DevicePointer,
      stream,
    );
    stream.synchronize();
    const bytes = new Uint8Array(target.byteLength);
    target.copyToHost(bytes);
    const end = start + layout.byteLength;
    const stray = bytes.findIndex((byte, index) => byte !== poison && (index < start || index >= end));
    if (stray >= 0) {
      const place = stray < start ? `${start - stray} bytes before` : `${stray - end} bytes after the end of`;
      throw new ConversionMismatchError(`${converter.name} wrote ${place} its target (${describe(layout)})`);
    }
    return bytes.slice(start, end);
  } finally {
    stream.close();
    target.close();
    source.close();
  }
}

function describe({ format, width, height }: ImageLayout): string {
  return `${format} ${width}x${height}`;
}

function assertSame(first: Uint8Array, second: Uint8Array, layout: ImageLayout, what: string): void {
  const at = first.findIndex((value, index) => value !== second[index]);
  if (at < 0) return;
  const names = poisons.map((poison) => `0x${poison.toString(16)}`).join(' and ');
  throw new ConversionMismatchError(
    `${what}: ${position(Math.floor(at / bytesOf(layout.dtype)), layout)} depends on what was in the target before ` +
      `(${first[at]} and ${second[at]} over ${names}): it is not written, or not wholly`,
  );
}

interface Comparison {
  readonly layout: ImageLayout;
  readonly tolerance: number;
  readonly what: string;
}

function compare(
  actual: HostImage,
  expected: HostImage,
  { layout, tolerance, what }: Comparison,
): CheckResult {
  if (actual.length !== expected.length) {
    throw new ConversionMismatchError(
      `${what}: ${actual.length} samples, and the reference has ${expected.length}`,
    );
  }
  let inexact = 0;
  let largestError = 0;
  for (let i = 0; i < actual.length; i++) {
    const wanted = expected[i] ?? Number.NaN;
    const error = Math.abs((actual[i] ?? 0) - wanted) / errorUnit(layout.dtype, wanted);
    if (error > 0.5) inexact++;
    if (error > largestError) largestError = error;
    // Written so that NaN fails too.
    if (error <= tolerance) continue;
    throw new ConversionMismatchError(
      `${what}: ${position(i, layout)} is ${actual[i]}, and the reference says ${expected[i]}`,
    );
  }
  return { samples: actual.length, inexact, largestError };
}

/** Where sample `index` of a packed picture is, in words. */
function position(index: number, layout: ImageLayout): string {
  const bytes = index * bytesOf(layout.dtype);
  const plane = layout.planes.findLastIndex(({ offset }) => offset <= bytes);
  const { offset, pitchBytes } = layout.planes[plane] ?? { offset: 0, pitchBytes: layout.byteLength };
  const row = Math.floor((bytes - offset) / pitchBytes);
  const column = ((bytes - offset) % pitchBytes) / bytesOf(layout.dtype);
  return `plane ${plane}, row ${row}, sample ${column}`;
}
