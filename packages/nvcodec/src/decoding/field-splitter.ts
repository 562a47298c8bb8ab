/**
 * Shows an interlaced picture as two fields, the second halfway to the next picture. So a picture waits until the next
 * one is due: what packets tell of durations is of fields in some files and of frames in others.
 */
import type { DamagedTime } from './damage.js';
import { type ShownTime, splitFields } from './shown-time.js';

/** A picture that waits for the next one. */
export interface WaitingPicture {
  readonly time: DamagedTime;
  readonly show: (time: ShownTime) => void;
  /** Called after the last `show`, or instead. */
  readonly done: () => void;
}

/** The next picture is further away than this many durations only where something is missing in between. */
const FARTHEST = 3n;

export class FieldSplitter {
  /** From one picture to the next at the stream's rate, in ticks; 0 when not known. */
  readonly #frameDuration: bigint;
  #waiting: WaitingPicture | undefined;
  #spacing: bigint | undefined;

  constructor(frameDuration: bigint) {
    this.#frameDuration = frameDuration;
  }

  /** A picture with two fields; the one before must have been released. */
  hold(picture: WaitingPicture): void {
    this.#waiting = picture;
  }

  /** Shows the picture that waits. `next`: the time of the picture behind it, where there is one. */
  release(next?: bigint): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) return;
    this.#spacing = this.#spacingOf(waiting.time, next);
    for (const field of splitFields(waiting.time, this.#spacing)) waiting.show(field);
    waiting.done();
  }

  /** Gives the picture that waits up. */
  drop(): void {
    this.#waiting?.done();
    this.#waiting = undefined;
  }

  #spacingOf({ pts, duration }: DamagedTime, next: bigint | undefined): bigint {
    const told = duration > 0n ? duration : this.#frameDuration;
    const distance = (next ?? pts) - pts;
    if (distance > 0n && (told === 0n || distance <= FARTHEST * told)) return distance;
    return this.#spacing ?? told;
  }
}
