/** The threads that sessions run in: started ahead, kept for the next session, given back. */
import { readdirSync } from 'node:fs';
import { CudaDriver } from '@nvcodec/cuda-driver';
import { softCudaPath, softCuvidPath } from '@nvcodec/soft-driver';
import { drain, Player, warmUp } from 'nvcodec';
import { beforeEach, describe, expect, it } from 'vitest';
import { count, device, fixture } from './support.js';

const clip = fixture('h264.h264');

/** A busy machine starts threads slowly. */
const SOON = { timeout: 20_000 };

const threads = (): number => readdirSync('/proc/self/task').length;

/** What one thread that waits for a session adds to those of the process. */
async function threadsOfOne(): Promise<number> {
  const before = threads();
  warmUp();
  await expect.poll(threads, SOON).toBeGreaterThan(before);
  const added = threads() - before;
  await drain();
  return added;
}

describe('threads that wait for a session', () => {
  beforeEach(async () => {
    // What the first session of a process starts, such as libuv's pool, stays.
    await using player = await Player.open(clip, { device });
    await count(player.frames());
    await player.close();
    await drain();
  });

  it('are started ahead, no more than are missing', async () => {
    const one = await threadsOfOne();
    const before = threads();
    warmUp(2);
    warmUp(2);
    await expect.poll(threads, SOON).toBe(before + 2 * one);
    await drain();
    await expect.poll(threads, SOON).toBeLessThanOrEqual(before);
  });

  it('are bounded in number', async () => {
    const one = await threadsOfOne();
    const before = threads();
    warmUp(1000);
    await expect.poll(threads, SOON).toBe(before + 16 * one);
    await drain();
    await expect.poll(threads, SOON).toBeLessThanOrEqual(before);
  });

  it('serve the next player', async () => {
    warmUp();
    await using player = await Player.open(clip, { device });
    expect(await count(player.frames())).toBe(30);
  });

  it('are drained without harm to those at work', async () => {
    await using player = await Player.open(clip, { device });
    const frames = player.frames();
    (await frames.next()).value?.close();
    await drain();
    expect(await count(frames)).toBe(29);
  });

  it('are there again after a drain', async () => {
    const before = threads();
    for (let i = 0; i < 3; i++) {
      const player = await Player.open(clip, { device });
      expect(await count(player.frames())).toBe(30);
      await player.close();
      await drain();
    }
    await expect.poll(threads, SOON).toBeLessThanOrEqual(before);
  });
});

it("a GPU that is made ready while a thread loads is nobody's after a drain", async () => {
  const gpuDriver = { cuda: softCudaPath, cuvid: softCuvidPath };
  const gpu = CudaDriver.load(softCudaPath).device(0);
  await drain();
  for (const choice of [0, 'auto'] as const) {
    const player = await Player.open(clip, { device: choice, gpuDriver });
    expect(gpu.primaryContextState().active).toBe(true);
    await player.close();
    await drain();
    await expect.poll(() => gpu.primaryContextState().active, SOON).toBe(false);
  }
});
