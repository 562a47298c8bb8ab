/** Many screenshots of one video, by one session or by several. */
import { createHash } from 'node:crypto';
import { Screenshoter, type ScreenshoterOptions, type ScreenshotsOptions } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { device, fixture } from './support.js';

interface Shot {
  readonly timestamp: number;
  readonly pixels: string;
}

const hash = (pixels: NodeJS.ArrayBufferView): string => createHash('md5').update(pixels).digest('hex');

async function take(
  name: string,
  opening: ScreenshoterOptions,
  options: ScreenshotsOptions,
): Promise<Shot[]> {
  await using shots = await Screenshoter.open(fixture(name), { device, ...opening });
  const taken: Shot[] = [];
  for await (using frame of shots.screenshots(options)) {
    taken.push({ timestamp: frame.timestamp, pixels: hash(await frame.download()) });
  }
  return taken;
}

describe('many screenshots', () => {
  it.each([
    ['clip.mp4', { every: 0.25 }],
    ['clip.mp4', { every: 0.25, accurate: true }],
    ['clip.mp4', { every: 0.4, accurate: true, start: 1, end: 4.5 }],
    ['clip.mp4', { every: 1.5, accurate: true, end: 9 }],
    ['clip.mp4', { every: 1.5, end: 9 }],
    ['clip.mp4', { at: [5, 1, 3.3, 1, 0, 4.2], accurate: true }],
    ['clip.mp4', { at: [5, 1, 3.3, 1, 0, 4.2] }],
    ['edit-list.mp4', { every: 0.1, accurate: true }],
    ['h264.h264', { every: 0.1, end: 0.9, accurate: true }],
  ] as const)('of %s, %j, are the same by several sessions', async (name, options) => {
    const alone = await take(name, { sessions: 1 }, { ...options, size: { width: 64 } });
    expect(alone.length).toBeGreaterThan(2);
    expect(await take(name, { sessions: 3 }, { ...options, size: { width: 64 } })).toEqual(alone);
  });

  it('by many sessions let nothing be warned of', async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error): number => warnings.push(warning);
    process.on('warning', listen);
    const shots = await take('odd-175x143.mp4', { sessions: 12 }, { at: Array(48).fill(0) });
    await new Promise(setImmediate);
    process.off('warning', listen);
    expect(shots).toHaveLength(48);
    expect(warnings).toEqual([]);
  });

  it('end with the error of a time past the end, after those before it', async () => {
    await using shots = await Screenshoter.open(fixture('clip.mp4'), { device, sessions: 3 });
    const times: number[] = [];
    const all = async (): Promise<void> => {
      for await (using frame of shots.screenshots({ at: [1, 3, 7, 5], accurate: true }))
        times.push(frame.timestamp);
    };
    await expect(all()).rejects.toThrow(/no frame is shown at 7 s/);
    expect(times).toEqual([1, 3]);
    using again = await shots.screenshot(5, { accurate: true });
    expect(again.timestamp).toBe(5);
  });
});
