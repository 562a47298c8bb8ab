/**
 * Host functions that were launched into a stream and have not run yet.
 *
 * A host function in JavaScript runs on the event loop of the thread that launched it, and its stream waits
 * for it. As long as one is outstanding, a call of this thread that waits for the GPU would wait for ever,
 * so blocking calls ask here first, and releases (freeing memory waits for the GPU as well) are put off.
 */
import type { FailureRecord } from './failure-record.js';

/** The outstanding host functions of one driver on this thread. */
export class HostFunctions {
  readonly #failures: FailureRecord;
  #outstanding = 0;
  #deferred: (() => void)[] = [];

  constructor(failures: FailureRecord) {
    this.#failures = failures;
  }

  /** Counts a host function that is being launched; call the result when it has run. */
  launched(): () => void {
    this.#outstanding += 1;
    return () => {
      this.#outstanding -= 1;
      if (this.#outstanding === 0) this.#runDeferred();
    };
  }

  /** Runs `release` now, or as soon as no host function is outstanding. */
  whenNone(release: () => void): void {
    if (this.#outstanding === 0) release();
    else this.#deferred.push(release);
  }

  /** Throws instead of letting `call` wait for ever. */
  assertMayBlock(call: string): void {
    if (this.#outstanding === 0) return;
    throw new Error(
      `${call} would wait for ever: a host function launched on this thread has yet to run on its event loop. ` +
        'Await stream.synchronizeAsync() first',
    );
  }

  /**
   * Resolves when the host functions that have run by now are no longer outstanding: a moment passes between
   * the function's return and the driver's going on.
   */
  async returned(): Promise<void> {
    if (this.#outstanding > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  #runDeferred(): void {
    const releases = this.#deferred;
    this.#deferred = [];
    for (const release of releases) {
      try {
        release();
      } catch (error) {
        this.#failures.record(error);
      }
    }
  }
}
