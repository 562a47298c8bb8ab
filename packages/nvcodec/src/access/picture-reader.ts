/**
 * What a session takes of its pictures: a stretch of them in display order, or single ones by time or number. Taking
 * single ones leaves alone where a reading goes on.
 */
import { fromSeconds, type Rational, toSeconds } from '@nvcodec/demux-ffmpeg';
import type { Picture } from '../decoding/picture.js';
import { NoFrameError } from '../errors.js';
import { BEFORE_ALL, type PacketStream } from '../stream/packet-stream.js';
import type { PictureFinder } from './picture-finder.js';
import type { ScannedStream } from './scanned-stream.js';

/** A stretch of time in seconds: `start` ≤ timestamp < `end`. Default: from where the session is, to the end. */
export interface TimeRange {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

/** A stretch that may be told in units of the track's time base instead. */
export interface PictureRange extends TimeRange {
  /** `after` < pts; without `start` only. */
  readonly after?: bigint | undefined;
  /**
   * pts < `before`; without `end` only. Decoding ends there, and what follows without a start is sought; after an `end` it
   * goes on.
   */
  readonly before?: bigint | undefined;
}

const AFTER_ALL = -BEFORE_ALL;

/**
 * Ticks of `seconds`; a millionth of a tick makes up for what decimal fractions lose.
 * @throws TypeError for what is no time.
 */
export function ticksOf(seconds: number, timeBase: Rational, rounding: 'floor' | 'ceil'): bigint {
  if (!Number.isFinite(seconds)) throw new TypeError(`${String(seconds)} is not a time in seconds`);
  const lost = (1e-6 * timeBase.num) / timeBase.den;
  return fromSeconds(seconds + (rounding === 'floor' ? lost : -lost), timeBase, rounding);
}

/** See the head of this file. */
export class PictureReader {
  readonly #finder: PictureFinder;
  readonly #track: PacketStream['track'];
  /** The first timestamp that a reading without `start` may show. */
  #from = BEFORE_ALL;
  /** Whether decoding stands elsewhere than at `#from`. */
  #moved = false;

  constructor(finder: PictureFinder, { track }: PacketStream) {
    this.#finder = finder;
    this.#track = track;
  }

  /** Whether the scan was made already. */
  get hasScan(): boolean {
    return this.#finder.hasScan;
  }

  /** What a scan of the stream finds; made when first asked for. @throws what `checkpoint` throws, to stop it. */
  get scanned(): ScannedStream {
    return this.#finder.scanned;
  }

  /** `read` without a start goes on at the first picture at or after `seconds`. */
  seek(seconds: number): void {
    this.#goOnFrom(this.ptsAt(seconds, 'ceil'));
  }

  /** The pictures of a stretch, each the caller's to close. */
  *read({ start, after, end, before }: PictureRange): IterableIterator<Picture> {
    const last = end === undefined ? before : this.ptsAt(end, 'ceil');
    if (start !== undefined) this.seek(start);
    else if (after !== undefined) this.#goOnFrom(after + 1n);
    for (let picture = this.#next(before); picture !== null; picture = this.#next(before)) {
      if (last !== undefined && picture.pts >= last) {
        this.#finder.giveBack(picture);
        this.#from = last;
        this.#moved = before !== undefined;
        return;
      }
      this.#from = picture.pts + 1n;
      yield picture;
    }
    if (before === undefined) this.#from = AFTER_ALL;
    else this.#goOnFrom(before);
  }

  /** Whether decoding can begin for the pictures shown at these times, without a scan of the stream. */
  canBeginAt(times: readonly bigint[]): boolean {
    this.#moved = true;
    return times.every((pts) => this.#finder.canSeek(pts));
  }

  /** `read` of a stretch, after which a reading without `start` goes on where it would have gone on before. */
  *readAside({ start, end }: TimeRange): IterableIterator<Picture> {
    const from = this.#from;
    try {
      yield* this.read(start === undefined ? { after: BEFORE_ALL - 1n, end } : { start, end });
    } finally {
      this.#goOnFrom(from);
    }
  }

  /** The keyframe at or before `seconds`, or the first one; null past the end. `read` goes on after it. */
  keyframeAt(seconds: number): Picture | null {
    const pts = this.ptsAt(seconds, 'floor');
    const { startPts, duration } = this.#track;
    if (startPts !== null && duration !== null && duration > 0n && pts >= startPts + duration) return null;
    const picture = this.#finder.keyframeAt(pts);
    if (picture === null) return this.pictureAt(seconds);
    this.#goOnFrom(picture.pts + 1n);
    return picture;
  }

  /** The picture shown at `seconds`, or the first one; null past the end. `read` goes on after it. */
  pictureAt(seconds: number): Picture | null {
    const picture = this.pickAt(this.ptsAt(seconds, 'floor'));
    if (picture === null) return null;
    this.#from = picture.pts + 1n;
    this.#moved = false;
    return picture;
  }

  /**
   * The picture shown at `pts`, or the first one; null past the end. Cheapest in ascending order. `letGo` ends a row
   * of picks.
   */
  pickAt(pts: bigint): Picture | null {
    this.#moved = true;
    return this.#finder.pickAt(pts);
  }

  /** Frame `index`, counted from the first one; else as `pickAt`. */
  pick(index: number): Picture {
    this.#moved = true;
    return this.#finder.pick(index);
  }

  /** The decoder needs a picture: gives it one that is only held for the next pick. False when there is none. */
  giveWay(): boolean {
    return this.#finder.giveWay();
  }

  /** Gives back what picks have held. */
  letGo(): void {
    this.#finder.letGo();
  }

  close(): void {
    this.#finder.close();
  }

  /** The error for a time at which nothing is shown. */
  noFrameAt(seconds: number): NoFrameError {
    const { startPts, duration, timeBase } = this.#track;
    const start = toSeconds(startPts ?? 0n, timeBase);
    const extent =
      duration === null
        ? 'the video ends before'
        : `it runs from ${start} to ${start + toSeconds(duration, timeBase)} s`;
    return new NoFrameError(`no frame is shown at ${seconds} s: ${extent}`);
  }

  /** The same, for a time in ticks. */
  noFrameAtPts(pts: bigint): NoFrameError {
    return this.noFrameAt(toSeconds(pts, this.#track.timeBase));
  }

  /** Ticks of `seconds`. @throws TypeError for what is no time. */
  ptsAt(seconds: number, rounding: 'floor' | 'ceil'): bigint {
    return ticksOf(seconds, this.#track.timeBase, rounding);
  }

  #goOnFrom(pts: bigint): void {
    this.#from = pts;
    this.#moved = true;
  }

  /** The picture at `#from`, wherever picks have taken the decoding meanwhile. */
  #next(before: bigint | undefined): Picture | null {
    if (this.#moved) this.#finder.begin(this.#from, before);
    this.#moved = false;
    return this.#finder.next(this.#from);
  }
}
