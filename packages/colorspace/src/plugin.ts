/** The door for conversions, ours and others': what a plugin is and what it makes. */
import type { Context, DevicePointer, Stream } from '@nvcodec/cuda-driver';
import type { Conversion } from './conversion.js';
import { batchLayout, type ImageLayout } from './pixel-format.js';

/** Where a converter is to work. */
export interface PluginContext {
  /** Device memory, streams and modules belong to this context. */
  readonly context: Context;
  /** Whether the context is the software driver's: modules are then shared objects, not PTX. */
  readonly soft: boolean;
}

/** One plane of a source picture in device memory. */
export interface PlaneLayout {
  /** Its first row. */
  readonly pointer: DevicePointer;
  /** Bytes from one row to the next. */
  readonly pitchBytes: number;
}

/** A source picture in device memory: a mapped surface, for example. */
export interface SourceImage {
  /** The first row of luma. */
  readonly pointer: DevicePointer;
  /** Bytes from one row of luma to the next. */
  readonly pitchBytes: number;
  /**
   * The planes, when they do not follow each other as in a surface of NVDEC: there each plane starts after the
   * source's height, rounded up to even, of rows of the same pitch.
   */
  readonly planes?: readonly PlaneLayout[] | undefined;
}

/**
 * One conversion, ready to be done many times. A converter is used on one thread, and the calls it makes for one
 * picture are ordered by the stream alone: it does not wait for them.
 */
export interface Converter {
  /** The plugin's name, and what of it was chosen. */
  readonly name: string;
  /** How the target picture lies in memory. */
  readonly layout: ImageLayout;
  /**
   * Queues the conversion of one picture.
   * @param target where `layout.byteLength` bytes are written; aligned to a sample of the target.
   * @throws DisposedError after `close()`.
   */
  convert(source: SourceImage, target: DevicePointer, stream: Stream): void;
  /**
   * Queues the conversion of several pictures into one tensor, `batchLayout(layout, sources.length)`, with one launch
   * where the converter can. `convertBatch()` of this package does it with any converter.
   * @param sources all of the conversion's kind; at least one.
   * @param target where `sources.length` · `layout.byteLength` bytes are written, picture behind picture.
   * @throws DisposedError after `close()`.
   */
  convertBatch?(sources: readonly SourceImage[], target: DevicePointer, stream: Stream): void;
  /** Gives back what the converter holds, once the work it queued is done; twice does no harm. Never throws. */
  close(): void;
  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void;
}

/** Something that can do conversions. */
export interface ConversionPlugin {
  /** Unique in a registry. */
  readonly name: string;
  /** Whether `create` can make a converter for this; quick, and without side effects. */
  supports(conversion: Conversion): boolean;
  /** A converter for a conversion that `supports` accepts. */
  create(context: PluginContext, conversion: Conversion): Converter;
}

/** Checks what a plugin brings before it is registered. @throws TypeError naming what is missing. */
export function assertPlugin(plugin: ConversionPlugin): void {
  if (typeof plugin?.name !== 'string' || plugin.name === '') {
    throw new TypeError('A conversion plugin needs a name: a string that is not empty');
  }
  for (const method of ['supports', 'create'] as const) {
    if (typeof plugin[method] !== 'function') {
      throw new TypeError(`Conversion plugin '${plugin.name}' needs a method ${method}()`);
    }
  }
}

/**
 * Queues the conversion of several pictures into one tensor, `batchLayout(converter.layout, sources.length)`: by the
 * converter's own `convertBatch`, or one after the other where it has none.
 * @throws RangeError without sources.
 */
export function convertBatch(
  converter: Converter,
  sources: readonly SourceImage[],
  target: DevicePointer,
  stream: Stream,
): void {
  const { byteLength } = batchLayout(converter.layout, sources.length);
  if (converter.convertBatch) {
    converter.convertBatch(sources, target, stream);
    return;
  }
  const step = BigInt(byteLength / sources.length);
  let at = target;
  for (const source of sources) {
    converter.convert(source, at, stream);
    at = (at + step) as DevicePointer;
  }
}

/** Where plane `index` of a picture starts, for a source of `height` rows of luma. */
export function planePointer(source: SourceImage, index: number, height: number): DevicePointer {
  const plane = source.planes?.[index];
  if (plane) return plane.pointer;
  const rows = height + (height % 2);
  return (source.pointer + BigInt(index * rows * source.pitchBytes)) as DevicePointer;
}

/** The pitch of plane `index`, in bytes. */
export function planePitch(source: SourceImage, index: number): number {
  return source.planes?.[index]?.pitchBytes ?? source.pitchBytes;
}
