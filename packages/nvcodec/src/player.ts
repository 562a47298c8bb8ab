/**
 * The high-level face: a video that is decoded in a worker thread, its frames and pictures as async iterables. The
 * event loop is never blocked.
 */

import { type Abortable, either } from './abortable.js';
import type { FrameIndex, IndexEstimate } from './access/frame-index.js';
import {
  type FrameAtOptions,
  type FramesAtOptions,
  type FramesInOptions,
  selectIn,
  selectIndices,
  selectTimes,
} from './access/frame-requests.js';
import type { TimeRange } from './access/picture-reader.js';
import type { Selection } from './access/picture-selection.js';
import type { Picture } from './decoding/picture.js';
import { closeWhenForgotten, isRemembered } from './forgotten-sessions.js';
import type { Batch } from './frames/batch.js';
import { type BatchesOptions, batches } from './frames/batches.js';
import type { Frame } from './frames/frame.js';
import { type ConversionOptions, conversionOptions } from './frames/frame-conversion.js';
import type { MediaInfo } from './media-info.js';
import { Sessions, type SessionsUsed } from './parallel/sessions.js';
import type { PlayerOptions, VideoSource } from './player-options.js';
import { Turns } from './turns.js';

/** Which pictures are wanted. */
export interface PicturesOptions extends TimeRange, Abortable {}

/** Which frames are wanted, and how they are made. */
export interface FramesOptions extends PicturesOptions, ConversionOptions {
  /**
   * With several sessions, false: frames come as they are made, and `index` counts them so. Default true: in display
   * order.
   */
  readonly ordered?: boolean | undefined;
}

/** Which frames are wanted, how they are made, and how they are made into batches. */
export interface PlayerBatchesOptions extends FramesOptions, Pick<BatchesOptions, 'last'> {
  /** Frames in a batch, from 1 on. `size` is that of the pictures. */
  readonly batchSize: number;
}

/**
 * A video that is played.
 *
 * ```ts
 * await using player = await Player.open('video.mp4');
 * for await (using frame of player.frames({ format: 'rgb24' })) console.log(frame.timestamp);
 * ```
 */
export class Player {
  readonly info: MediaInfo;
  readonly #sessions: Sessions;
  readonly #signal: AbortSignal | undefined;
  readonly #turns = new Turns();

  /**
   * @throws AvError when the source cannot be opened; NoVideoTrackError; UnsupportedCodecError when the device
   * cannot decode it; NoSuchDeviceError; TypeError or RangeError for an option that does not fit.
   */
  static async open(source: VideoSource, options: PlayerOptions = {}): Promise<Player> {
    return new Player(await Sessions.open(source, options), options.signal);
  }

  private constructor(sessions: Sessions, signal: AbortSignal | undefined) {
    this.#sessions = sessions;
    this.#signal = signal;
    this.info = sessions.first.info;
    closeWhenForgotten(this, sessions);
  }

  /** How many sessions the last iteration was shared by, and why not by more. */
  get sessions(): SessionsUsed {
    return this.#sessions.used;
  }

  /**
   * Frames in display order, each the caller's to close (`for await (using frame of …)`), from `start` or from
   * where the player is. One iteration at a time.
   * @throws UnsupportedFormatError when what is asked for cannot be made of this video; DamagedFrameError with
   * `onError: 'throw'`; DisposedError when the player is closed.
   */
  async *frames(options: FramesOptions = {}): AsyncGenerator<Frame, void, undefined> {
    const { start, end, ordered = true } = options;
    yield* this.#iterate({ kind: 'range', start, end }, options, ordered);
  }

  /**
   * What `frames` gives, in batches: one piece of device memory for `batchSize` frames, for networks. Each batch is the
   * caller's to close. `batches()` of this package makes them of other frames, such as those of `framesAt` or `framesIn`.
   * @throws RangeError for a `batchSize` that is none, and when frames of a batch differ because the video changes its
   * size: give a `size` and a `format` then; else as `frames`.
   */
  async *batches(options: PlayerBatchesOptions): AsyncGenerator<Batch, void, undefined> {
    const { batchSize: size, last } = options;
    yield* batches(this.frames(options), { size, last });
  }

  /**
   * Decoded pictures in display order, each the caller's to close; only those that are mapped cost a mapping.
   * The decoder has `numPictures` of them and waits when it needs one that is still held.
   */
  async *pictures(options: PicturesOptions = {}): AsyncGenerator<Picture, void, undefined> {
    const { start, end } = options;
    await this.#turns.settled();
    yield* this.#sessions.first.pictures(
      { kind: 'pictures', start, end },
      either(options.signal, this.#signal),
    );
  }

  /**
   * The frame shown at `seconds`; a time before the first frame gives the first. As all that takes single frames,
   * it does not move the place where `frames` and `pictures` without `start` go on. Requests for one frame may overlap: they
   * are served one after another. During an iteration they are an error.
   * @throws NoFrameError past the end; TypeError for what is no time; else as `frames`.
   */
  async frameAt(seconds: number, options: FrameAtOptions & Abortable = {}): Promise<Frame> {
    return this.#one(() => selectTimes([seconds], {}), options);
  }

  /**
   * The frames shown at these times, in this order, one for each: decoded in the video's order, with the fewest
   * seeks, and nothing is mapped that was not asked for.
   * @throws as `frameAt`, at the time that has no frame.
   */
  async *framesAt(
    seconds: Iterable<number>,
    options: FramesAtOptions & Abortable = {},
  ): AsyncGenerator<Frame, void, undefined> {
    yield* this.#iterate(selectTimes(seconds, options), options);
  }

  /**
   * The frame that `frames` from the start yields as number `index`, from 0; negative numbers count from the end.
   * The first request by number makes the `index`.
   * @throws RangeError when there is no such frame; TypeError for what is no whole number; else as `frames`.
   */
  async frameAtIndex(index: number, options: FrameAtOptions & Abortable = {}): Promise<Frame> {
    return this.#one(() => selectIndices([index], {}), options);
  }

  /** The frames with these numbers, in this order, one for each, as `framesAt`. @throws as `frameAtIndex`. */
  async *framesAtIndices(
    indices: Iterable<number>,
    options: FramesAtOptions & Abortable = {},
  ): AsyncGenerator<Frame, void, undefined> {
    yield* this.#iterate(selectIndices(indices, options), options);
  }

  /**
   * Frames of a stretch of time, by default of the whole video: each, every `step`-th, or at a rate of `fps`. Once
   * the `index` is there, frames between the steps are sought past where that is cheaper.
   * @throws TypeError when `step` and `fps` are both given; RangeError when either is out of range; else as `frames`.
   */
  async *framesIn(options: FramesInOptions & Abortable = {}): AsyncGenerator<Frame, void, undefined> {
    yield* this.#iterate(selectIn(options, this.info), options);
  }

  /**
   * Every frame's number and time: exactly what `frames` yields. The first call reads the whole file, which is
   * opened once more for it: a GPU decodes nothing meanwhile, the soft driver everything. The index is kept.
   * `approximate` tells at once what the container says instead.
   * @throws AvError when the source cannot be read a second time; the signal's reason when aborted: the next call
   * begins anew.
   */
  index(options?: Abortable & { readonly approximate?: false }): Promise<FrameIndex>;
  index(options: Abortable & { readonly approximate: true }): Promise<IndexEstimate>;
  async index(
    options: Abortable & { readonly approximate?: boolean } = {},
  ): Promise<FrameIndex | IndexEstimate> {
    const { approximate = false } = options;
    return this.#turns.take(() =>
      this.#sessions.first.index(approximate, either(options.signal, this.#signal)),
    );
  }

  /** The next iteration without `start` begins with the first frame at or after `seconds`. */
  async seek(seconds: number): Promise<void> {
    await this.#turns.take(() => this.#sessions.first.seek(seconds, this.#signal));
  }

  /** Ends what runs. Frames and pictures that are held stay valid. */
  async close(): Promise<void> {
    isRemembered(this);
    await this.#sessions.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Waits for requests that were made before; another iteration is an error. */
  async *#iterate(
    selection: Selection,
    options: FrameAtOptions & Abortable,
    ordered = true,
  ): AsyncGenerator<Frame, void, undefined> {
    await this.#turns.settled();
    const job = { kind: 'frames', conversion: conversionOptions(options), selection } as const;
    yield* this.#sessions.frames(job, either(options.signal, this.#signal), ordered);
  }

  async #one(select: () => Selection, options: FrameAtOptions & Abortable): Promise<Frame> {
    return this.#turns.take(async () => {
      const job = {
        kind: 'frames',
        conversion: conversionOptions(options),
        selection: select(),
      } as const;
      for await (const frame of this.#sessions.first.frames(job, either(options.signal, this.#signal)))
        return frame;
      throw new Error('a request for one frame gave none');
    });
  }
}
