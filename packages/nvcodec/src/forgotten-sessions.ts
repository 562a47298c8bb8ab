/** Whoever forgets to close a Player or a Screenshoter gives its sessions back when the garbage collector takes it. */
import type { Sessions } from './parallel/sessions.js';

const forgotten = new FinalizationRegistry<Sessions>((sessions) => void sessions.close());

/** Closes `sessions` when `owner` is collected. */
export function closeWhenForgotten(owner: object, sessions: Sessions): void {
  forgotten.register(owner, sessions, owner);
}

/** `owner` closes its sessions itself. */
export function isRemembered(owner: object): void {
  forgotten.unregister(owner);
}
