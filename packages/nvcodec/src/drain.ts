/** What is kept for sessions to come, and how it is given back: whoever keeps something says so here. */

const kept: (() => void | Promise<void>)[] = [];

/** `release` gives back what this thread keeps. */
export function onDrain(release: () => void | Promise<void>): void {
  kept.push(release);
}

/**
 * Gives back what is kept for sessions to come: ends the threads that wait for one, and with them the device's context and
 * the decoders that each has kept. Resolves when they are gone.
 */
export async function drain(): Promise<void> {
  await Promise.all(kept.map((release) => release()));
}
