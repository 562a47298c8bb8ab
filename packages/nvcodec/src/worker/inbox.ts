/** What a worker hands over, as the user's side takes it: records of the ring, made into frames and pictures. */
import type { Picture } from '../decoding/picture.js';
import type { Frame } from '../frames/frame.js';
import type { Control } from './control.js';
import { END_OF_UNIT, HandoverRing } from './handover.js';
import type { WorkerLink } from './link.js';
import type { Receiver } from './receiver.js';

/** One thing that was handed over. */
export interface Taken {
  /** Of a shared job. */
  readonly unit: number;
  /** Undefined: the unit is complete. */
  readonly item: Frame | Picture | undefined;
}

/** Waits as short as this a doze does for; behind a longer one a message would have to come all the same. */
const SHORT_WAIT_MS = 2;
/** Node's shortest timer. */
const DOZE_MS = 1;

export class Inbox {
  readonly ring = HandoverRing.create();
  /** Known once the worker has opened its source. */
  receiver: Receiver | undefined;
  readonly #control: Control;
  readonly #link: () => WorkerLink;
  #lastWaitMs = Number.POSITIVE_INFINITY;
  #doze: NodeJS.Timeout | undefined;

  /** @param link to the worker, which is begun after this. */
  constructor(control: Control, link: () => WorkerLink) {
    this.#control = control;
    this.#link = link;
  }

  /** A job begins. */
  begin(): void {
    this.#lastWaitMs = Number.POSITIVE_INFINITY;
  }

  /** The unit of what `take` gives next; undefined when nothing is there yet. */
  get nextUnit(): number | undefined {
    return this.ring.nextUnit;
  }

  /**
   * What was handed over next; undefined when nothing is there yet.
   * @param index a frame's, where it is not what the worker says.
   */
  take(index?: number): Taken | undefined {
    const record = this.ring.shift();
    if (record === undefined) return undefined;
    this.#control.signal.raise();
    const { unit, owner } = record;
    if (owner === END_OF_UNIT) return { unit, item: undefined };
    // A record's kind or decoder may be among the messages that were not delivered yet.
    this.#link().drain();
    return { unit, item: this.receiver?.receive(record, index) };
  }

  /**
   * Waits until `ready()`, which is looked at whenever the worker has something new, or is `nudge`d. Where the last wait was
   * short a doze comes first, for a message costs both sides more than a timer.
   */
  async until(ready: () => boolean): Promise<void> {
    const begun = performance.now();
    let dozes = this.#lastWaitMs < SHORT_WAIT_MS;
    // One timer for all dozes; one that a doze has not waited for only makes a later wait look once more.
    if (dozes) this.#doze = this.#doze?.refresh() ?? setTimeout(() => this.nudge(), DOZE_MS).unref();
    await this.#link().until(() => {
      // Before each look: a doorbell may have rung for a record that was taken already.
      if (dozes) this.#control.consumerDozes();
      else this.#control.consumerWaits();
      dozes = false;
      return ready();
    });
    this.#lastWaitMs = performance.now() - begun;
  }

  nudge(): void {
    this.#link().nudge();
  }

  /** Closes all that is there. */
  discard(): void {
    for (let taken = this.take(); taken !== undefined; taken = this.take()) taken.item?.close();
  }
}
