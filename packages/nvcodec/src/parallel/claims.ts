/**
 * Who works on what, in shared memory: sessions take the units of an iteration in ascending order, each the next one
 * when it has done with its last, so that a slow one, or one that comes late, holds nobody up.
 */
const NEXT = 0;

export class Claims {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  /** For so many units, none of them taken. */
  static create(units: number): Claims {
    return new Claims(new SharedArrayBuffer((1 + units) * 4));
  }

  /** The number of a unit that is now this session's; undefined when all are taken. */
  take(session: number): number | undefined {
    const unit = Atomics.add(this.#words, NEXT, 1);
    if (unit >= this.#words.length - 1) return undefined;
    Atomics.store(this.#words, 1 + unit, 1 + session);
    return unit;
  }

  /** The session that has taken a unit; undefined when none has. */
  ownerOf(unit: number): number | undefined {
    const owner = Atomics.load(this.#words, 1 + unit);
    return owner === 0 ? undefined : owner - 1;
  }
}
