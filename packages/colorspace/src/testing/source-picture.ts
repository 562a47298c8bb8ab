/** Source pictures for checks: random codes and extremes, in host memory as a surface of NVDEC lies, padding and all. */
import type { Context, DeviceBuffer, DevicePointer } from '@nvcodec/cuda-driver';
import type { ConversionSource } from '../conversion.js';
import { bytesPerSample, imageLayout } from '../pixel-format.js';
import type { SourceImage } from '../plugin.js';
import type { HostPlane } from '../reference/index.js';
import { codeRanges } from '../rgb-matrix.js';
import { Random } from './random.js';

/** How a picture's rows and planes lie. */
export interface PictureOptions {
  /** Bytes between the end of the widest row and the next row. Default: 0. */
  readonly paddingBytes?: number | undefined;
  /**
   * Whether planes are named one by one, with gaps and a wider pitch for chroma, instead of following each other as
   * in a surface of NVDEC. Default: false.
   */
  readonly separatePlanes?: boolean | undefined;
}

interface PlanePlace {
  readonly offset: number;
  readonly pitchBytes: number;
}

/** The ends of the code range, black, grey and white of limited range, and their neighbours. */
export function extremeCodes(bitDepth: number): readonly [number, ...number[]] {
  const largest = 2 ** bitDepth - 1;
  const { luma, chroma } = codeRanges('limited', bitDepth);
  const white = luma.zero + luma.steps;
  const mostChroma = luma.zero + chroma.steps;
  const around = [luma.zero, chroma.zero, white, mostChroma].flatMap((code) => [code - 1, code, code + 1]);
  return [0, 1, ...around, largest - 1, largest];
}

/** A source picture in host memory. */
export class SourcePicture {
  /** All planes with their padding. */
  readonly bytes: Uint8Array;
  /** The planes as the reference takes them; writing to them changes the picture. */
  readonly planes: readonly HostPlane[];
  readonly #places: readonly PlanePlace[];
  readonly #separate: boolean;

  constructor(source: ConversionSource, options: PictureOptions = {}) {
    const { paddingBytes = 0, separatePlanes = false } = options;
    const sample = bytesPerSample(source.format);
    const layout = imageLayout(source.format, source.width, source.height);
    const widest = Math.max(...layout.planes.map((plane) => plane.widthBytes));
    // A chroma pixel is two samples, and the kernels read it at once.
    const pitch = Math.ceil((widest + paddingBytes) / (2 * sample)) * 2 * sample;
    const rows = source.height + (source.height % 2);
    const apart = separatePlanes ? 32 * sample : 0;
    this.#separate = separatePlanes;
    this.#places = layout.planes.map((_, index) => ({
      offset: index * (rows * (pitch + apart) + apart),
      pitchBytes: index > 0 ? pitch + apart : pitch,
    }));
    const last = this.#places.at(-1) ?? { offset: 0, pitchBytes: pitch };
    this.bytes = new Uint8Array(last.offset + last.pitchBytes * rows);
    this.planes = this.#places.map(({ offset, pitchBytes }) => {
      const samples = (this.bytes.length - offset) / sample;
      const { buffer } = this.bytes;
      const data =
        sample === 1 ? new Uint8Array(buffer, offset, samples) : new Uint16Array(buffer, offset, samples);
      return { data, pitch: pitchBytes / sample };
    });
  }

  /** A picture of random codes, one in four an extreme. */
  static random(source: ConversionSource, seed: number, options: PictureOptions = {}): SourcePicture {
    const picture = new SourcePicture(source, options);
    const random = new Random(seed);
    const extremes = extremeCodes(source.bitDepth);
    const unit = 2 ** (8 * bytesPerSample(source.format) - source.bitDepth);
    for (const { data } of picture.planes) {
      for (let i = 0; i < data.length; i++) {
        const code = random.below(4) === 0 ? random.pick(extremes) : random.below(2 ** source.bitDepth);
        data[i] = code * unit;
      }
    }
    return picture;
  }

  /** The picture in new device memory, which the caller closes. */
  upload(context: Context): DeviceBuffer {
    const buffer = context.allocate(this.bytes.byteLength);
    buffer.copyFromHost(this.bytes);
    return buffer;
  }

  /** The picture as a converter takes it, when its bytes are at `pointer`. */
  image(pointer: DevicePointer): SourceImage {
    const [first] = this.#places;
    const planes = this.#places.map(({ offset, pitchBytes }) => ({
      pointer: (pointer + BigInt(offset)) as DevicePointer,
      pitchBytes,
    }));
    return { pointer, pitchBytes: first?.pitchBytes ?? 0, planes: this.#separate ? planes : undefined };
  }
}
