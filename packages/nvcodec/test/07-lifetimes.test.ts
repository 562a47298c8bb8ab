import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Frame, Player } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { DecodingDevice } from '../src/device/decoding-device.js';
import { FramePool } from '../src/frames/frame-pool.js';
import { Signal } from '../src/signal.js';
import { count, device, fixture } from './support.js';

const clip = fixture('h264.h264');

class Abandoned extends Error {}

async function openAndLeave(how: number): Promise<void> {
  const player = await Player.open(clip, { device });
  try {
    for await (using frame of player.frames({ format: how === 0 ? 'rgb24' : 'nv12' })) {
      if (frame.index === 3 && how === 1) break;
      if (frame.index === 3 && how === 2) throw new Abandoned();
    }
  } catch (error) {
    if (!(error instanceof Abandoned)) throw error;
  } finally {
    await player.close();
  }
}

const openFiles = (): number => readdirSync('/proc/self/fd').length;
const threads = (): number => readdirSync('/proc/self/task').length;

describe('opening and closing', () => {
  it('again and again leaves no file and no thread behind', async () => {
    for (let i = 0; i < 6; i++) await openAndLeave(i % 3);
    const before = { files: openFiles(), threads: threads() };
    for (let i = 0; i < 24; i++) await openAndLeave(i % 3);
    await expect.poll(openFiles).toBeLessThanOrEqual(before.files);
    await expect.poll(threads).toBeLessThanOrEqual(before.threads);
  });

  it('in the middle of an iteration ends it with an error', async () => {
    const player = await Player.open(clip, { device });
    const frames = player.frames();
    (await frames.next()).value?.close();
    await player.close();
    await expect(frames.next()).rejects.toThrow(/closed/);
  });

  it('of two players at once works', async () => {
    const counts = await Promise.all(
      [1, 2, 3].map(async () => {
        await using player = await Player.open(clip, { device });
        return await count(player.frames());
      }),
    );
    expect(counts).toEqual([30, 30, 30]);
  });
});

describe('an AbortSignal', () => {
  it('that has fired opens nothing', async () => {
    const reason = new Error('not any more');
    await expect(Player.open(clip, { device, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('ends an iteration with its reason, and the player can go on', async () => {
    await using player = await Player.open(clip, { device });
    const controller = new AbortController();
    const reason = new Error('enough');
    const seen: number[] = [];
    const run = async () => {
      for await (using frame of player.frames({ signal: controller.signal })) {
        seen.push(frame.index);
        if (frame.index === 4) controller.abort(reason);
      }
    };
    await expect(run()).rejects.toBe(reason);
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect(await count(player.frames({ start: 0 }))).toBe(30);
  });
});

describe('the decoder', () => {
  it('runs ahead by numFrames and then waits for its reader', async () => {
    await using player = await Player.open(clip, { device, numFrames: 2 });
    const frames = player.frames();
    const first = (await frames.next()).value as Frame;
    await sleep(50);
    const rest: Frame[] = [];
    for await (const frame of frames) rest.push(frame);
    expect([first, ...rest].map((frame) => frame.index)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    for (const frame of [first, ...rest]) frame.close();
  });

  it('does not keep a process alive that has done with it', async () => {
    const { spawnSync } = await import('node:child_process');
    const program = `
      import { Player } from 'nvcodec';
      const player = await Player.open(process.argv[1], { device: ${JSON.stringify(device)} });
      for await (const frame of player.frames()) { frame.close(); break; }
      process.stdout.write('done');
    `;
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program, clip], {
      cwd: fixture('../packages/nvcodec'),
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect({ stdout, status }).toEqual({ stdout: 'done', status: 0 });
  });
});

describe("the frames' memory", () => {
  it('is not lost when an older disposal has failed', () => {
    const opened = device === 'soft' ? DecodingDevice.soft() : DecodingDevice.gpu(0);
    const { context } = opened;
    const pool = new FramePool(context, new Signal(), 1);
    const free = (): number => context.run(() => context.memoryInfo().free);
    pool.words.release(pool.acquire(64 << 20).id);
    pool.close();
    const before = free();
    context.driver.failures.record(new Error('an older disposal'));
    expect(() => pool.acquire(64 << 20)).toThrow('an older disposal');
    expect(free()).toBe(before);
    opened.close();
  });
});
