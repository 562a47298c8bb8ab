/**
 * From a decoded picture to a frame: map it, convert the surface into a buffer of the pool, unmap it.
 */
import {
  type ColorDescription,
  type Conversion,
  type ConversionRegistry,
  type Converter,
  defaultRegistry,
  type PixelFormat,
} from '@nvcodec/colorspace';
import type { Stream } from '@nvcodec/cuda-driver';
import type { Surface } from '@nvcodec/nvcuvid';
import type { DecoderPlan } from './decoder-plan.js';
import type { DecodingDevice } from './decoding-device.js';
import type { FramePool, PooledBuffer } from './frame-pool.js';
import type { FrameStatus, Picture } from './picture.js';

export interface OutputFrame {
  readonly buffer: PooledBuffer;
  readonly converter: Converter;
  readonly status: FrameStatus;
}

/** What a picture is to become. */
export interface OutputRequest {
  readonly plan: DecoderPlan;
  readonly color: ColorDescription;
  readonly format: PixelFormat;
}

interface CachedConverter {
  readonly request: OutputRequest;
  readonly converter: Converter;
}

export class FrameOutput {
  readonly #device: DecodingDevice;
  readonly #pool: FramePool;
  readonly #registry: ConversionRegistry;
  readonly #stream: Stream;
  #cached: CachedConverter | undefined;

  constructor(device: DecodingDevice, pool: FramePool, registry: ConversionRegistry = defaultRegistry()) {
    this.#device = device;
    this.#pool = pool;
    this.#registry = registry;
    this.#stream = device.context.createStream({ nonBlocking: true });
  }

  /**
   * The frame of a picture, which stays open. The buffer is held; whoever gets it releases it.
   * @throws UnsupportedFormatError when no plugin makes `format` of this surface; CudaError, CuvidError.
   */
  produce(picture: Picture, request: OutputRequest): OutputFrame {
    const converter = this.#converter(request);
    const surface = picture.map({ stream: this.#stream });
    try {
      const buffer = this.#convert(surface, converter);
      return { buffer, converter, status: picture.status() };
    } finally {
      surface.close();
    }
  }

  /** @throws UnsupportedFormatError, as `produce` would. */
  check(request: OutputRequest): void {
    this.#converter(request);
  }

  close(): void {
    this.#cached?.converter.close();
    this.#cached = undefined;
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

  #converter(request: OutputRequest): Converter {
    const cached = this.#cached;
    if (cached !== undefined && sameRequest(cached.request, request)) return cached.converter;
    const converter = this.#registry.create(
      { context: this.#device.context, soft: this.#device.info.kind === 'soft' },
      conversionOf(request),
    );
    cached?.converter.close();
    this.#cached = { request, converter };
    return converter;
  }
}

function sameRequest(a: OutputRequest, b: OutputRequest): boolean {
  return a.plan === b.plan && a.color === b.color && a.format === b.format;
}

function conversionOf({ plan, color, format }: OutputRequest): Conversion {
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
