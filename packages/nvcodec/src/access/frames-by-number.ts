/**
 * Brings decoding to a frame by its number, once the stream was scanned: every picture that comes out is known by its number then,
 * and a restart after which the wanted one does not come is repeated further back.
 */
import type { Picture } from '../decoding/picture.js';
import { NoFrameError } from '../errors.js';
import type { PictureFeed } from './picture-feed.js';
import { asFrame, nearestRestart, type ScannedStream } from './scanned-stream.js';

/** A restart throws away what is being decoded ahead; within so many frames it does not pay. */
const RESTART_COST = 8;

/** After so many restarts that went wrong, decoding begins at the first packet. */
const MOST_RESTARTS = 3;

export class FramesByNumber {
  readonly #feed: PictureFeed;
  readonly #scan: (by?: 'parser') => ScannedStream;
  #scanned: ScannedStream | undefined;
  /** The number of the frame that the feed gives next; undefined when not known. */
  #upcoming: number | undefined;

  /** @param scan scans the whole stream; asked for 'parser' when a scan of the packets turned out to be wrong. */
  constructor(feed: PictureFeed, scan: (by?: 'parser') => ScannedStream) {
    this.#feed = feed;
    this.#scan = scan;
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

  /** The feed was moved by other means. */
  moved(): void {
    this.#upcoming = undefined;
  }

  /** Moves the feed so that `next` gives the first frame shown at or after `pts`. */
  begin(pts: bigint): void {
    const { index } = this.scanned;
    const wanted = index.ceiling(pts);
    if (wanted < index.count) this.giveBack(this.reach(wanted));
    else this.#upcoming = index.count;
  }

  /** The next frame of a reading, with the time that the scan has found; null at the end. */
  next(): Picture | null {
    const { index } = this.scanned;
    if (this.#upcoming !== undefined) {
      return this.#upcoming < index.count ? this.reach(this.#upcoming, true) : null;
    }
    const picture = this.#feed.next(true);
    const number = picture === null ? undefined : this.#numberOf(picture);
    if (picture === null || number === undefined) return picture;
    this.#upcoming = number + 1;
    return asFrame(this.scanned, picture, number);
  }

  /** Gives a picture back to the feed, to come again. */
  giveBack(picture: Picture): void {
    this.#feed.putBack(picture);
    if (this.#upcoming !== undefined) this.#upcoming--;
  }

  /**
   * Frame `wanted`, by going on or by a restart, whichever decodes less.
   * @param reading those behind it are wanted too.
   * @throws NoFrameError when it does not come out.
   */
  reach(wanted: number, reading = false): Picture {
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
