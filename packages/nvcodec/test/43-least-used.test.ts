/** Which of several GPUs `device: 'auto'` takes first. */
import { inspectSystem } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { type GpuUsage, leastUsedFirst, usageOf } from '../src/device/gpu-usage.js';
import { device } from './support.js';

const usage = (decoderPercent: number, usedMemory = 0n): GpuUsage => ({ decoderPercent, usedMemory });

describe('the GPU that is taken first', () => {
  it('is the one whose decoders are least busy', () => {
    const told = [usage(80), usage(5), usage(40), usage(0, 1n)];
    expect(leastUsedFirst([0, 1, 2, 3], (gpu) => told[gpu])).toEqual([1, 3, 2, 0]);
  });

  it('is, of equals, the one with less memory in use: others have sessions that do not decode yet', () => {
    const told = [usage(3, 900n), usage(0, 500n), usage(9, 100n)];
    expect(leastUsedFirst([0, 1, 2], (gpu) => told[gpu])).toEqual([2, 1, 0]);
  });

  it('is the first where nothing is known, and one that is known where something is', () => {
    expect(leastUsedFirst([0, 1, 2], () => undefined)).toEqual([0, 1, 2]);
    expect(leastUsedFirst([0, 1, 2], (gpu) => (gpu === 2 ? usage(99) : undefined))).toEqual([2, 0, 1]);
  });

  it('is not asked for where there is no choice', () => {
    const ask = (): never => expect.fail('asked');
    expect(leastUsedFirst([0], ask)).toEqual([0]);
    expect(leastUsedFirst([], ask)).toEqual([]);
  });
});

describe("NVIDIA's management library", () => {
  it('tells nothing of a GPU that is not there', () => {
    expect(usageOf('GPU-00000000-0000-0000-0000-000000000000')).toBeUndefined();
  });

  it.skipIf(device === 'soft')('tells how busy a GPU is', async () => {
    const [gpu] = (await inspectSystem()).devices;
    const told = usageOf(gpu?.uuid ?? '');
    expect(told?.decoderPercent).toBeLessThanOrEqual(100);
    expect(told?.usedMemory).toBeGreaterThan(0n);
  });
});
