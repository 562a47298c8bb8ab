/** What threads do one after another: a turn is waited for, and is not lost with a thread that ends in the midst of its own. */
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { oneAtATime } from '../src/device/one-at-a-time.js';

const built = new URL('../dist/device/one-at-a-time.js', import.meta.url);

/** Words that this thread and the other one watch. */
const BEGIN = 0;
const INSIDE = 1;
const GO_ON = 2;

/** A thread that takes its turn when `BEGIN` is set, and keeps it until `GO_ON` is. */
async function otherThread(words: Int32Array): Promise<Worker> {
  const program = `
    import { parentPort, workerData as words } from 'node:worker_threads';
    import { oneAtATime } from ${JSON.stringify(built.href)};
    parentPort.postMessage('loaded');
    Atomics.wait(words, ${BEGIN}, 0);
    oneAtATime(() => {
      Atomics.store(words, ${INSIDE}, 1);
      Atomics.notify(words, ${INSIDE});
      Atomics.wait(words, ${GO_ON}, 0);
    });
  `;
  const url = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
  const worker = new Worker(url, { workerData: words, execArgv: [] });
  await new Promise((resolve) => worker.once('message', resolve));
  return worker;
}

function set(words: Int32Array, word: number): void {
  Atomics.store(words, word, 1);
  Atomics.notify(words, word);
}

describe('what threads do one after another', () => {
  it('waits for the other thread', async () => {
    const words = new Int32Array(new SharedArrayBuffer(12));
    const worker = await otherThread(words);
    oneAtATime(() => {
      set(words, BEGIN);
      expect(Atomics.wait(words, INSIDE, 0, 300)).toBe('timed-out');
    });
    expect(Atomics.wait(words, INSIDE, 0, 5000)).not.toBe('timed-out');
    set(words, GO_ON);
    expect(oneAtATime(() => 'my turn')).toBe('my turn');
    await worker.terminate();
  });

  it('is not held up for ever by a thread that has ended', async () => {
    const words = new Int32Array(new SharedArrayBuffer(12));
    const worker = await otherThread(words);
    set(words, BEGIN);
    expect(Atomics.wait(words, INSIDE, 0, 5000)).not.toBe('timed-out');
    await worker.terminate();
    expect(oneAtATime(() => 'my turn')).toBe('my turn');
    expect(oneAtATime(() => 'again')).toBe('again');
  });

  it('gives up its turn when it fails', () => {
    const fail = (): never => {
      throw new RangeError('no decoder');
    };
    expect(() => oneAtATime(fail)).toThrow('no decoder');
    expect(oneAtATime(() => 'my turn')).toBe('my turn');
  });
});
