/**
 * A word in shared memory that one thread waits on and any other raises: something was released, or is to stop.
 * It counts, so that a raise between looking and waiting is not lost. A second word counts who waits: most raises find
 * nobody, and then need not ask the system.
 */

const RAISED = 0;
const WAITING = 1;

export class Signal {
  /** How many words it takes. */
  static readonly words = 2;
  readonly #words: Int32Array;

  constructor(words: Int32Array = new Int32Array(new SharedArrayBuffer(Signal.words * 4))) {
    this.#words = words;
  }

  raise(): void {
    Atomics.add(this.#words, RAISED, 1);
    if (Atomics.load(this.#words, WAITING) !== 0) Atomics.notify(this.#words, RAISED);
  }

  /** Blocks this thread, woken by `raise`, until `ready()` gives a value other than undefined. */
  waitFor<T>(ready: () => T | undefined): T {
    for (;;) {
      const seen = Atomics.load(this.#words, RAISED);
      const value = ready();
      if (value !== undefined) return value;
      Atomics.add(this.#words, WAITING, 1);
      Atomics.wait(this.#words, RAISED, seen);
      Atomics.sub(this.#words, WAITING, 1);
    }
  }
}
