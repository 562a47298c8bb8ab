/** In which order the user gets the frames that several sessions make, and what of theirs is taken when. */
import { InOrder } from '../access/in-order.js';
import type { Frame } from '../frames/frame.js';

/** See the head of this file. */
export interface Arrangement {
  /** Whether what a session has made of a unit is to be taken now; else it stays there, and the session waits. */
  mayTake(unit: number): boolean;
  /** The number that a frame gets; undefined: the one it has. */
  readonly nextIndex: number | undefined;
  /** Undefined: the unit is complete. */
  add(unit: number, frame: Frame | undefined): void;
  /** The next frame for the user, who owns it then; undefined when it is not there yet. */
  take(): Frame | undefined;
  /** The unit without which nothing comes; undefined when any will do. */
  readonly due: number | undefined;
  /** Whether the user has got everything. */
  readonly complete: boolean;
  /** The frames that nobody wants any more. */
  rest(): Frame[];
}

/** Unit after unit, or, where the order does not matter, whatever is there first. */
export class UnitByUnit implements Arrangement {
  readonly #units: number;
  readonly #ordered: boolean;
  #completed = 0;
  #given = 0;
  #frame: Frame | undefined;

  constructor(units: number, ordered: boolean) {
    this.#units = units;
    this.#ordered = ordered;
  }

  mayTake(unit: number): boolean {
    return this.#frame === undefined && (!this.#ordered || unit === this.#completed);
  }

  get nextIndex(): number {
    return this.#given;
  }

  add(_unit: number, frame: Frame | undefined): void {
    if (frame === undefined) this.#completed++;
    this.#frame = frame;
  }

  take(): Frame | undefined {
    const frame = this.#frame;
    if (frame !== undefined) this.#given++;
    this.#frame = undefined;
    return frame;
  }

  get due(): number | undefined {
    return this.#ordered ? this.#completed : undefined;
  }

  get complete(): boolean {
    return this.#completed === this.#units;
  }

  rest(): Frame[] {
    return this.#frame === undefined ? [] : [this.#frame];
  }
}

/** Request after request; frames that are made before their turn wait, those of one window at most. */
export class AsAskedFor implements Arrangement {
  readonly #requests: readonly (readonly number[])[];
  readonly #unitOf: number[] = [];
  readonly #window: number;
  readonly #waiting = new InOrder<Frame>();
  /** Requests that were answered, of units that are not complete. */
  readonly #answered = new Set<number>();

  /**
   * @param requests the numbers of the requests that each unit serves; all of a unit are of one window.
   * @param window how many requests after one another may be held back.
   */
  constructor(requests: readonly (readonly number[])[], window: number) {
    this.#requests = requests;
    this.#window = window;
    requests.forEach((ofUnit, unit) => {
      for (const request of ofUnit) this.#unitOf[request] = unit;
    });
  }

  mayTake(unit: number): boolean {
    return this.#windowOf(this.#requests[unit]?.[0] ?? 0) <= this.#windowOf(this.#waiting.due);
  }

  get nextIndex(): undefined {
    return undefined;
  }

  add(unit: number, frame: Frame | undefined): void {
    if (frame === undefined) this.#complete(unit);
    else {
      this.#answered.add(frame.index);
      this.#waiting.add(frame.index, frame);
    }
  }

  take(): Frame | undefined {
    return this.#waiting.take();
  }

  get due(): number | undefined {
    return this.#unitOf[this.#waiting.due];
  }

  get complete(): boolean {
    return this.#waiting.due === this.#unitOf.length;
  }

  rest(): Frame[] {
    return this.#waiting.rest();
  }

  /** Requests that a unit did not answer have no frame. */
  #complete(unit: number): void {
    for (const request of this.#requests[unit] ?? []) {
      if (!this.#answered.delete(request)) this.#waiting.add(request, undefined);
    }
  }

  #windowOf(request: number): number {
    return Math.floor(request / this.#window);
  }
}
