/** Pictures as they were decoded, tightly packed, by 2D copies. */
import { type Copy2D, copy2D, type DevicePointer, DisposedError, type Stream } from '@nvcodec/cuda-driver';
import { type Conversion, croppedArea, isPixelForPixel, keepsColors } from '../conversion.js';
import {
  bytesPerSample,
  chromaSubsampling,
  type ImageLayout,
  imageLayout,
  type PlaneOfLayout,
} from '../pixel-format.js';
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
    if (source.format !== target.format || normalization) return false;
    if (!isPixelForPixel(conversion) || !keepsColors(conversion)) return false;
    const { halfWidth, halfHeight } = chromaSubsampling(source.format);
    const { left, top } = croppedArea(conversion);
    return !(halfWidth && left % 2) && !(halfHeight && top % 2);
  },

  create(context: PluginContext, conversion: Conversion): Converter {
    return new PassthroughConverter(context, conversion);
  },
};

/** A copy that is filled in for each picture, so that none is allocated for it. */
type ReusedCopy = { -readonly [Key in keyof Copy2D]: Copy2D[Key] } & {
  src: DevicePointer;
  dst: DevicePointer;
};

class PassthroughConverter implements Converter {
  readonly name = 'passthrough';
  readonly layout: ImageLayout;
  readonly #context: PluginContext['context'];
  readonly #sourceHeight: number;
  readonly #cropLeftBytes: number;
  readonly #cropTopRows: readonly number[];
  readonly #copy: ReusedCopy;
  #closed = false;

  constructor({ context }: PluginContext, conversion: Conversion) {
    const { source, target } = conversion;
    this.#context = context;
    this.#sourceHeight = source.height;
    this.layout = imageLayout(target.format, target.width, target.height);
    const { left, top } = croppedArea(conversion);
    const { halfHeight } = chromaSubsampling(source.format);
    // Interleaved chroma of half the columns has as many bytes to a column of luma as luma has.
    this.#cropLeftBytes = left * bytesPerSample(source.format);
    this.#cropTopRows = this.layout.planes.map((_, index) => (index > 0 && halfHeight ? top / 2 : top));
    const nowhere = 0n as DevicePointer;
    this.#copy = { src: nowhere, srcPitchBytes: 0, dst: nowhere, dstPitchBytes: 0, widthBytes: 0, height: 0 };
  }

  convert(source: SourceImage, target: DevicePointer, stream: Stream): void {
    if (this.#closed) throw new DisposedError('This converter is closed and can no longer be used');
    const copy = this.#copy;
    copy.stream = stream;
    copy.height = 0;
    for (let index = 0; index < this.layout.planes.length; index++) {
      const { offset, widthBytes, height } = this.layout.planes[index] as PlaneOfLayout;
      const from = this.#firstByte(source, index);
      const pitch = planePitch(source, index);
      if (!this.#follows(from, pitch, widthBytes)) {
        this.#flush();
        copy.src = from;
        copy.srcPitchBytes = pitch;
        copy.dst = (target + BigInt(offset)) as DevicePointer;
        copy.dstPitchBytes = widthBytes;
        copy.widthBytes = widthBytes;
      }
      copy.height += height;
    }
    this.#flush();
  }

  close(): void {
    this.#closed = true;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #firstByte(source: SourceImage, index: number): DevicePointer {
    const rows = this.#cropTopRows[index] ?? 0;
    const offset = this.#cropLeftBytes + rows * planePitch(source, index);
    return (planePointer(source, index, this.#sourceHeight) + BigInt(offset)) as DevicePointer;
  }

  /** Whether a plane is the next row of the copy so far, as in a surface of even height: then one copy does both. */
  #follows(from: DevicePointer, pitch: number, widthBytes: number): boolean {
    const { src, srcPitchBytes, height, widthBytes: width } = this.#copy;
    return (
      height > 0 && pitch === srcPitchBytes && widthBytes === width && from === src + BigInt(pitch * height)
    );
  }

  #flush(): void {
    if (this.#copy.height > 0) copy2D(this.#context, this.#copy);
    this.#copy.height = 0;
  }
}
