/**
 * Brings decoding to a picture, by its time or its number. Whatever way a picture is reached, it is the one that a reading
 * from the first packet on would give.
 *
 * Seeking by time trusts a keyframe only after a look at its packet, and while no picture behind it stays out. Where
 * that does not do, and for numbers, the stream is scanned once (index-scan.ts); then every picture that
 * comes out is known by its number, and a restart after which the wanted one does not come is repeated further back.
 */
import { fromSeconds } from '@nvcodec/demux-ffmpeg';
import type { Picture } from '../decoding/picture.js';
import { NoFrameError } from '../errors.js';
import { BEFORE_ALL } from '../stream/packet-stream.js';
import { KeyframeTimes } from './keyframe-times.js';
import type { PictureFeed } from './picture-feed.js';
import { asFrame, nearestRestart, type ScannedStream } from './scanned-stream.js';

/** A restart throws away what is being decoded ahead; within so many frames it does not pay. */
const RESTART_COST = 8;

/** After so many restarts that went wrong, decoding begins at the first packet. */
const MOST_RESTARTS = 3;

/** See the head of this file. */
export class PictureFinder {
  readonly #feed: PictureFeed;
  readonly #scan: (by?: 'parser') => ScannedStream;
  readonly #keyframes: KeyframeTimes;
  #scanned: ScannedStream | undefined;
  /** The picture that was picked last, held for the next pick. */
  #picked: { readonly picture: Picture; readonly index: number | undefined } | undefined;
  /** The number of the frame that the feed gives next; undefined when not known. */
  #upcoming: number | undefined;

  /** @param scan scans the whole stream; asked for 'parser' when a scan of the packets turned out to be wrong. */
  constructor(feed: PictureFeed, scan: (by?: 'parser') => ScannedStream) {
    this.#feed = feed;
    this.#scan = scan;
    this.#keyframes = new KeyframeTimes(feed.stream);
  }

  /** Whether the scan was made already. */
  get hasScan(): boolean {
    return this.#scanned !== undefined;
  }

  /** What a scan of the stream finds; made when first asked for. */
  get scanned(): ScannedStream {
    this.#scanned ??= this.#scan();
    return this.#scanned;
  }

  /** The picture shown at `pts`, or the first one; null past the end. Cheapest in ascending order. */
  pickAt(pts: bigint): Picture | null {
    if (this.#scanned === undefined && this.#approach(pts)) {
      const shown = this.#shownAt(pts);
      if (shown !== undefined && !this.#feed.lost) return shown;
      shown?.close();
    }
    const { index } = this.scanned;
    if (index.count === 0) return null;
    const number = index.floor(pts);
    const picture = this.pick(number);
    if (number < index.count - 1 || !this.#isOver(picture, pts)) return picture;
    picture.close();
    return null;
  }

  /** Frame `index`, counted from the first one. Cheapest in ascending order. */
  pick(index: number): Picture {
    const held = this.#picked?.index === index ? this.#picked.picture : undefined;
    if (held !== undefined && !held.closed) return held.share();
    const picture = this.#reach(index);
    this.#picked = { picture, index };
    return picture.share();
  }

  /** Gives back what picks have held. */
  letGo(): void {
    this.#picked?.picture.close();
    this.#picked = undefined;
  }

  /** The decoder needs a picture: gives it the one that is held for the next pick. False when there is none. */
  giveWay(): boolean {
    if (this.#picked === undefined || this.#picked.picture.closed) return false;
    this.#picked.picture.close();
    return true;
  }

  /** Whether decoding could begin for the picture shown at `pts` as things are, without a scan. */
  canSeek(pts: bigint): boolean {
    return this.#scanned === undefined && this.#seek(pts);
  }

  /**
   * Moves the feed so that `next` gives the first picture shown at or after `pts`.
   * @param before pictures shown from then on are not wanted, and need not come.
   */
  begin(pts: bigint, before?: bigint): void {
    if (pts === BEFORE_ALL) {
      if (this.#feed.position !== 0) this.#feed.rewind();
      this.#upcoming = undefined;
      if (this.#scanned === undefined && before !== undefined) this.#feed.stopAt(before);
      return;
    }
    if (this.#scanned === undefined && this.#seek(pts, before)) {
      for (let ahead = this.#feed.peek(); ahead !== null && ahead.pts < pts; ahead = this.#feed.peek())
        this.#feed.next()?.close();
      if (!this.#feed.lost) return;
    }
    this.#beginByNumber(pts);
  }

  /** The next picture of a reading, whose timestamp is not before `from`; null at the end. */
  next(from: bigint): Picture | null {
    this.letGo();
    if (this.#scanned === undefined) {
      const picture = this.#feed.next(true);
      if (!this.#feed.lost) return picture;
      picture?.close();
      this.#beginByNumber(from);
    }
    const { index } = this.scanned;
    if (this.#upcoming !== undefined) {
      return this.#upcoming < index.count ? this.#reach(this.#upcoming, true) : null;
    }
    const picture = this.#feed.next(true);
    const number = picture === null ? undefined : this.#numberOf(picture);
    if (picture === null || number === undefined) return picture;
    this.#upcoming = number + 1;
    return asFrame(this.scanned, picture, number);
  }

  /** Gives a picture back to a reading, to come again. */
  giveBack(picture: Picture): void {
    this.#feed.putBack(picture);
    if (this.#upcoming !== undefined) this.#upcoming--;
  }

  /** The picture of the keyframe packet at or before `pts`, decoded without any other; null when nothing comes of it. */
  keyframeAt(pts: bigint): Picture | null {
    this.letGo();
    this.#upcoming = undefined;
    this.#feed.seek(pts);
    return this.#feed.decodeAlone();
  }

  close(): void {
    this.letGo();
    this.#feed.close();
  }

  #beginByNumber(pts: bigint): void {
    const { index } = this.scanned;
    const wanted = index.ceiling(pts);
    if (wanted < index.count) this.giveBack(this.#reach(wanted));
    else this.#upcoming = index.count;
  }

  /**
   * Seeks by time. False when the first picture to come is none that one could begin with: it cannot be known then
   * which came before it.
   */
  #seek(pts: bigint, before?: bigint): boolean {
    this.letGo();
    this.#upcoming = undefined;
    if (!this.#feed.seek(pts)) return false;
    if (before !== undefined) this.#feed.stopAt(before);
    const first = this.#feed.peek();
    return first === null || first.pts <= pts || this.#feed.sinceFirst;
  }

  /** Without a scan: brings the feed to where the picture shown at `pts` comes out. False when only a scan can tell. */
  #approach(pts: bigint): boolean {
    const start = this.#feed.fresh ? (this.#feed.stream.track.startPts ?? 0n) : undefined;
    const from = this.#picked?.picture.pts ?? start;
    if (from !== undefined && (from <= pts || from === start) && !this.#keyframes.seekPays(from, pts))
      return true;
    return this.#seek(pts);
  }

  /** Undefined when the picture was found but had to give way to a later one. */
  #shownAt(pts: bigint): Picture | null | undefined {
    for (let ahead = this.#feed.peek(); ahead !== null; ahead = this.#feed.peek()) {
      if (this.#picked !== undefined && ahead.pts > pts) return this.#shareOfPicked();
      this.letGo();
      const picture = this.#feed.next();
      if (picture !== null) this.#picked = { picture, index: undefined };
    }
    const last = this.#picked?.picture;
    return last === undefined || this.#isOver(last, pts) ? null : this.#shareOfPicked();
  }

  #shareOfPicked(): Picture | undefined {
    return this.#picked?.picture.closed === false ? this.#picked.picture.share() : undefined;
  }

  /** Whether the time of the video's last picture is over at `pts`. */
  #isOver({ pts: begin, time }: Picture, pts: bigint): boolean {
    const { guessedFrameRate: rate, timeBase } = this.#feed.stream.track;
    const told = time.duration > 0n || rate === null || rate.num === 0;
    const duration = told ? time.duration : fromSeconds(rate.den / rate.num, timeBase, 'ceil');
    return duration > 0n && pts >= begin + duration;
  }

  /** Frame `wanted`, by going on or by a restart, whichever decodes less. */
  #reach(wanted: number, reading = false): Picture {
    this.letGo();
    const found = this.#tryReach(wanted, reading);
    if (found !== null) return found;
    // Not every packet showed its picture, as in a damaged stream: the parser knows which do.
    if (this.scanned.by === 'packets') {
      this.#scanned = this.#scan('parser');
      this.#upcoming = undefined;
      const again = wanted < this.scanned.index.count ? this.#tryReach(wanted, reading) : null;
      if (again !== null) return again;
    }
    throw new NoFrameError(
      `frame ${wanted} does not come out again: the source cannot be read from its start a second time, or is damaged`,
    );
  }

  /** Null when it does not come out even when decoding began at the first packet. */
  #tryReach(wanted: number, reading: boolean): Picture | null {
    const { scanned } = this;
    let below = Number.POSITIVE_INFINITY;
    let restarts = 0;
    const restart = (): void => {
      below = this.#feed.restart(scanned, wanted, restarts++ < MOST_RESTARTS ? below : 0);
    };
    if (this.#restartPays(scanned, wanted)) restart();
    for (;;) {
      const picture = this.#feed.next(reading);
      const index = picture === null ? scanned.index.count : this.#numberOf(picture);
      if (picture !== null && index === wanted) {
        this.#upcoming = wanted + 1;
        return asFrame(scanned, picture, wanted);
      }
      picture?.close();
      if (index === undefined || index < wanted) continue;
      this.#upcoming = undefined;
      if (below === 0) return null;
      restart();
    }
  }

  #restartPays(scanned: ScannedStream, wanted: number): boolean {
    const next = this.#feed.sinceFirst ? this.#feed.position : this.#upcoming;
    if (next === undefined || next > wanted) return true;
    const nearest = nearestRestart(scanned, wanted);
    return nearest !== undefined && Math.min(nearest.shownBefore, nearest.from) > next + RESTART_COST;
  }

  /** By counting or, behind a restart, by its pts where frames have them; undefined for what is no frame of the scan. */
  #numberOf({ pts }: Picture): number | undefined {
    const { index, timed } = this.scanned;
    if (!timed || this.#feed.sinceFirst)
      return this.#feed.position === undefined ? undefined : this.#feed.position - 1;
    const found = index.ceiling(pts);
    return index.pts[found] === pts ? found : undefined;
  }
}
