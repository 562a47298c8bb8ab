/**
 * A word in shared memory that one thread waits on and any other raises: something was released, or is to stop.
 * It counts, so that a raise between looking and waiting is not lost.
 */
export class Signal {
  readonly #word: Int32Array;

  constructor(word: Int32Array = new Int32Array(new SharedArrayBuffer(4))) {
    this.#word = word;
  }

  raise(): void {
    Atomics.add(this.#word, 0, 1);
    Atomics.notify(this.#word, 0);
  }

  /** Blocks this thread, woken by `raise`, until `ready()` gives a value other than undefined. */
  waitFor<T>(ready: () => T | undefined): T {
    for (;;) {
      const seen = Atomics.load(this.#word, 0);
      const value = ready();
      if (value !== undefined) return value;
      Atomics.wait(this.#word, 0, seen);
    }
  }
}
