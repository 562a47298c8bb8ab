/** Which frames a video has: what `frames()` yields, by number, with the time of each. */
import { type Rational, toSeconds } from '@nvcodec/demux-ffmpeg';

/** How a FrameIndex crosses to another thread. */
export interface FrameIndexData {
  readonly timeBase: Rational;
  readonly pts: BigInt64Array;
  readonly durations: BigInt64Array;
  readonly keyframes: Uint32Array;
}

/**
 * Every frame of a video in display order, found by a scan of the whole file: frame i of the index is the i-th that
 * `frames()` yields from the start.
 */
export class FrameIndex implements FrameIndexData {
  /** Seconds per tick of `pts` and `durations`. */
  readonly timeBase: Rational;
  /** Presentation timestamps in ticks. */
  readonly pts: BigInt64Array;
  /** In ticks; 0 where the container does not tell. */
  readonly durations: BigInt64Array;
  /** Numbers of the frames that the container calls keyframes, ascending. */
  readonly keyframes: Uint32Array;

  constructor({ timeBase, pts, durations, keyframes }: FrameIndexData) {
    this.timeBase = timeBase;
    this.pts = pts;
    this.durations = durations;
    this.keyframes = keyframes;
  }

  /** How many frames there are. */
  get count(): number {
    return this.pts.length;
  }

  /** When the first frame is shown, in seconds; 0 without frames. */
  get startTime(): number {
    return toSeconds(this.pts[0] ?? 0n, this.timeBase);
  }

  /** When the last frame ends, in seconds; where its duration is not known, when it begins. */
  get endTime(): number {
    return toSeconds((this.pts.at(-1) ?? 0n) + (this.durations.at(-1) ?? 0n), this.timeBase);
  }

  /** From the first frame's beginning to the last one's end, in seconds. */
  get duration(): number {
    return this.endTime - this.startTime;
  }

  /** When frame `index` is shown, in seconds. @throws RangeError when there is no such frame. */
  timestamp(index: number): number {
    return toSeconds(this.pts[this.resolve(index)] ?? 0n, this.timeBase);
  }

  /**
   * The number of a frame that is asked for; negative ones count from the end: -1 is the last.
   * @throws TypeError when it is not a whole number; RangeError when there is no such frame.
   */
  resolve(index: number): number {
    if (!Number.isInteger(index)) throw new TypeError(`frame ${String(index)}: not a whole number`);
    const resolved = index < 0 ? this.count + index : index;
    if (resolved >= 0 && resolved < this.count) return resolved;
    const there = this.count === 0 ? 'none' : `${this.count}, 0 to ${this.count - 1}`;
    throw new RangeError(`there is no frame ${index}: the video has ${there}`);
  }

  /** The number of the first frame shown at or after `pts`; `count` when there is none. */
  ceiling(pts: bigint): number {
    let low = 0;
    let high = this.pts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.pts[middle] ?? 0n) < pts) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The number of the frame shown at `pts`: the first one before the video begins, the last one after its end. */
  floor(pts: bigint): number {
    return Math.max(0, this.ceiling(pts + 1n) - 1);
  }
}

/** What can be told of a video without a scan: what its container says, which may be missing or wrong. */
export interface IndexEstimate {
  /** As the container states it, or else duration times frame rate; null when neither is known. */
  readonly count: number | null;
  /** Whether `count` is what the container states, not worked out. */
  readonly counted: boolean;
  /** In seconds. */
  readonly startTime: number;
  /** In seconds; null when not known. */
  readonly duration: number | null;
  /**
   * When the keyframes are shown that the container has told of so far, in seconds, ascending; by its decoding times where it
   * keeps no others. Empty where it has no index.
   */
  readonly keyframeTimes: Float64Array;
}
