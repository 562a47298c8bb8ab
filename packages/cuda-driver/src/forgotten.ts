/**
 * What becomes of objects that nobody closes: the garbage collector finds them.
 *
 * Telling V8 of an object (FinalizationRegistry) costs it dearly, even when that is undone: the object survives until
 * the next full collection. Most objects of a decode loop are closed before the next ones are made, so V8 is told of
 * those only that are still open a while later.
 */

/** How long an object waits to be told of, in milliseconds; a timer for each turn of the event loop would cost more. */
const WAIT_MS = 20;
/** In a loop that never returns to the event loop, an object waits for this many others at most. */
const MOST_WAITING = 64;

/** What a watched object's state must have. */
export interface WatchedState {
  readonly closed: boolean;
  /** Ours: V8 was told of the object. */
  watched?: boolean;
}

/** Closes objects that were collected while open; see the head of this file. */
export class ForgottenObjects<State extends WatchedState> {
  readonly #registry: FinalizationRegistry<State>;
  #waiting: { readonly object: object; readonly state: State }[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param close gives back what a forgotten object's state holds. */
  constructor(close: (state: State) => void) {
    this.#registry = new FinalizationRegistry(close);
  }

  /** From now on the object's collection closes its state. @param state must not refer to the object. */
  watch(object: object, state: State): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#register();
    }, WAIT_MS).unref();
    if (this.#waiting.push({ object, state }) >= MOST_WAITING) this.#register();
  }

  /** The state was closed: its object need not be watched any more. */
  unwatch(state: State): void {
    if (state.watched === true) this.#registry.unregister(state);
  }

  #register(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { object, state } of waiting) {
      if (state.closed) continue;
      this.#registry.register(object, state, state);
      state.watched = true;
    }
  }
}
