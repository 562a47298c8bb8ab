/** Puts things that are made in another order back into the order in which they were asked for. */
export class InOrder<T> {
  readonly #waiting = new Map<number, T | undefined>();
  #due = 0;

  /** Whether the thing asked for as number `index` is the next one to be given. */
  isDue(index: number): boolean {
    return index === this.#due;
  }

  /** The number of the thing that is given next. */
  get due(): number {
    return this.#due;
  }

  /** What was asked for as number `index`, from 0; undefined: there is none, and those after it need not wait. */
  add(index: number, thing: T | undefined): void {
    this.#waiting.set(index, thing);
  }

  /** The next thing, once it is there; afterwards it is the caller's. */
  take(): T | undefined {
    while (this.#waiting.has(this.#due)) {
      const thing = this.#waiting.get(this.#due);
      this.#waiting.delete(this.#due++);
      if (thing !== undefined) return thing;
    }
    return undefined;
  }

  /** All that wait for others, which are given up. */
  rest(): T[] {
    const things = [...this.#waiting.values()].filter((thing) => thing !== undefined);
    this.#waiting.clear();
    return things;
  }
}
