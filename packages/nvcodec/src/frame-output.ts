/**
 * From a decoded picture to a frame: map it, convert the surface into a buffer of the pool, unmap it.
 *
 * `begin` queues the work on the GPU, `finish` waits for it, so that several frames can be under way, one for each
 * surface of the decoder.
 */
import {
  type Conversion,
  type ConversionRegistry,
  type Converter,
  defaultRegistry,
  type PixelFormat,
} from '@nvcodec/colorspace';
import type { Event, Stream } from '@nvcodec/cuda-driver';
import type { Rational } from '@nvcodec/demux-ffmpeg';
import type { Surface } from '@nvcodec/nvcuvid';
import type { DecodingDevice } from './decoding-device.js';
import { DamagedFrameError } from './errors.js';
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

/** A frame that is being made. */
export interface PendingFrame {
  readonly picture: Picture;
  readonly surface: Surface;
  readonly done: Event;
  readonly buffer: PooledBuffer;
  readonly kind: FrameKind;
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
  readonly #registry: ConversionRegistry = defaultRegistry();
  readonly #stream: Stream;
  readonly #strict: boolean;
  /** Waited for asleep: a frame's time on the GPU is too long to spin. */
  readonly #events: Event[] = [];
  #current: Current | undefined;

  /** @param strict damage is an error. */
  constructor(device: DecodingDevice, pool: FramePool, timeBase: Rational, strict: boolean) {
    this.#device = device;
    this.#pool = pool;
    this.#timeBase = timeBase;
    this.#strict = strict;
    this.#stream = device.context.createStream();
  }

  /**
   * Queues the making of a picture's frame. The picture is taken over: `finish` and `discard` close it.
   * @param active the decoder that the picture lies in.
   * @param format default: as decoded.
   * @throws UnsupportedFormatError when no plugin makes `format` of this surface; CudaError, CuvidError; the picture
   * is closed then too.
   */
  begin(picture: Picture, active: ActiveDecoder, format: PixelFormat | undefined): PendingFrame {
    try {
      const { converter, kind } = this.#for(active, format ?? active.plan.create.surfaceFormat);
      const buffer = this.#pool.acquire(converter.layout.byteLength);
      return { picture, ...this.#convert(picture, converter, buffer), buffer, kind };
    } catch (error) {
      picture.close();
      throw error;
    }
  }

  #convert(
    picture: Picture,
    converter: Converter,
    buffer: PooledBuffer,
  ): { readonly surface: Surface; readonly done: Event } {
    let surface: Surface | undefined;
    try {
      surface = picture.map({ stream: this.#stream });
      converter.convert(surface, buffer.pointer, this.#stream);
      const done = this.#events.pop() ?? this.#device.context.createEvent({ blockingSync: true });
      this.#stream.record(done);
      return { surface, done };
    } catch (error) {
      surface?.close();
      this.#pool.words.release(buffer.id);
      throw error;
    }
  }

  /**
   * Waits for a frame. Its buffer is held; whoever gets it releases it.
   * @throws DamagedFrameError when damage is an error here.
   */
  finish(pending: PendingFrame): OutputFrame {
    const { picture, surface, done, buffer, kind } = pending;
    try {
      done.synchronize();
      const status = picture.status();
      if (status !== 'clean' && this.#strict) {
        throw new DamagedFrameError(picture.timestamp, status, picture.damage());
      }
      return { buffer, kind, status };
    } catch (error) {
      this.#pool.words.release(buffer.id);
      throw error;
    } finally {
      this.#events.push(done);
      surface.close();
      picture.close();
    }
  }

  /** Gives everything of a frame back that nobody wants any more. */
  discard(pending: PendingFrame): void {
    pending.done.synchronize();
    this.#pool.words.release(pending.buffer.id);
    this.#events.push(pending.done);
    pending.surface.close();
    pending.picture.close();
  }

  close(): void {
    this.#current?.converter.close();
    this.#current = undefined;
    for (const event of this.#events.splice(0)) event.close();
    this.#stream.close();
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
