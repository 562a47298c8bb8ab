// One asynchronous operation at a time: libavformat's context is not for two at once.

export class SerialQueue {
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** Whether something runs or waits. */
  get busy(): boolean {
    return this.#waiting > 0;
  }

  /** Runs `operation` after all that were given before it, whether those failed or not. */
  run<T>(operation: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const result = this.#tail.then(operation);
    this.#tail = result.then(
      () => this.#settled(),
      () => this.#settled(),
    );
    return result;
  }

  /** When all that was given so far is over. */
  idle(): Promise<void> {
    return this.#tail;
  }

  #settled(): void {
    this.#waiting--;
  }
}
