/**
 * Where an iteration goes on that does not say where it starts: behind what the user got, not behind what the worker
 * has made ahead. Jobs that take single frames leave it alone.
 */

import type { PictureRange } from '../access/picture-reader.js';
import { BEFORE_ALL } from '../stream/packet-stream.js';
import type { FrameJob, Job, PictureJob } from './protocol.js';

type Start = Pick<PictureRange, 'start' | 'after'>;

/** Where the worker itself stands. */
const HERE: Start = {};

export class ResumePlace {
  /** Of the iteration that runs, and of the next one when the user gets nothing of it. */
  #begin: Start = { after: BEFORE_ALL - 1n };
  #next: Start = HERE;
  /** What the job that runs reads; undefined when it takes single frames. */
  #reading: PictureRange | undefined;
  /** Whether it is not the worker, or not alone, who reads. */
  #elsewhere = false;

  /** A job begins. What it returns is the job with its place. */
  begin(job: FrameJob | PictureJob): Job {
    this.#elsewhere = false;
    this.#reading = rangeOf(job);
    if (this.#reading === undefined) return job;
    const { start, end } = this.#reading;
    if (start !== undefined) this.#begin = { start };
    const begin = start === undefined ? this.#next : this.#begin;
    this.#next = this.#begin;
    const range = { ...begin, end };
    return job.kind === 'pictures'
      ? { kind: 'pictures', ...range }
      : { ...job, selection: { kind: 'range', ...range } };
  }

  /** The stretch of a job with the place where it begins, wherever the worker stands. */
  placed({ start, end }: PictureRange): PictureRange {
    return start === undefined ? { ...this.#begin, end } : { start, end };
  }

  /** A job begins whose parts leave the worker anywhere. */
  beginElsewhere({ selection }: FrameJob): void {
    this.#elsewhere = true;
    this.#reading = selection.kind === 'range' ? selection : undefined;
    if (this.#reading?.start !== undefined) this.#begin = { start: this.#reading.start };
    this.#next = this.#begin;
  }

  /** The user got a frame or picture. */
  given(pts: bigint): void {
    if (this.#reading === undefined) return;
    this.#begin = { after: pts };
    this.#next = this.#begin;
  }

  /** The job came to its end. */
  complete(): void {
    if (this.#reading === undefined) return;
    const { end } = this.#reading;
    if (end !== undefined) this.#begin = { start: end };
    this.#next = this.#elsewhere ? this.#begin : HERE;
  }

  /** The user went elsewhere, and so did the worker. */
  seek(seconds: number): void {
    this.#begin = { start: seconds };
    this.#next = HERE;
  }
}

function rangeOf(job: FrameJob | PictureJob): PictureRange | undefined {
  if (job.kind === 'pictures') return job;
  return job.selection.kind === 'range' ? job.selection : undefined;
}
