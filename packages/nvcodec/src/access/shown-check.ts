/**
 * Whether decoders show every picture after they began at an open access point. Some leave pictures out until they
 * think the stream recovered, and then nobody could tell which one comes; so each packet fed is to be seen again.
 */
import type { Packet } from '@nvcodec/demux-ffmpeg';

/** After so many packets the beginning is over. */
const WATCHED = 64;

/** See the head of this file. */
export class ShownCheck {
  readonly #begin: bigint;
  readonly #awaited = new Set<bigint>();
  #left = WATCHED;
  #lost = false;

  /** @param begin when the access point itself is shown; pictures before it may be left out. */
  constructor(begin: bigint) {
    this.#begin = begin;
  }

  /** Whether a picture was left out. */
  get lost(): boolean {
    return this.#lost;
  }

  fed({ pts, discard }: Packet): void {
    if (this.#left-- > 0 && pts !== null && pts >= this.#begin && !discard) this.#awaited.add(pts);
  }

  /** A picture came out, in display order. */
  shown(pts: bigint): void {
    this.#awaited.delete(pts);
    for (const awaited of this.#awaited) if (awaited < pts) this.#lost = true;
  }

  /** No more come. */
  ended(): void {
    if (this.#awaited.size > 0) this.#lost = true;
  }
}
