/** One conversion of a tightly packed picture in host memory. */
import type { Conversion, ConversionPlugin, PluginContext } from '../../src/index.js';
import { imageLayout } from '../../src/index.js';

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
