/**
 * Failures of disposals. Disposing never throws, for it runs in `finally` blocks, at the end of `using` and
 * in the garbage collector; what went wrong is kept here and thrown by the next call that can throw.
 */

/** More than this many failures are not kept: the first ones tell what happened. */
const keptFailures = 32;

/** The failures of disposals on one driver, waiting for the next call to throw them. */
export class FailureRecord {
  #pending: unknown[] = [];

  /** Keeps a failure for the next `throwPending()`. */
  record(error: unknown): void {
    if (this.#pending.length < keptFailures) this.#pending.push(error);
  }

  /** Throws what was recorded since the last time, once: the error itself, or an AggregateError of several. */
  throwPending(): void {
    if (this.#pending.length === 0) return;
    const failures = this.#pending;
    this.#pending = [];
    if (failures.length === 1) throw failures[0];
    throw new AggregateError(
      failures,
      `${failures.length} disposals failed; the first: ${String(failures[0])}`,
    );
  }
}
