/** Work that must not overlap, done in the order in which it was asked for. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Does `work` once all that was asked for before has ended, however it ended. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** An iteration as one piece of work: its turn ends when it does. */
  async *iterate<T>(items: () => AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
    const before = this.#last;
    let free = (): void => {};
    this.#last = new Promise<void>((resolve) => {
      free = resolve;
    });
    try {
      await before;
      yield* items();
    } finally {
      free();
    }
  }

  /** Waits for all that was asked for before. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
