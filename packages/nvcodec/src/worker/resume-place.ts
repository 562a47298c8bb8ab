/**
 * Where an iteration goes on that does not say where it starts: behind what the user got, not behind what the worker
 * has made ahead.
 */
import { BEFORE_ALL } from '../packet-stream.js';
import type { PictureRange } from '../picture-reader.js';

type Start = Pick<PictureRange, 'start' | 'after'>;

/** Where the worker itself stands. */
const HERE: Start = {};

export class ResumePlace {
  /** Of the iteration that runs, and of the next one when the user gets nothing of it. */
  #begin: Start = { after: BEFORE_ALL - 1n };
  #next: Start = HERE;

  /** An iteration begins. What it returns says where. */
  begin(range: PictureRange): PictureRange {
    const { start, end } = range;
    if (start !== undefined) this.#begin = { start };
    const begin = start === undefined ? this.#next : this.#begin;
    this.#next = this.#begin;
    return { ...begin, end };
  }

  /** The user got a frame or picture. */
  given(pts: bigint): void {
    this.#begin = { after: pts };
    this.#next = this.#begin;
  }

  /** The iteration came to its end: the worker stands where the next one goes on. */
  complete({ end }: PictureRange): void {
    if (end !== undefined) this.#begin = { start: end };
    this.#next = HERE;
  }

  /** The user went elsewhere, and so did the worker. */
  seek(seconds: number): void {
    this.#begin = { start: seconds };
    this.#next = HERE;
  }
}
