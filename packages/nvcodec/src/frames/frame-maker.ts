/** A session's frames: what it makes of its pictures, where their memory lies, and how they come to the host. */
import { type ConversionRegistry, defaultRegistry } from '@nvcodec/colorspace';
import type { Picture } from '../decoding/picture.js';
import type { PictureDecoder } from '../decoding/picture-decoder.js';
import type { DecodingDevice } from '../device/decoding-device.js';
import type { MediaInfo } from '../media-info.js';
import type { Signal } from '../signal.js';
import { reached } from '../stages.js';
import { Downloader } from './downloader.js';
import { Frame } from './frame.js';
import type { ConversionOptions } from './frame-conversion.js';
import { FrameOutput, type OutputFrame, type PendingFrame } from './frame-output.js';
import { FramePool } from './frame-pool.js';
import type { FrameHome } from './held-buffer.js';

export interface FrameMakerOptions {
  /** Who converts pictures to frames. Default: the plugins of @nvcodec/colorspace. */
  readonly registry?: ConversionRegistry | undefined;
  /** 'throw': a damaged frame ends the iteration with DamagedFrameError. Default 'conceal': it is told by its status. */
  readonly onError?: 'conceal' | 'throw' | undefined;
}

/** What is decoded, and by what. */
export interface FrameSource {
  readonly device: DecodingDevice;
  readonly decoder: PictureDecoder;
  readonly info: MediaInfo;
}

/** Where frames live; see SessionHost. */
export interface FrameHost {
  readonly signal: Signal;
  readonly keepFrames: number;
}

/** See the head of this file. */
export class FrameMaker {
  readonly pool: FramePool;
  readonly #device: DecodingDevice;
  readonly #decoder: PictureDecoder;
  readonly #output: FrameOutput;
  #home: FrameHome | undefined;

  constructor({ device, decoder, info }: FrameSource, options: FrameMakerOptions, host: FrameHost) {
    const { registry = defaultRegistry(), onError } = options;
    this.pool = new FramePool(device.context, host.signal, host.keepFrames);
    this.#device = device;
    this.#decoder = decoder;
    this.#output = new FrameOutput(device, this.pool, info, registry, onError === 'throw');
  }

  /** Converts a picture, and closes it. @param index the frame's. @throws as begin and finish. */
  make(picture: Picture, options: ConversionOptions, index: number): Frame {
    const { time, display, hdr } = picture;
    const { buffer, kind, status } = this.finish(this.begin(picture, options));
    return new Frame(kind, { buffer, source: { time, display, hdr }, status, index }, this.#frameHome());
  }

  /**
   * Queues a picture's conversion; `finish` or `discard` must follow. At most `numSurfaces` at a time.
   * @throws as FrameOutput.begin.
   */
  begin(picture: Picture, options: ConversionOptions): PendingFrame {
    reached('picture decoded');
    const active = this.#decoder.decoderOf(picture);
    const pending = this.#device.context.run(() => this.#output.begin(picture, active, options));
    reached('conversion queued');
    return pending;
  }

  /** @throws DamagedFrameError with `onError: 'throw'`. */
  finish(pending: PendingFrame | OutputFrame): OutputFrame {
    if ('status' in pending) return pending;
    const made = this.#device.context.run(() => this.#output.finish(pending));
    reached('frame made');
    return made;
  }

  /** Gives up a frame that was begun. */
  discard(pending: PendingFrame | OutputFrame): void {
    if ('status' in pending) this.pool.words.release(pending.buffer.id);
    else this.#device.context.run(() => this.#output.discard(pending));
  }

  /** Gives everything back but the frames that are still held. */
  close(): void {
    this.#device.context.run(() => {
      this.#output.close();
      this.pool.close();
    });
    this.#home?.downloader.close();
  }

  #frameHome(): FrameHome {
    this.#home ??= {
      words: this.pool.words,
      signal: this.pool.signal,
      downloader: new Downloader(this.#device.context.device),
    };
    return this.#home;
  }
}
