/**
 * One iteration that several sessions work on. Each takes units (claims.ts) and hands their frames over by its own
 * ring; here they are brought together as the arrangement wants them.
 */
import type { Frame } from '../frames/frame.js';
import type { WorkerClient } from '../worker/client.js';
import type { SharedJob } from '../worker/protocol.js';
import type { Arrangement } from './arrangement.js';
import { Claims } from './claims.js';

/** What is to be done, and how. */
export interface SharedWork extends Pick<SharedJob, 'conversion' | 'units' | 'ahead'> {
  readonly arrangement: Arrangement;
}

export class SharedRun {
  readonly #work: SharedWork;
  readonly #claims: Claims;
  readonly #signal: AbortSignal | undefined;
  readonly #sessions: WorkerClient[] = [];
  /** Where something was found last. */
  #current = 0;
  #over = false;

  constructor(work: SharedWork, signal: AbortSignal | undefined) {
    this.#work = work;
    this.#claims = Claims.create(work.units.length);
    this.#signal = signal;
  }

  /** One more session works; it may come at any time. */
  join(session: WorkerClient): void {
    if (this.#over) return;
    const { conversion, units, ahead } = this.#work;
    const claims = this.#claims.memory;
    session.start({ kind: 'shared', conversion, units, claims, session: this.#sessions.length, ahead });
    this.#sessions.push(session);
    this.#nudge();
  }

  /** The frames, each the caller's to close. Ends the work when the caller ends the iteration. */
  async *frames(): AsyncGenerator<Frame, void, undefined> {
    const { arrangement } = this.#work;
    const abort = (): void => this.#stop();
    this.#signal?.addEventListener('abort', abort, { once: true });
    try {
      for (;;) {
        this.#signal?.throwIfAborted();
        const frame = arrangement.take();
        if (frame !== undefined) yield frame;
        else if (!this.#gather()) {
          if (arrangement.complete) return;
          this.#check();
          await this.#wait();
        }
      }
    } finally {
      this.#signal?.removeEventListener('abort', abort);
      for (const frame of arrangement.rest()) frame.close();
      await this.#finish();
    }
  }

  /** Takes one thing that a session has made. False when there is none to be taken. */
  #gather(): boolean {
    const { arrangement } = this.#work;
    const found = this.#readable();
    if (found === undefined) return false;
    const taken = found.inbox.take(arrangement.nextIndex);
    if (taken !== undefined) arrangement.add(taken.unit, taken.item as Frame | undefined);
    return true;
  }

  /** A session whose next thing may be taken; the one that had the last is asked first. */
  #readable(): WorkerClient | undefined {
    const count = this.#sessions.length;
    for (let i = 0; i < count; i++) {
      const at = (this.#current + i) % count;
      const unit = this.#sessions[at]?.inbox.nextUnit;
      if (unit === undefined || !this.#work.arrangement.mayTake(unit)) continue;
      this.#current = at;
      return this.#sessions[at];
    }
    return undefined;
  }

  /** @throws why nothing more can come. */
  #check(): void {
    const awaited = this.#awaited();
    const ended = awaited.filter((session) => session.done && session.inbox.nextUnit === undefined);
    const { due } = this.#work.arrangement;
    // In order, what others have made comes before what went wrong here.
    if (due === undefined || ended.length === awaited.length) for (const session of ended) session.check();
    if (ended.length === awaited.length) throw new Error('the sessions ended before their work was done');
  }

  /** Those of which one must give something next. */
  #awaited(): WorkerClient[] {
    const owner = this.#ownerOf(this.#work.arrangement.due);
    return owner === undefined ? [...this.#sessions] : [owner];
  }

  #ownerOf(unit: number | undefined): WorkerClient | undefined {
    const owner = unit === undefined ? undefined : this.#claims.ownerOf(unit);
    return owner === undefined ? undefined : this.#sessions[owner];
  }

  /** Until there is something to take, or nothing more will come. */
  async #wait(): Promise<void> {
    const awaited = this.#awaited();
    const seen = this.#events(awaited);
    let over = false;
    const ready = (): boolean =>
      over ||
      this.#signal?.aborted === true ||
      this.#readable() !== undefined ||
      this.#events(awaited) !== seen;
    const waits = awaited.map((session) => session.inbox.until(ready));
    try {
      await Promise.race(waits);
    } finally {
      over = true;
      for (const session of awaited) session.inbox.nudge();
      await Promise.allSettled(waits);
    }
  }

  /** Grows with each session that joins or ends. */
  #events(awaited: readonly WorkerClient[]): number {
    return this.#sessions.length + awaited.filter((session) => session.done).length;
  }

  #nudge(): void {
    for (const session of this.#sessions) session.inbox.nudge();
  }

  #stop(): void {
    for (const session of this.#sessions) session.stop();
  }

  async #finish(): Promise<void> {
    this.#over = true;
    this.#stop();
    await Promise.all(this.#sessions.map((session) => session.finish()));
  }
}
