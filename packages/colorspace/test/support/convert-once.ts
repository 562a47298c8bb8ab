/** One conversion of a picture in host memory. */
import {
  type Conversion,
  type ConversionPlugin,
  imageLayout,
  type PluginContext,
  sampleType,
} from '../../src/index.js';
import { convertAlone } from '../../src/testing/convert-alone.js';
import type { SourcePicture } from '../../src/testing/index.js';
import { readSamples } from '../../src/testing/samples.js';

/** The samples of the target picture, tightly packed, float16 as numbers. */
export function convertPicture(
  { context, soft }: PluginContext,
  maker: Pick<ConversionPlugin, 'create'>,
  conversion: Conversion,
  picture: SourcePicture,
): ArrayLike<number> {
  const bytes = convertAlone(maker, { context, soft }, conversion, picture);
  return readSamples(bytes, sampleType(conversion.target.format));
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
