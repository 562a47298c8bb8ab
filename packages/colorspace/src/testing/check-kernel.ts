/**
 * Holds a converter against a reference: random and extreme input, padded rows, a target full of poison with guards
 * before and after it, and every sample compared.
 */

import { type Conversion, describeConversion } from '../conversion.js';
import { batchLayout } from '../pixel-format.js';
import { type ConversionPlugin, convertBatch, type PluginContext } from '../plugin.js';
import { type HostImage, type HostPlane, referenceConversion } from '../reference/index.js';
import { type CheckResult, compare, position } from './compare.js';
import { assertWritten, runPoisoned } from './poisoned-run.js';
import { bytesOf } from './samples.js';
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
   * the distance between neighbouring numbers, or of 1e-5 where that is less. May depend on the conversion. Default: 1.
   */
  readonly tolerance?: number | ((conversion: Conversion) => number) | undefined;
  /** Moves the target by this many samples from an address that suits any vector. Default: 0. */
  readonly targetOffset?: number | undefined;
  /** Default: the float64 reference of this package. */
  readonly reference?: Reference | undefined;
}

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
  const { seed = 1, targetOffset = 0, reference = referenceConversion } = options;
  const picture = options.picture ?? SourcePicture.random(conversion.source, seed, options);
  using converter = plugin.create(environment, conversion);
  const { layout } = converter;
  const { format, width, height, byteLength } = layout;
  const target = {
    byteLength,
    offset: targetOffset * bytesOf(layout.dtype),
    what: `${format} ${width}x${height}`,
  };
  const bytes = runPoisoned(environment, converter, [picture], target, ([source], pointer, stream) => {
    if (source !== undefined) converter.convert(picture.image(source), pointer, stream);
  });
  const what = `${converter.name}: ${describeConversion(conversion)}, seed ${seed}`;
  assertWritten(bytes, what, (byte) => position(byte, layout));
  return compare(bytes[0], reference(conversion, picture.planes), {
    layout,
    tolerance: toleranceOf(options, conversion),
    what,
  });
}

function toleranceOf({ tolerance = 1 }: Pick<CheckOptions, 'tolerance'>, conversion: Conversion): number {
  return typeof tolerance === 'number' ? tolerance : tolerance(conversion);
}

/** How a batch is checked. */
export interface BatchOptions extends Pick<CheckOptions, 'tolerance' | 'reference' | 'seed'> {
  /** Pictures in the batch. Default: 3. */
  readonly count?: number | undefined;
}

/**
 * Checks a batch of different pictures, the second of which has rows of another pitch.
 * @throws ConversionMismatchError as `checkConversion` does, naming the picture.
 */
export function checkBatch(
  environment: PluginContext,
  plugin: ConversionPlugin,
  conversion: Conversion,
  options: BatchOptions = {},
): CheckResult[] {
  const { seed = 1, count = 3, reference = referenceConversion } = options;
  const pictures = Array.from({ length: count }, (_, i) =>
    SourcePicture.random(conversion.source, seed + i, { paddingBytes: i === 1 ? 64 : 0 }),
  );
  using converter = plugin.create(environment, conversion);
  const { layout } = converter;
  const { byteLength } = batchLayout(layout, count);
  const target = {
    byteLength,
    offset: 0,
    what: `${count} of ${layout.format} ${layout.width}x${layout.height}`,
  };
  const bytes = runPoisoned(environment, converter, pictures, target, (sources, pointer, stream) => {
    const images = pictures.map((picture, i) => picture.image(sources[i] as (typeof sources)[number]));
    convertBatch(converter, images, pointer, stream);
  });
  const tolerance = toleranceOf(options, conversion);
  const what = `${converter.name}: a batch of ${describeConversion(conversion)}, seed ${seed}`;
  assertWritten(bytes, what, (byte) => {
    const picture = Math.floor(byte / layout.byteLength);
    return `picture ${picture}, ${position(byte % layout.byteLength, layout)}`;
  });
  return pictures.map(({ planes }, i) => {
    const slice = bytes[0].subarray(i * layout.byteLength, (i + 1) * layout.byteLength);
    return compare(slice, reference(conversion, planes), {
      layout,
      tolerance,
      what: `${what}, picture ${i}`,
    });
  });
}
