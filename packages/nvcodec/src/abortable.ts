/** Ending work by AbortSignals: one for a whole video, one for each thing that is asked of it. */

/** What everything long takes. */
export interface Abortable {
  /** Ends the work with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A signal that is aborted when either of two is; undefined where there is none. */
export function either(
  one: AbortSignal | undefined,
  other: AbortSignal | undefined,
): AbortSignal | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return AbortSignal.any([one, other]);
}
