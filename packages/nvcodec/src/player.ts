/**
 * The high-level face: a video that is decoded in a worker thread, its frames and pictures as async iterables. The
 * event loop is never blocked.
 */
import type { PixelFormat } from '@nvcodec/colorspace';
import type { Frame } from './frame.js';
import type { MediaInfo } from './media-info.js';
import type { Picture } from './picture.js';
import type { TimeRange } from './picture-reader.js';
import type { PlayerOptions, VideoSource } from './player-options.js';
import { WorkerClient } from './worker/client.js';

export interface FramesOptions extends TimeRange {
  /** Default: as decoded (nv12, p016, yuv444, yuv444p16). */
  readonly format?: PixelFormat | undefined;
  /** Ends the iteration with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Which pictures are wanted. */
export type PicturesOptions = Omit<FramesOptions, 'format'>;

/** A player forgotten without `close` gives its worker back when it is collected. */
const forgotten = new FinalizationRegistry<WorkerClient>((client) => void client.close());

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
  readonly #client: WorkerClient;
  readonly #signal: AbortSignal | undefined;

  /**
   * @throws AvError when the source cannot be opened; NoVideoTrackError; UnsupportedCodecError when the device
   * cannot decode it; NoSuchDeviceError; TypeError or RangeError for an option that does not fit.
   */
  static async open(source: VideoSource, options: PlayerOptions = {}): Promise<Player> {
    return new Player(await WorkerClient.open(source, options), options.signal);
  }

  private constructor(client: WorkerClient, signal: AbortSignal | undefined) {
    this.#client = client;
    this.#signal = signal;
    this.info = client.info;
    forgotten.register(this, client, this);
  }

  /**
   * Frames in display order, each the caller's to close (`for await (using frame of …)`), from `start` or from
   * where the player is. One iteration at a time.
   * @throws UnsupportedFormatError when `format` cannot be made of this video; DamagedFrameError with
   * `onError: 'throw'`; DisposedError when the player is closed.
   */
  async *frames(options: FramesOptions = {}): AsyncGenerator<Frame, void, undefined> {
    const { format, start, end } = options;
    yield* this.#client.frames({ kind: 'frames', format, start, end }, this.#either(options.signal));
  }

  /**
   * Decoded pictures in display order, each the caller's to close; only those that are mapped cost a mapping.
   * The decoder has `numPictures` of them and waits when it needs one that is still held.
   */
  async *pictures(options: PicturesOptions = {}): AsyncGenerator<Picture, void, undefined> {
    const { start, end } = options;
    yield* this.#client.pictures({ kind: 'pictures', start, end }, this.#either(options.signal));
  }

  /** The next iteration without `start` begins with the first frame at or after `seconds`. */
  async seek(seconds: number): Promise<void> {
    await this.#client.seek(seconds);
  }

  /** Ends what runs. Frames and pictures that are held stay valid. */
  async close(): Promise<void> {
    forgotten.unregister(this);
    await this.#client.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #either(signal: AbortSignal | undefined): AbortSignal | undefined {
    if (signal === undefined || this.#signal === undefined) return signal ?? this.#signal;
    return AbortSignal.any([signal, this.#signal]);
  }
}
