/**
 * From a decoded picture to a frame: map it, convert the surface into a buffer of the pool, unmap it.
 */
import {
  type Conversion,
  type ConversionRegistry,
  type Converter,
  defaultRegistry,
  type PixelFormat,
} from '@nvcodec/colorspace';
import type { Stream } from '@nvcodec/cuda-driver';
import type { Rational } from '@nvcodec/demux-ffmpeg';
import type { Surface } from '@nvcodec/nvcuvid';
import type { DecodingDevice } from './decoding-device.js';
import type { FrameKind } from './frame.js';
import type { FramePool, PooledBuffer } from './frame-pool.js';
import type { FrameStatus, Picture } from './picture.js';
import type { ActiveDecoder } from './picture-decoder.js';

export interface OutputFrame {
  readonly buffer: PooledBuffer;
  /** The same object as long as neither decoder nor format changes. */
  readonly kind: FrameKind;
  readonly status: FrameStatus;
}

interface Current {
  readonly active: ActiveDecoder;
  readonly format: PixelFormat;
  readonly converter: Converter;
  readonly kind: FrameKind;
}

export class FrameOutput {
  readonly #device: DecodingDevice;
  readonly #pool: FramePool;
  readonly #timeBase: Rational;
  readonly #registry: ConversionRegistry;
  readonly #stream: Stream;
  #current: Current | undefined;

  constructor(
    device: DecodingDevice,
    pool: FramePool,
    timeBase: Rational,
    registry: ConversionRegistry = defaultRegistry(),
  ) {
    this.#device = device;
    this.#pool = pool;
    this.#timeBase = timeBase;
    this.#registry = registry;
    this.#stream = device.context.createStream();
  }

  /**
   * The frame of a picture, which stays open. The buffer is held; whoever gets it releases it.
   * @param active the decoder that the picture lies in.
   * @param format default: as decoded.
   * @throws UnsupportedFormatError when no plugin makes `format` of this surface; CudaError, CuvidError.
   */
  produce(picture: Picture, active: ActiveDecoder, format: PixelFormat | undefined): OutputFrame {
    const { converter, kind } = this.#for(active, format ?? active.plan.create.surfaceFormat);
    const surface = picture.map({ stream: this.#stream });
    try {
      const buffer = this.#convert(surface, converter);
      return { buffer, kind, status: picture.status() };
    } finally {
      surface.close();
    }
  }

  close(): void {
    this.#current?.converter.close();
    this.#current = undefined;
    this.#stream.close();
  }

  #convert(surface: Surface, converter: Converter): PooledBuffer {
    const buffer = this.#pool.acquire(converter.layout.byteLength);
    try {
      converter.convert(surface, buffer.pointer, this.#stream);
      this.#stream.synchronize();
      return buffer;
    } catch (error) {
      this.#pool.words.release(buffer.id);
      throw error;
    }
  }

  #for(active: ActiveDecoder, format: PixelFormat): Current {
    const current = this.#current;
    if (current?.active === active && current.format === format) return current;
    const { context, info } = this.#device;
    const converter = this.#registry.create(
      { context, soft: info.kind === 'soft' },
      conversionOf(active, format),
    );
    current?.converter.close();
    const { layout } = converter;
    const kind = { layout, color: active.color, timeBase: this.#timeBase, device: info };
    this.#current = { active, format, converter, kind };
    return this.#current;
  }
}

function conversionOf({ plan, color }: ActiveDecoder, format: PixelFormat): Conversion {
  const { geometry, create } = plan;
  const { width, height } = geometry.target;
  const { left, top, right, bottom } = geometry.crop;
  const whole = left === 0 && top === 0 && right === width && bottom === height;
  return {
    source: { format: create.surfaceFormat, width, height, bitDepth: create.bitDepth, color },
    ...(whole ? {} : { crop: geometry.crop }),
    target: { format, ...geometry.output },
  };
}
