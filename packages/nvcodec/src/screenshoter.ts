/** Single frames at given times, near (the keyframe, fast) or accurate (the frame shown then). */
import type { PixelFormat } from '@nvcodec/colorspace';
import { type Abortable, either } from './abortable.js';
import { DEFAULT_WINDOW } from './access/frame-requests.js';
import { NoFrameError } from './errors.js';
import { closeWhenForgotten, isRemembered } from './forgotten-sessions.js';
import type { Frame } from './frames/frame.js';
import { type ConversionOptions, conversionOptions } from './frames/frame-conversion.js';
import type { MediaInfo } from './media-info.js';
import { Sessions } from './parallel/sessions.js';
import type { PlayerOptions, VideoSource } from './player-options.js';
import { Turns } from './turns.js';

/** How a Screenshoter is opened. */
export interface ScreenshoterOptions extends PlayerOptions {
  /** Format of the screenshots. Default 'rgb24'. */
  readonly format?: PixelFormat | undefined;
}

/** How one screenshot is taken. */
export interface ScreenshotOptions extends ConversionOptions, Abortable {
  /** The frame shown at that time, not the keyframe before it. Default false. */
  readonly accurate?: boolean | undefined;
}

/** When screenshots are taken, by `at` or `every`, and how. */
export interface ScreenshotsOptions extends ScreenshotOptions {
  /** At these times, in seconds, in this order. */
  readonly at?: Iterable<number> | undefined;
  /** Seconds from one screenshot to the next. */
  readonly every?: number | undefined;
  /** In seconds. Default: the first frame. */
  readonly start?: number | undefined;
  /** In seconds, excluded. Default: the video's end. */
  readonly end?: number | undefined;
}

/**
 * Takes screenshots of one video; requests that overlap are served one after another.
 *
 * ```ts
 * await using shots = await Screenshoter.open('video.mp4');
 * using shot = await shots.screenshot(10, { accurate: true });
 * ```
 */
export class Screenshoter {
  readonly info: MediaInfo;
  readonly #sessions: Sessions;
  readonly #format: PixelFormat;
  readonly #signal: AbortSignal | undefined;
  readonly #turns = new Turns();

  /** @throws as Player.open. */
  static async open(source: VideoSource, options: ScreenshoterOptions = {}): Promise<Screenshoter> {
    return new Screenshoter(await Sessions.open(source, options), options);
  }

  private constructor(sessions: Sessions, { format = 'rgb24', signal }: ScreenshoterOptions) {
    this.#sessions = sessions;
    this.#format = format;
    this.#signal = signal;
    this.info = sessions.first.info;
    closeWhenForgotten(this, sessions);
  }

  /**
   * The keyframe at or before `seconds`, or with `accurate` the frame shown then. A time before the first frame
   * gives the first.
   * @throws NoFrameError past the end; UnsupportedFormatError; the signal's reason when aborted.
   */
  async screenshot(seconds: number, options: ScreenshotOptions = {}): Promise<Frame> {
    for await (const frame of this.#take([seconds], 'throw', options)) return frame;
    throw new NoFrameError(`no frame is shown at ${seconds} s`);
  }

  /**
   * Screenshots at each time of `at`, or at `start`, `start + every`, … before `end`, in that order. Accurate ones are
   * decoded in the video's order, so that nothing is sought twice.
   * @throws TypeError unless just one of `at` and `every` is given; RangeError when `every` is not positive, or when
   * the container tells no duration and `end` is missing; NoFrameError for a time of `at` past the end.
   */
  async *screenshots(options: ScreenshotsOptions): AsyncGenerator<Frame, void, undefined> {
    const { at, every } = options;
    if ((at === undefined) === (every === undefined)) throw new TypeError('give one of at and every');
    if (at !== undefined) yield* this.#take(Array.from(at), 'throw', options);
    else if (every !== undefined) yield* this.#take(this.#times(every, options), 'skip', options);
  }

  /** Ends what runs. Frames that are held stay valid. */
  async close(): Promise<void> {
    isRemembered(this);
    await this.#sessions.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #times(every: number, { start, end }: ScreenshotsOptions): number[] {
    const { startTime, duration } = this.info;
    const first = start ?? startTime;
    const last = end ?? (duration === null ? undefined : startTime + duration);
    if (!(every > 0)) throw new RangeError(`every: ${every} is not a positive number of seconds`);
    if (last === undefined)
      throw new RangeError('end: must be given, for the container does not tell the duration');
    return Array.from(
      { length: Math.max(0, Math.ceil((last - first) / every - 1e-9)) },
      (_, i) => first + i * every,
    );
  }

  async *#take(
    times: readonly number[],
    missing: 'throw' | 'skip',
    options: ScreenshotOptions,
  ): AsyncGenerator<Frame, void, undefined> {
    const { accurate = false, signal } = options;
    const conversion = { ...conversionOptions(options), format: options.format ?? this.#format };
    const selection = { kind: 'times', times, missing, near: !accurate, window: DEFAULT_WINDOW } as const;
    const job = { kind: 'frames', conversion, selection } as const;
    yield* this.#turns.iterate(() => this.#sessions.frames(job, either(signal, this.#signal)));
  }
}
