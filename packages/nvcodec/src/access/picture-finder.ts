/**
 * Brings decoding to a picture, by its time or its number. Whatever way a picture is reached, it is the one that a reading
 * from the first packet on would give.
 *
 * Seeking by time trusts a keyframe only after a look at its packet, and while no picture behind it stays out. Where
 * that does not do, and for numbers, the stream is scanned once (index-scan.ts), and pictures are found by number.
 */
import { fromSeconds } from '@nvcodec/demux-ffmpeg';
import type { Picture } from '../decoding/picture.js';
import { BEFORE_ALL } from '../stream/packet-stream.js';
import { FramesByNumber } from './frames-by-number.js';
import { KeyframeTimes } from './keyframe-times.js';
import type { PictureFeed } from './picture-feed.js';
import type { ScannedStream } from './scanned-stream.js';

/** See the head of this file. */
export class PictureFinder {
  readonly #feed: PictureFeed;
  readonly #numbered: FramesByNumber;
  readonly #keyframes: KeyframeTimes;
  /** The picture that was picked last, held for the next pick. */
  #picked: { readonly picture: Picture; readonly index: number | undefined } | undefined;

  /** @param scan scans the whole stream; asked for 'parser' when a scan of the packets turned out to be wrong. */
  constructor(feed: PictureFeed, scan: (by?: 'parser') => ScannedStream) {
    this.#feed = feed;
    this.#numbered = new FramesByNumber(feed, scan);
    this.#keyframes = new KeyframeTimes(feed.stream);
  }

  /** Whether the scan was made already. */
  get hasScan(): boolean {
    return this.#numbered.hasScan;
  }

  /** What a scan of the stream finds; made when first asked for. */
  get scanned(): ScannedStream {
    return this.#numbered.scanned;
  }

  /** The picture shown at `pts`, or the first one; null past the end. Cheapest in ascending order. */
  pickAt(pts: bigint): Picture | null {
    if (!this.hasScan && this.#approach(pts)) {
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
    this.letGo();
    const picture = this.#numbered.reach(index);
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
    return !this.hasScan && this.#seek(pts);
  }

  /**
   * Moves the feed so that `next` gives the first picture shown at or after `pts`.
   * @param before pictures shown from then on are not wanted, and need not come.
   */
  begin(pts: bigint, before?: bigint): void {
    if (pts === BEFORE_ALL) {
      if (this.#feed.position !== 0) this.#feed.rewind();
      this.#numbered.moved();
      if (!this.hasScan && before !== undefined) this.#feed.stopAt(before);
      return;
    }
    if (!this.hasScan && this.#seek(pts, before)) {
      for (let ahead = this.#feed.peek(); ahead !== null && ahead.pts < pts; ahead = this.#feed.peek())
        this.#feed.next()?.close();
      if (!this.#feed.lost) return;
    }
    this.letGo();
    this.#numbered.begin(pts);
  }

  /** The next picture of a reading, whose timestamp is not before `from`; null at the end. */
  next(from: bigint): Picture | null {
    this.letGo();
    if (!this.hasScan) {
      const picture = this.#feed.next(true);
      if (!this.#feed.lost) return picture;
      picture?.close();
      this.#numbered.begin(from);
    }
    return this.#numbered.next();
  }

  /** Gives a picture back to a reading, to come again. */
  giveBack(picture: Picture): void {
    this.#numbered.giveBack(picture);
  }

  /** The picture of the keyframe packet at or before `pts`, decoded without any other; null when nothing comes of it. */
  keyframeAt(pts: bigint): Picture | null {
    this.letGo();
    this.#numbered.moved();
    this.#feed.seek(pts);
    return this.#feed.decodeAlone();
  }

  close(): void {
    this.letGo();
    this.#feed.close();
  }

  /**
   * Seeks by time. False when the first picture to come is none that one could begin with: it cannot be known then
   * which came before it.
   */
  #seek(pts: bigint, before?: bigint): boolean {
    this.letGo();
    this.#numbered.moved();
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
}
