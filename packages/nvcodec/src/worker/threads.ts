/**
 * The threads that sessions run in. One that has done with a session is kept for the next: a new thread takes a
 * quarter of a second to load everything, and what libraries keep for a thread is never given back.
 */
import { Worker } from 'node:worker_threads';

/** More threads than this do not wait for work: those of one player that keeps seven engines busy. */
const MOST_IDLE = 16;

const idle: Worker[] = [];
const kept: (() => void)[] = [];

function start(): Worker {
  const worker = new Worker(new URL('./main.js', import.meta.url), {
    name: 'nvcodec',
    // The flags of this process, such as --input-type, are not for a worker's file.
    execArgv: [],
    // A session makes little garbage, and native memory hangs on some of it; by default V8 would let it grow for
    // hundreds of sessions before it collects.
    resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 },
  });
  worker.once('exit', () => {
    const index = idle.indexOf(worker);
    if (index !== -1) idle.splice(index, 1);
  });
  return worker;
}

/**
 * Starts threads ahead of the sessions that will run in them, which then open a quarter of a second sooner. They keep
 * no process alive.
 */
export function warmUp(threads = 1): void {
  for (let i = idle.length; i < Math.min(threads, MOST_IDLE); i++) giveThreadBack(start());
}

/**
 * Gives back what is kept for sessions to come: ends the threads that wait for one, and with them the device's context and
 * the decoders that each has kept. Resolves when they are gone.
 */
export async function drain(): Promise<void> {
  for (const release of kept) release();
  await Promise.all(idle.splice(0).map(dismiss));
}

/** `release` gives back what this thread keeps. */
export function onDrain(release: () => void): void {
  kept.push(release);
}

/** What a thread is told before it is ended. */
export const DRAIN = 'drain';

async function dismiss(worker: Worker): Promise<void> {
  worker.ref();
  worker.postMessage(DRAIN);
  await new Promise<void>((resolve) => {
    worker.once('message', () => resolve());
    worker.once('exit', () => resolve());
  });
  await worker.terminate();
}

/** A thread that has no session. */
export function takeThread(): Worker {
  return idle.pop() ?? start();
}

/** A thread whose session is closed; while it waits it keeps no process alive. */
export function giveThreadBack(worker: Worker): void {
  worker.unref();
  if (idle.length < MOST_IDLE) idle.push(worker);
  else void dismiss(worker);
}
