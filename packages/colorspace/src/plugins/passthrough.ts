/** Pictures as they were decoded, tightly packed: one 2D copy for each plane. */
import { type Copy2D, copy2D, type DevicePointer, DisposedError, type Stream } from '@nvcodec/cuda-driver';
import { type Conversion, croppedArea, isPixelForPixel } from '../conversion.js';
import { bytesPerSample, chromaSubsampling, type ImageLayout, imageLayout } from '../pixel-format.js';
import {
  type ConversionPlugin,
  type Converter,
  type PluginContext,
  planePitch,
  planePointer,
  type SourceImage,
} from '../plugin.js';

/**
 * Takes any surface format to itself, of the same size or cropped. A crop must start on a whole chroma sample:
 * at an even column where chroma has half the columns, at an even row where it has half the rows.
 */
export const passthrough: ConversionPlugin = {
  name: 'passthrough',

  supports(conversion: Conversion): boolean {
    const { source, target, normalization } = conversion;
    if (source.format !== target.format || normalization || !isPixelForPixel(conversion)) return false;
    const { halfWidth, halfHeight } = chromaSubsampling(source.format);
    const { left, top } = croppedArea(conversion);
    return !(halfWidth && left % 2) && !(halfHeight && top % 2);
  },

  create(context: PluginContext, conversion: Conversion): Converter {
    return new PassthroughConverter(context, conversion);
  },
};

/** A copy whose ends are filled in for each picture, so that none is allocated for it. */
type PlaneCopy = { -readonly [Key in keyof Copy2D]: Copy2D[Key] } & { readonly sourceOffset: Offset };

interface Offset {
  readonly bytes: number;
  readonly rows: number;
}

class PassthroughConverter implements Converter {
  readonly name = 'passthrough';
  readonly layout: ImageLayout;
  readonly #context: PluginContext['context'];
  readonly #sourceHeight: number;
  readonly #copies: readonly PlaneCopy[];
  #closed = false;

  constructor({ context }: PluginContext, conversion: Conversion) {
    const { source, target } = conversion;
    this.#context = context;
    this.#sourceHeight = source.height;
    this.layout = imageLayout(target.format, target.width, target.height);
    const { left, top } = croppedArea(conversion);
    const { halfHeight } = chromaSubsampling(source.format);
    // Interleaved chroma of half the columns has as many bytes to a column of luma as luma has.
    const bytes = left * bytesPerSample(source.format);
    this.#copies = this.layout.planes.map((plane, index) => ({
      src: 0n as DevicePointer,
      srcPitchBytes: 0,
      dst: 0n as DevicePointer,
      dstPitchBytes: plane.pitchBytes,
      widthBytes: plane.widthBytes,
      height: plane.height,
      sourceOffset: { bytes, rows: index > 0 && halfHeight ? top / 2 : top },
    }));
  }

  convert(source: SourceImage, target: DevicePointer, stream: Stream): void {
    if (this.#closed) throw new DisposedError('This converter is closed and can no longer be used');
    let destination = target as bigint;
    for (const [index, copy] of this.#copies.entries()) {
      const pitch = planePitch(source, index);
      const offset = copy.sourceOffset.bytes + copy.sourceOffset.rows * pitch;
      copy.src = (planePointer(source, index, this.#sourceHeight) + BigInt(offset)) as DevicePointer;
      copy.srcPitchBytes = pitch;
      copy.dst = destination as DevicePointer;
      copy.stream = stream;
      copy2D(this.#context, copy);
      destination += BigInt(copy.dstPitchBytes * copy.height);
    }
  }

  close(): void {
    this.#closed = true;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
