/** Downloads: many at once, in whatever order they are given up, through few pinned buffers. */
import { createHash } from 'node:crypto';
import { CudaDriver } from '@nvcodec/cuda-driver';
import { softDriverPaths } from '@nvcodec/soft-driver';
import { type Frame, type FramePixels, Player } from 'nvcodec';
import { expect, it } from 'vitest';
import { device, fixture } from './support.js';

const driver = CudaDriver.load(device === 'soft' ? softDriverPaths().cuda : undefined);

const md5 = (pixels: FramePixels): string => createHash('md5').update(pixels).digest('hex');

async function take(count: number, format: 'rgb24' | 'nv12', width = 640): Promise<Frame[]> {
  await using player = await Player.open(fixture('clip.mp4'), {
    device,
    numFrames: count,
    targetSize: { width, height: 360 },
  });
  const frames: Frame[] = [];
  for await (const frame of player.frames({ format, end: (count - 0.5) / 30 })) frames.push(frame);
  return frames;
}

/** How often pinned memory is allocated while `work` runs. */
async function pinned(work: () => Promise<void>): Promise<number> {
  const { raw } = driver;
  const allocate = raw.cuMemHostAlloc;
  let count = 0;
  const counting = (...args: Parameters<typeof allocate>): number => {
    count += 1;
    return allocate(...args);
  };
  Object.defineProperty(raw, 'cuMemHostAlloc', { value: counting, configurable: true });
  try {
    await work();
  } finally {
    Object.defineProperty(raw, 'cuMemHostAlloc', { value: allocate, configurable: true });
  }
  return count;
}

it.each([
  ['large frames', 'rgb24', 640],
  ['small frames', 'nv12', 64],
] as const)('%s come down twenty at once as one by one, through four buffers', async (_, format, width) => {
  const frames = await take(20, format, width);
  expect(frames).toHaveLength(20);
  const alone = frames.map((frame) => md5(frame.downloadSync()));
  expect(new Set(alone).size).toBeGreaterThan(10);
  const allocated = await pinned(async () => {
    const together = await Promise.all(frames.map((frame) => frame.download()));
    expect(together.map(md5)).toEqual(alone);
    const again = await Promise.all(frames.map((frame) => frame.download()));
    expect(again.map(md5)).toEqual(alone);
  });
  // One buffer is there since downloadSync.
  expect(allocated).toBe(3);
  for (const frame of frames) frame.close();
});

it('a frame may be closed while its download waits for its turn', async () => {
  const frames = await take(12, 'rgb24');
  const alone = frames.map((frame) => md5(frame.downloadSync()));
  const downloads = frames.map((frame) => frame.download());
  for (const frame of frames) frame.close();
  expect((await Promise.all(downloads)).map(md5)).toEqual(alone);
});

it('one that fails gives its turn on', async () => {
  const frames = await take(6, 'rgb24');
  const { raw } = driver;
  const copy = raw.cuMemcpyDtoHAsync_v2;
  let calls = 0;
  const OUT_OF_MEMORY = 2;
  const failing = (...args: Parameters<typeof copy>): number =>
    ++calls <= 5 ? OUT_OF_MEMORY : copy(...args);
  Object.defineProperty(raw, 'cuMemcpyDtoHAsync_v2', { value: failing, configurable: true });
  try {
    const results = await Promise.allSettled(frames.map((frame) => frame.download()));
    expect(results.map(({ status }) => status)).toEqual([...Array(5).fill('rejected'), 'fulfilled']);
  } finally {
    Object.defineProperty(raw, 'cuMemcpyDtoHAsync_v2', { value: copy, configurable: true });
  }
  for (const frame of frames) frame.close();
});

it('small frames one after another leave the event loop its turns', async () => {
  const [frame] = await take(1, 'nv12', 64);
  if (frame === undefined) throw new Error('there is no frame');
  const pixels = md5(await frame.download());
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const MANY = 100_000;
  for (let i = 0; i < MANY && turns < 3; i++) expect(md5(await frame.download())).toBe(pixels);
  clearInterval(timer);
  expect(turns).toBeGreaterThanOrEqual(3);
  frame.close();
});
