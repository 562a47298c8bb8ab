/**
 * The pictures of a stream: a stretch of them in display order, or single ones by time or number. Whatever way a
 * picture is reached, it is the one that a reading from the first packet on would give.
 *
 * Seeking by time trusts a keyframe only after a look at its packet. Where that tells nothing, and for numbers,
 * the stream is scanned once (index-scan.ts); then every picture that comes out is known by its number, and a restart after
 * which the wanted one does not come out is repeated further back.
 */
import { fromSeconds, toSeconds } from '@nvcodec/demux-ffmpeg';
import { NoFrameError } from './errors.js';
import type { ScannedStream } from './index-scan.js';
import { KeyframeTimes } from './keyframe-times.js';
import { BEFORE_ALL } from './packet-stream.js';
import type { Picture } from './picture.js';
import type { PictureFeed } from './picture-feed.js';

/** A stretch of time in seconds: `start` ≤ timestamp < `end`. Default: from where the session is, to the end. */
export interface TimeRange {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

/** A stretch that may begin behind a picture instead. */
export interface PictureRange extends TimeRange {
  /** In units of the track's time base; without `start` only. */
  readonly after?: bigint | undefined;
}

/** A restart throws away what is being decoded ahead; within so many frames it does not pay. */
const RESTART_COST = 8;

const AFTER_ALL = -BEFORE_ALL;

/** See the head of this file. */
export class PictureReader {
  readonly #feed: PictureFeed;
  readonly #scan: () => ScannedStream;
  readonly #keyframes: KeyframeTimes;
  #scanned: ScannedStream | undefined;
  /** The first timestamp that a reading without `start` may show. */
  #from = BEFORE_ALL;
  /** Whether the feed stands elsewhere than at `#from`. */
  #moved = false;
  /** The picture that was picked last, held for the next pick. */
  #picked: { readonly picture: Picture; readonly index: number | undefined } | undefined;
  /** The number of the frame that the feed gives next. */
  #upcoming: number | undefined;

  /** @param scan scans the whole stream; called once at most. */
  constructor(feed: PictureFeed, scan: () => ScannedStream) {
    this.#feed = feed;
    this.#scan = scan;
    this.#keyframes = new KeyframeTimes(feed.stream);
  }

  /** What a scan of the stream finds; made when first asked for. @throws what `checkpoint` throws, to stop it. */
  get scanned(): ScannedStream {
    this.#scanned ??= this.#scan();
    return this.#scanned;
  }

  /** Whether the scan was made already. */
  get hasScan(): boolean {
    return this.#scanned !== undefined;
  }

  /** `read` without a start goes on at the first picture at or after `seconds`. */
  seek(seconds: number): void {
    this.#goOnFrom(this.ptsAt(seconds, 'ceil'));
  }

  /** The pictures of a stretch, each the caller's to close. */
  *read({ start, after, end }: PictureRange): IterableIterator<Picture> {
    const last = end === undefined ? undefined : this.ptsAt(end, 'ceil');
    if (start !== undefined) this.seek(start);
    else if (after !== undefined) this.#goOnFrom(after + 1n);
    for (let picture = this.#nextToRead(); picture !== null; picture = this.#nextToRead()) {
      if (last !== undefined && picture.pts >= last) {
        this.#giveBack(picture);
        this.#from = last;
        return;
      }
      this.#from = picture.pts + 1n;
      yield picture;
    }
    this.#from = AFTER_ALL;
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
    const { startPts, duration } = this.#feed.stream.track;
    if (startPts !== null && duration !== null && duration > 0n && pts >= startPts + duration) return null;
    this.letGo();
    this.#upcoming = undefined;
    this.#feed.seek(pts);
    const picture = this.#feed.decodeAlone();
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
   * The picture shown at `pts`, or the first one; null past the end. Cheapest in ascending order. Where `read` goes
   * on stays as it is; `letGo` ends a row of picks.
   */
  pickAt(pts: bigint): Picture | null {
    this.#moved = true;
    if (this.#scanned === undefined && this.#approach(pts)) return this.#shownAt(pts);
    const { index } = this.scanned;
    if (index.count === 0) return null;
    const number = index.floor(pts);
    const picture = this.pick(number);
    if (number < index.count - 1 || !this.#isOver(picture, pts)) return picture;
    picture.close();
    return null;
  }

  /** Frame `index`, counted from the first one. Cheapest in ascending order; else as `pickAt`. */
  pick(index: number): Picture {
    this.#moved = true;
    if (this.#picked === undefined || this.#picked.index !== index) {
      const picture = this.#reach(index);
      this.#picked = { picture, index };
    }
    return this.#picked.picture.share();
  }

  /** The error for a time at which nothing is shown. */
  noFrameAt(seconds: number): NoFrameError {
    const { startPts, duration, timeBase } = this.#feed.stream.track;
    const start = toSeconds(startPts ?? 0n, timeBase);
    const extent =
      duration === null
        ? 'the video ends before'
        : `it runs from ${start} to ${start + toSeconds(duration, timeBase)} s`;
    return new NoFrameError(`no frame is shown at ${seconds} s: ${extent}`);
  }

  /** Gives back what picks have held. */
  letGo(): void {
    this.#picked?.picture.close();
    this.#picked = undefined;
  }

  close(): void {
    this.letGo();
    this.#feed.close();
  }

  /** Ticks of `seconds`; a millionth of a tick makes up for what decimal fractions lose. */
  ptsAt(seconds: number, rounding: 'floor' | 'ceil'): bigint {
    if (!Number.isFinite(seconds)) throw new TypeError(`${String(seconds)} is not a time in seconds`);
    const { timeBase } = this.#feed.stream.track;
    const lost = (1e-6 * timeBase.num) / timeBase.den;
    return fromSeconds(seconds + (rounding === 'floor' ? lost : -lost), timeBase, rounding);
  }

  #goOnFrom(pts: bigint): void {
    this.#from = pts;
    this.#moved = true;
  }

  /** The picture at `#from`, wherever picks have taken the feed meanwhile. */
  #nextToRead(): Picture | null {
    this.letGo();
    if (this.#moved) this.#begin(this.#from);
    this.#moved = false;
    const picture = this.#feed.next();
    if (picture === null) return null;
    const index = this.#numberOf(picture);
    this.#upcoming = index === undefined ? undefined : index + 1;
    return index === undefined ? picture : this.#timed(picture, index);
  }

  #giveBack(picture: Picture): void {
    this.#feed.putBack(picture);
    if (this.#upcoming !== undefined) this.#upcoming--;
  }

  /** Moves the feed so that the first picture shown at or after `pts` comes next. */
  #begin(pts: bigint): void {
    if (pts === BEFORE_ALL) {
      if (this.#feed.position !== 0) this.#feed.rewind();
      this.#upcoming = undefined;
      return;
    }
    if (this.#scanned === undefined && this.#seek(pts)) {
      for (let ahead = this.#feed.peek(); ahead !== null && ahead.pts < pts; ahead = this.#feed.peek())
        this.#feed.next()?.close();
      return;
    }
    const { index } = this.scanned;
    const wanted = index.ceiling(pts);
    if (wanted < index.count) this.#giveBack(this.#reach(wanted));
    else while (this.#feed.peek() !== null) this.#feed.next()?.close();
  }

  /**
   * Seeks by time. False when the first picture to come is none that one could begin with: it cannot be known then
   * which came before it.
   */
  #seek(pts: bigint): boolean {
    this.letGo();
    this.#upcoming = undefined;
    if (!this.#feed.seek(pts)) return false;
    const first = this.#feed.peek();
    return first === null || first.pts <= pts || this.#feed.sinceFirst;
  }

  /** Without a scan: brings the feed to where the picture shown at `pts` comes out. False when only a scan can tell. */
  #approach(pts: bigint): boolean {
    const from = this.#picked?.picture.pts;
    if (from !== undefined && from <= pts && !this.#keyframes.seekPays(from, pts)) return true;
    return this.#seek(pts);
  }

  #shownAt(pts: bigint): Picture | null {
    for (let ahead = this.#feed.peek(); ahead !== null; ahead = this.#feed.peek()) {
      if (this.#picked !== undefined && ahead.pts > pts) return this.#picked.picture.share();
      this.letGo();
      const picture = this.#feed.next();
      if (picture !== null) this.#picked = { picture, index: undefined };
    }
    const last = this.#picked?.picture;
    return last === undefined || this.#isOver(last, pts) ? null : last.share();
  }

  /** Whether the time of the video's last picture is over at `pts`. */
  #isOver({ pts: begin, time }: Picture, pts: bigint): boolean {
    const { guessedFrameRate: rate, timeBase } = this.#feed.stream.track;
    const told = time.duration > 0n || rate === null || rate.num === 0;
    const duration = told ? time.duration : fromSeconds(rate.den / rate.num, timeBase, 'ceil');
    return duration > 0n && pts >= begin + duration;
  }

  /** Frame `wanted`, by going on or by a restart, whichever decodes less. */
  #reach(wanted: number): Picture {
    const { scanned } = this;
    this.letGo();
    let below = Number.POSITIVE_INFINITY;
    if (this.#restartPays(scanned, wanted)) below = this.#feed.restart(scanned, wanted, below);
    for (;;) {
      const picture = this.#feed.next();
      const index = picture === null ? scanned.index.count : this.#numberOf(picture);
      if (picture !== null && index === wanted) {
        this.#upcoming = wanted + 1;
        return this.#timed(picture, wanted);
      }
      picture?.close();
      if (index === undefined || index < wanted) continue;
      if (below === 0) throw new Error(`frame ${wanted} did not come out of the decoder a second time`);
      below = this.#feed.restart(scanned, wanted, below);
    }
  }

  #restartPays({ restarts }: ScannedStream, wanted: number): boolean {
    const next = this.#upcoming;
    if (next === undefined || next > wanted) return true;
    const nearest = restarts.findLast(({ from }) => from <= wanted);
    return nearest !== undefined && nearest.shownBefore > next + RESTART_COST;
  }

  /** By counting or, behind a restart, by its pts where frames have them; undefined for what is no frame of the scan. */
  #numberOf({ pts }: Picture): number | undefined {
    if (this.#scanned === undefined) return undefined;
    const { index, timed } = this.#scanned;
    if (!timed || this.#feed.sinceFirst)
      return this.#feed.position === undefined ? undefined : this.#feed.position - 1;
    const found = index.ceiling(pts);
    return index.pts[found] === pts ? found : undefined;
  }

  /** The picture with the time it has in the index, which a restart may not know. */
  #timed(picture: Picture, number: number): Picture {
    const { index } = this.scanned;
    const { time } = picture;
    const pts = index.pts[number] ?? time.pts;
    const duration = index.durations[number] ?? time.duration;
    if (time.pts === pts && time.duration === duration) return picture;
    const timed = picture.share({ ...time, pts, duration });
    picture.close();
    return timed;
  }
}
