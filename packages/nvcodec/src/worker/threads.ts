/**
 * The threads that sessions run in. One that has done with a session is kept for the next: a new thread takes a
 * quarter of a second to load everything, and what libraries keep for a thread is never given back.
 */
import { Worker } from 'node:worker_threads';
// A thread is given what this has set up.
import '../device/one-at-a-time.js';
import { onDrain } from '../drain.js';

/** More threads than this do not wait for work: those of one player that keeps seven engines busy. */
const MOST_IDLE = 16;

const idle: Worker[] = [];

function start(): Worker {
  const worker = new Worker(new URL('./main.js', import.meta.url), {
    name: 'nvcodec',
    // The flags of this process, such as --input-type, are not for a worker's file.
    execArgv: [],
    // A session makes little garbage, and native memory hangs on some of it; by default V8 would let it grow for
    // hundreds of sessions before it collects.
    resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 },
  });
  // Who has the thread hears of it too; while nobody has, it is nobody's error.
  worker.on('error', () => {});
  worker.once('exit', () => {
    const index = idle.indexOf(worker);
    if (index !== -1) idle.splice(index, 1);
  });
  return worker;
}

/**
 * Starts threads ahead of the sessions that will run in them, which then open a quarter of a second sooner. Once they
 * have loaded they keep no process alive; before, its end would find them loading native code, which aborts it.
 */
export function warmUp(threads = 1): void {
  for (let i = idle.length; i < Math.min(threads, MOST_IDLE); i++) {
    const worker = start();
    idle.push(worker);
    void told(worker, 'loaded').then(() => {
      if (idle.includes(worker)) worker.unref();
    });
  }
}

onDrain(async () => {
  await Promise.all(idle.splice(0).map(dismiss));
});

/** What a thread is told before it is ended. */
export const DRAIN = 'drain';

async function dismiss(worker: Worker): Promise<void> {
  worker.ref();
  worker.postMessage(DRAIN);
  await told(worker, 'drained');
  await worker.terminate();
}

/** What a thread says: its modules are loaded, its session has ended, what it kept is given back. */
export type ThreadNotice = 'loaded' | 'free' | 'drained';

/** Waits until a thread says so. False when it ends instead. */
export function told(worker: Worker, notice: ThreadNotice): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (said: boolean): void => {
      worker.off('message', onMessage);
      worker.off('exit', onExit);
      resolve(said);
    };
    const onMessage = (message: unknown): void => {
      if (message === notice) end(true);
    };
    const onExit = (): void => end(false);
    worker.on('message', onMessage);
    worker.on('exit', onExit);
  });
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
