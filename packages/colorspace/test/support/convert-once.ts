/** One conversion of a picture in host memory. */
import {
  type Conversion,
  type ConversionPlugin,
  type Converter,
  imageLayout,
  type PluginContext,
} from '../../src/index.js';
import type { SourcePicture } from '../../src/testing/index.js';
import { readSamples } from '../../src/testing/samples.js';

/** A plugin or a registry. */
interface Maker {
  create(context: PluginContext, conversion: Conversion): Converter;
}

/** The samples of the target picture, tightly packed, float16 as numbers. */
export function convertPicture(
  { context, soft }: PluginContext,
  maker: Maker,
  conversion: Conversion,
  picture: SourcePicture,
): ArrayLike<number> {
  using converter = maker.create({ context, soft }, conversion);
  using stream = context.createStream();
  using source = picture.upload(context);
  using target = context.allocate(converter.layout.byteLength);
  converter.convert(picture.image(source.pointer), target.pointer, stream);
  stream.synchronize();
  const bytes = new Uint8Array(target.byteLength);
  target.copyToHost(bytes);
  return readSamples(bytes, converter.layout.dtype);
}

/** The bytes of the target picture for the bytes of a source picture, both as `imageLayout` says. */
export function convertOnce(
  { context, soft }: PluginContext,
  plugin: ConversionPlugin,
  conversion: Conversion,
  picture: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const { format, width, height } = conversion.source;
  const { planes, byteLength } = imageLayout(format, width, height);
  if (picture.byteLength !== byteLength)
    throw new RangeError(`${byteLength} bytes wanted, not ${picture.byteLength}`);
  using converter = plugin.create({ context, soft }, conversion);
  using stream = context.createStream();
  using source = context.allocate(byteLength);
  using target = context.allocate(converter.layout.byteLength);
  source.copyFromHost(picture);
  const at = planes.map(({ offset, pitchBytes }) => ({
    pointer: (source.pointer + BigInt(offset)) as typeof source.pointer,
    pitchBytes,
  }));
  const { pitchBytes = 0 } = planes[0] ?? {};
  converter.convert({ pointer: source.pointer, pitchBytes, planes: at }, target.pointer, stream);
  stream.synchronize();
  const bytes = new Uint8Array(target.byteLength);
  target.copyToHost(bytes);
  return bytes;
}
