/**
 * From a decoded picture to a frame: map it, convert the surface into a buffer of the pool, unmap it.
 *
 * `begin` queues the work on the GPU, `finish` waits for it, so that several frames can be under way, one for each
 * surface of the decoder.
 */
import type { Conversion, ConversionRegistry, Converter } from '@nvcodec/colorspace';
import type { Event, Stream } from '@nvcodec/cuda-driver';
import type { Surface } from '@nvcodec/nvcuvid';
import type { ActiveDecoder } from '../decoding/decoders.js';
import type { FrameStatus, Picture } from '../decoding/picture.js';
import type { DecodingDevice } from '../device/decoding-device.js';
import { DamagedFrameError } from '../errors.js';
import type { MediaInfo } from '../media-info.js';
import type { FrameKind } from './frame.js';
import { type ConversionOptions, planConversion, targetColors } from './frame-conversion.js';
import type { FramePool, PooledBuffer } from './frame-pool.js';

export interface OutputFrame {
  readonly buffer: PooledBuffer;
  /** The same object as long as neither decoder nor conversion changes. */
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
  options: ConversionOptions;
  readonly converter: Converter;
  readonly kind: FrameKind;
}

export class FrameOutput {
  readonly #device: DecodingDevice;
  readonly #pool: FramePool;
  readonly #info: MediaInfo;
  readonly #registry: ConversionRegistry;
  readonly #stream: Stream;
  readonly #strict: boolean;
  /** Waited for asleep: a frame's time on the GPU is too long to spin. */
  readonly #events: Event[] = [];
  #current: Current | undefined;

  /** @param strict damage is an error. */
  constructor(
    device: DecodingDevice,
    pool: FramePool,
    info: MediaInfo,
    registry: ConversionRegistry,
    strict: boolean,
  ) {
    this.#device = device;
    this.#pool = pool;
    this.#info = info;
    this.#registry = registry;
    this.#strict = strict;
    this.#stream = device.context.createStream();
  }

  /**
   * Queues the making of a picture's frame. The picture is taken over: `finish` and `discard` close it.
   * @param active the decoder that the picture lies in.
   * @throws UnsupportedFormatError when no plugin makes of this surface what is asked for; RangeError for options that
   * make no sense; CudaError, CuvidError; the picture is closed then too.
   */
  begin(picture: Picture, active: ActiveDecoder, options: ConversionOptions): PendingFrame {
    try {
      const { converter, kind } = this.#for(active, options);
      const buffer = this.#pool.acquire(converter.layout.byteLength);
      const { surface, done } = this.#convert(picture, converter, buffer);
      return { picture, surface, done, buffer, kind };
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
      // Its planes follow each other, as converters know without being told.
      const { pointer, pitchBytes } = surface;
      converter.convert({ pointer, pitchBytes }, buffer.pointer, this.#stream);
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

  #for(active: ActiveDecoder, options: ConversionOptions): Current {
    const current = this.#current;
    if (current?.active === active && sameOptions(current.options, options)) {
      // The same object again is seen to be the same at once.
      current.options = options;
      return current;
    }
    const { context, info: device } = this.#device;
    const conversion = this.#plan(active, options);
    const converter = this.#registry.create({ context, soft: device.kind === 'soft' }, conversion);
    current?.converter.close();
    const { layout } = converter;
    const kind = { layout, color: targetColors(conversion), timeBase: this.#info.timeBase, device };
    this.#current = { active, options, converter, kind };
    return this.#current;
  }

  #plan({ plan, color }: ActiveDecoder, options: ConversionOptions): Conversion {
    const { orientation, pixelAspectRatio, hdr } = this.#info;
    const { surfaceFormat: format, bitDepth } = plan.create;
    const source = { format, ...plan.geometry.target, bitDepth, color };
    return planConversion({ source, area: plan.geometry.crop, orientation, pixelAspectRatio, hdr }, options);
  }
}

function sameOptions(a: ConversionOptions, b: ConversionOptions): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
