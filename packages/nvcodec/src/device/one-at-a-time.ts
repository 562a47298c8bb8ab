/**
 * Work of many threads that the driver does for one at a time anyway, such as making decoders: all at once, each has to wait for
 * the last; in turn, the first goes on at once. The word that says whose turn it is belongs to all threads of the process.
 */
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

const KEY = 'nvcodec: whose turn it is';
const FREE = 0;
const TAKEN = 1;

/** Then the turn is taken all the same: a thread that was ended in the midst of its work never gave it up. */
const PATIENCE_MS = 1000;

const turn = new Int32Array(wordOfProcess());

/** Threads get it from the one that starts them, which has loaded this. */
function wordOfProcess(): SharedArrayBuffer {
  const known = getEnvironmentData(KEY);
  if (known instanceof SharedArrayBuffer) return known;
  const word = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  setEnvironmentData(KEY, word);
  return word;
}

/** Does `work` when no other thread does such work, or has done so for too long. */
export function oneAtATime<T>(work: () => T): T {
  const deadline = performance.now() + PATIENCE_MS;
  while (Atomics.exchange(turn, 0, TAKEN) === TAKEN) {
    const left = deadline - performance.now();
    if (left <= 0 || Atomics.wait(turn, 0, TAKEN, left) === 'timed-out') break;
  }
  try {
    return work();
  } finally {
    Atomics.store(turn, 0, FREE);
    Atomics.notify(turn, 0, 1);
  }
}
