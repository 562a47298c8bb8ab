/**
 * Worker threads load the driver, use it and end, again and again. koffi closes its libraries when a worker
 * ends; the driver must stay in the process all the same, or its own threads would crash it.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { compileText } from './support/compile.js';
import { driverPath, loadDriver } from './support/driver.js';

const script = new URL('support/worker.mjs', import.meta.url);

interface Answer {
  version: number;
  correct: boolean;
}

type Leave = 'close' | 'open' | 'exit' | 'stay' | 'loaded';

async function work(value: number, leave: Leave, path = driverPath): Promise<Answer> {
  const worker = new Worker(script, { workerData: { driverPath: path, value, leave } });
  const exited = once(worker, 'exit');
  const [answer] = (await once(worker, 'message')) as [Answer];
  if (leave === 'stay') await worker.terminate();
  await exited;
  return answer;
}

describe('worker threads', () => {
  it('load, work and end twenty times, in every manner', async () => {
    const manners = ['close', 'open', 'exit', 'stay'] as const;
    for (let count = 0; count < 20; count += 1) {
      const answer = await work(count + 1, manners[count % manners.length] ?? 'close');
      expect(answer.correct).toBe(true);
    }
    using context = loadDriver().device(0).primaryContext();
    context.synchronize();
  });

  it('leave the driver in the process', async () => {
    const path = compileText(
      'driver-of-a-worker',
      `extern "C" int cuInit(unsigned) { return 0; }
       extern "C" int cuDriverGetVersion(int *version) { *version = 12000; return 0; }`,
    );
    expect((await work(0, 'loaded', path)).version).toBe(12000);
    expect(readFileSync('/proc/self/maps', 'utf8')).toContain(path);
  });

  it('work beside one another and beside this thread', async () => {
    using context = loadDriver().device(0).primaryContext();
    const answers = Promise.all([1, 2, 3, 4].map((value) => work(value, 'close')));
    using buffer = context.allocate(4096);
    const bytes = new Uint8Array(4096);
    for (let value = 0; value < 200; value += 1) {
      buffer.fill(value);
      buffer.copyToHost(bytes);
      expect(bytes.every((byte) => byte === value)).toBe(true);
    }
    for (const { correct, version } of await answers) {
      expect(correct).toBe(true);
      expect(version).toBe(loadDriver().version);
    }
  });
});
