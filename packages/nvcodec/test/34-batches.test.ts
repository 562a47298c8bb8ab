/** Batches: frames in one piece of device memory are the frames one by one, however they were made and whoever made them. */
import { createHash } from 'node:crypto';
import { CudaDriver } from '@nvcodec/cuda-driver';
import { softDriverPaths } from '@nvcodec/soft-driver';
import {
  type Batch,
  type BatchesOptions,
  batches,
  DecodeSession,
  DisposedError,
  type Frame,
  type FramePixels,
  type FramesOptions,
  Player,
  UnsupportedFormatError,
} from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { device, fixture, keepContext } from './support.js';

keepContext();

const clip = fixture('clip.mp4');
const driver = CudaDriver.load(device === 'soft' ? softDriverPaths().cuda : undefined);

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
const bytesOf = ({ buffer, byteOffset, byteLength }: FramePixels): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

type Told = Pick<Frame, 'index' | 'pts' | 'timeBase' | 'timestamp' | 'duration' | 'key' | 'status'>;

/** Everything that a batch tells of a frame, and its samples. */
function facts(told: Told, samples: Uint8Array): string {
  const { index, pts, timeBase, timestamp, duration, key, status } = told;
  return [index, pts, timeBase.num, timeBase.den, timestamp, duration, key, status, md5(samples)].join(' ');
}

async function oneByOne(frames: AsyncIterable<Frame> | Iterable<Frame>): Promise<string[]> {
  const seen: string[] = [];
  for await (using frame of frames) seen.push(facts(frame, bytesOf(await frame.download())));
  return seen;
}

interface Seen {
  readonly frames: string[];
  readonly lengths: number[];
  readonly shapes: string[];
}

async function inBatches(all: AsyncIterable<Batch>): Promise<Seen> {
  const seen: Seen = { frames: [], lengths: [], shapes: [] };
  for await (using batch of all) {
    const samples = bytesOf(await batch.download());
    const { byteLength } = batch.layout.image;
    expect(samples.byteLength).toBe(batch.length * byteLength);
    batch.frames.forEach((frame, i) => {
      seen.frames.push(facts(frame, samples.subarray(i * byteLength, (i + 1) * byteLength)));
    });
    seen.lengths.push(batch.length);
    seen.shapes.push(`${batch.tensor.dtype} ${batch.tensor.shape} ${batch.tensor.strides}`);
  }
  return seen;
}

const forNetwork: FramesOptions = {
  format: 'rgb444pf16',
  size: { width: 64, height: 48 },
  fit: 'contain',
  normalization: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
};

describe('batches', () => {
  it.each([
    ['as decoded', {}, 'uint8 8,540,640 345600,640,1'],
    ['NHWC', { format: 'rgb24', size: { width: 64, height: 48 } }, 'uint8 8,48,64,3 9216,192,3,1'],
    ['NCHW, normalised', forNetwork, 'float16 8,3,48,64 9216,3072,64,1'],
  ] as [string, FramesOptions, string][])(
    '%s are the frames, one behind the other',
    async (_, options, shape) => {
      await using player = await Player.open(clip, { device });
      const stretch = { ...options, start: 1, end: 2 };
      const frames = await oneByOne(player.frames(stretch));
      expect(frames).toHaveLength(30);
      const seen = await inBatches(player.batches({ ...stretch, batchSize: 8 }));
      expect(seen.frames).toEqual(frames);
      expect(seen.lengths).toEqual([8, 8, 8, 6]);
      expect(seen.shapes[0]).toBe(shape);
    },
  );

  it('leave an incomplete last one out when told to', async () => {
    await using player = await Player.open(clip, { device });
    const lengths = async (end: number): Promise<number[]> =>
      (await inBatches(player.batches({ start: 0, end, batchSize: 8, last: 'drop' }))).lengths;
    expect(await lengths(29.5 / 30)).toEqual([8, 8, 8]);
    expect(await lengths(15.5 / 30)).toEqual([8, 8]);
    expect(await lengths(5 / 30)).toEqual([]);
  });

  it('go across the segments of several sessions', async () => {
    await using one = await Player.open(clip, { device });
    const frames = await oneByOne(one.frames(forNetwork));
    await using player = await Player.open(clip, { device, sessions: 3 });
    const seen = await inBatches(player.batches({ ...forNetwork, batchSize: 25 }));
    expect(player.sessions.count).toBe(3);
    expect(seen.frames).toEqual(frames);
    expect(seen.lengths).toEqual([25, 25, 25, 25, 25, 25, 25, 5]);
  });

  it('are made of any frames: by time, by number, of a session, of several videos', async () => {
    const options: FramesOptions = { format: 'rgb24', size: { width: 64, height: 48 } };
    await using player = await Player.open(clip, { device });
    const times = [4, 0.5, 0.5, 2];
    const byTime = await inBatches(batches(player.framesAt(times, options), { size: 3 }));
    expect(byTime.frames).toEqual(await oneByOne(player.framesAt(times, options)));
    expect(byTime.lengths).toEqual([3, 1]);
    await using other = await Player.open(fixture('h264.h264'), { device });
    async function* both(): AsyncGenerator<Frame, void, undefined> {
      yield* player.framesAtIndices([9, 3], options);
      yield* other.framesAtIndices([7, 1], options);
    }
    const together = await inBatches(batches(both(), { size: 4 }));
    expect(together.frames).toEqual(await oneByOne(both()));
    expect(together.lengths).toEqual([4]);
    using session = DecodeSession.open(clip, { device });
    const ofSession = await inBatches(batches(session.frames({ ...options, end: 0.3 }), { size: 5 }));
    expect(ofSession.frames).toEqual(await oneByOne(session.frames({ ...options, start: 0, end: 0.3 })));
    expect(ofSession.lengths).toEqual([5, 4]);
  });

  it('of a video that changes need a size and a format', async () => {
    await using player = await Player.open(fixture('changes.h264'), { device });
    const seen: number[] = [];
    const iterate = async (): Promise<void> => {
      for await (using batch of player.batches({ batchSize: 4 })) seen.push(batch.length);
    };
    await expect(iterate()).rejects.toThrow(
      /frame 5 is 174x142 nv12, and its batch of 176x144 nv12: give .* size/,
    );
    expect(seen).toEqual([4]);
    const options: FramesOptions = { format: 'rgb24', size: { width: 96, height: 80 }, start: 0 };
    const frames = await oneByOne(player.frames(options));
    expect(frames).toHaveLength(20);
    expect((await inBatches(player.batches({ ...options, batchSize: 8 }))).frames).toEqual(frames);
  });
});

/** How often device memory is allocated on this thread while `work` runs, and how often it is not freed. */
async function memoryOf(work: () => Promise<void>): Promise<{ left: number; allocations: number }> {
  const { raw } = driver;
  const { cuMemAlloc_v2: allocate, cuMemFree_v2: free } = raw;
  const sizes = new Map<bigint, number>();
  let allocations = 0;
  const allocating = (out: BigUint64Array, bytes: number): number => {
    const status = allocate(out, bytes);
    allocations += 1;
    sizes.set(out[0] as bigint, bytes);
    return status;
  };
  const freeing = (pointer: bigint): number => {
    sizes.delete(pointer);
    return free(pointer as Parameters<typeof free>[0]);
  };
  Object.defineProperty(raw, 'cuMemAlloc_v2', { value: allocating, configurable: true });
  Object.defineProperty(raw, 'cuMemFree_v2', { value: freeing, configurable: true });
  try {
    await work();
  } finally {
    Object.defineProperty(raw, 'cuMemAlloc_v2', { value: allocate, configurable: true });
    Object.defineProperty(raw, 'cuMemFree_v2', { value: free, configurable: true });
  }
  return { left: sizes.size, allocations };
}

describe('the memory of batches', () => {
  it('is used again, and freed in the end', async () => {
    await using player = await Player.open(clip, { device });
    const { left, allocations } = await memoryOf(async () => {
      const seen = await inBatches(player.batches({ ...forNetwork, batchSize: 10 }));
      expect(seen.lengths).toHaveLength(18);
    });
    expect({ left, allocations }).toEqual({ left: 0, allocations: 1 });
  });

  it('outlives the player with the batches that are held', async () => {
    const held: Batch[] = [];
    let alone: string[] = [];
    const { left, allocations } = await memoryOf(async () => {
      await using player = await Player.open(clip, { device });
      alone = await oneByOne(player.frames({ ...forNetwork, end: 1 }));
      for await (const batch of player.batches({ ...forNetwork, start: 0, end: 1, batchSize: 10 }))
        held.push(batch);
      await player.close();
      expect(held.flatMap(({ frames }) => frames.map(({ index }) => index))).toEqual([...alone.keys()]);
      const samples = held.map((batch) => bytesOf(batch.downloadSync()));
      const hashes = samples.flatMap((all) =>
        Array.from({ length: 10 }, (_, i) =>
          md5(all.subarray((i * all.length) / 10, ((i + 1) * all.length) / 10)),
        ),
      );
      expect(hashes).toEqual(alone.map((line) => line.split(' ').at(-1)));
      for (const batch of held) {
        const late = batch.download();
        batch.close();
        batch.close();
        expect(batch.closed).toBe(true);
        await late;
        expect(() => batch.tensor).toThrow(DisposedError);
        await expect(batch.download()).rejects.toThrow('this Batch is closed');
      }
    });
    expect({ left, allocations }).toEqual({ left: 0, allocations: 3 });
  });

  it('is freed when the iteration is left, aborted or fails', async () => {
    await using player = await Player.open(clip, { device });
    const options = { ...forNetwork, start: 0, batchSize: 7 };
    const { left, allocations } = await memoryOf(async () => {
      for await (using batch of player.batches(options)) if (batch.frames[0]?.index === 7) break;
      const abort = new AbortController();
      const aborted = async (): Promise<void> => {
        for await (using batch of player.batches({ ...options, signal: abort.signal }))
          abort.abort(new Error(`enough after ${batch.length}`));
      };
      await expect(aborted()).rejects.toThrow('enough after 7');
      async function* failing(): AsyncGenerator<Frame, void, undefined> {
        yield* player.framesAtIndices([1, 2], forNetwork);
        throw new Error('no more frames');
      }
      await expect(inBatches(batches(failing(), { size: 7 }))).rejects.toThrow('no more frames');
    });
    expect({ left, allocations }).toEqual({ left: 0, allocations: 3 });
    // Whatever ended before, the player goes on.
    expect((await inBatches(player.batches({ ...options, end: 0.5 }))).lengths).toEqual([7, 7, 1]);
  });

  it('takes an array of the right size only', async () => {
    await using player = await Player.open(clip, { device });
    for await (using batch of player.batches({ format: 'rgb24', batchSize: 2, end: 0.1 })) {
      const into = new Uint8Array(batch.layout.byteLength);
      expect(await batch.download(into)).toBe(into);
      expect(md5(into)).toBe(md5(bytesOf(batch.downloadSync())));
      await expect(batch.download(new Uint8Array(5))).rejects.toThrow(/into: 5 bytes, but the batch has/);
      break;
    }
  });
});

it('options that make no sense are refused', async () => {
  const none: Frame[] = [];
  for (const size of [0, -1, 1.5, Number.NaN])
    await expect(batches(none, { size }).next()).rejects.toThrow(RangeError);
  const odd = { size: 1, last: 'pad' } as unknown as BatchesOptions;
  await expect(batches(none, odd).next()).rejects.toThrow(/'pad' is neither 'short' nor 'drop'/);
  await using player = await Player.open(clip, { device });
  const normalization = { mean: [0, 0, 0], std: [1, 1, 1] } as const;
  const bytes = player.batches({ batchSize: 2, format: 'rgb24', normalization });
  await expect(bytes.next()).rejects.toThrow(UnsupportedFormatError);
});
