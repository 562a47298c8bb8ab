/** One picture through a converter and a stream of its own. */
import type { Conversion } from '../conversion.js';
import type { ConversionPlugin, PluginContext } from '../plugin.js';
import type { SourcePicture } from './source-picture.js';

/** The bytes of the target picture. @param maker a plugin, or a registry. */
export function convertAlone(
  maker: Pick<ConversionPlugin, 'create'>,
  environment: PluginContext,
  conversion: Conversion,
  picture: SourcePicture,
): Uint8Array<ArrayBuffer> {
  const { context } = environment;
  using converter = maker.create(environment, conversion);
  using stream = context.createStream();
  using source = picture.upload(context);
  using target = context.allocate(converter.layout.byteLength);
  converter.convert(picture.image(source.pointer), target.pointer, stream);
  stream.synchronize();
  const bytes = new Uint8Array(target.byteLength);
  target.copyToHost(bytes);
  return bytes;
}
