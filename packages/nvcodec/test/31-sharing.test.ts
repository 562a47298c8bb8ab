/** How several sessions share one file: order, memory, single frames, and every way in which an iteration can end. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Demuxer } from '@nvcodec/demux-ffmpeg';
import { VideoDecoder } from '@nvcodec/nvcuvid';
import fc from 'fast-check';
import {
  DamagedFrameError,
  DecodeSession,
  type Frame,
  type FramesInOptions,
  NoFrameError,
  Player,
  type PlayerOptions,
  Screenshoter,
} from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { corpus, numberIn, pathOf } from './corpus.js';
import { device, fixture } from './support.js';

const seed = Number(process.env.NVCODEC_ACCESS_SEED ?? 1);

function clipOf(name: string): { readonly path: string; readonly frames: number } {
  const clip = corpus().find(({ file }) => file === name);
  if (clip === undefined) throw new Error(`the corpus has no ${name}`);
  return { path: pathOf(clip), frames: clip.frames };
}

const { path, frames } = clipOf('h264-gop15.mp4');
const openGop = clipOf('hevc-open-gop.mkv');

/** Where the packet of that number begins in the file. */
function positionOf(packet: number): number {
  using demuxer = Demuxer.openSync(path);
  for (let i = 0; i < packet; i++) demuxer.readSync()?.close();
  using found = demuxer.readSync();
  if (found?.position == null) throw new Error(`packet ${packet} lies nowhere`);
  return found.position;
}

const open = (options: PlayerOptions = {}): Promise<Player> =>
  Player.open(path, { device, sessions: 3, ...options });

async function numbersOf(frames: AsyncIterable<Frame>): Promise<number[]> {
  const numbers: number[] = [];
  for await (using frame of frames) numbers.push(numberIn(frame));
  return numbers;
}

const upTo = (count: number, from = 0): number[] => Array.from({ length: count - from }, (_, i) => from + i);

describe('the sessions of a player', () => {
  it('are as many as were asked for and as there are segments', async () => {
    await using three = await open();
    expect(await numbersOf(three.frames())).toEqual(upTo(frames));
    expect(three.sessions).toEqual({ count: 3, reason: undefined });
    await using many = await open({ sessions: 40 });
    expect(await numbersOf(many.frames())).toEqual(upTo(frames));
    expect(many.sessions).toEqual({ count: 5, reason: 'the number of segments allows no more' });
  });

  it('are one where the video cannot be cut, and say why', async () => {
    const reasons: [string, RegExp][] = [
      ['h264.h264', /does not tell when each picture is shown/],
      ['vp9-gop250.webm', /only one keyframe/],
      ['h264-intra-refresh.mp4', /without a scan/],
    ];
    for (const [name, reason] of reasons) {
      const clip = clipOf(name);
      await using player = await Player.open(clip.path, { device, sessions: 3 });
      expect(await numbersOf(player.frames())).toHaveLength(clip.frames);
      expect(player.sessions.count).toBe(1);
      expect(player.sessions.reason).toMatch(reason);
    }
  });

  it("are not opened by 'auto' for a video that one has decoded before they are there", async () => {
    await using player = await open({ sessions: 'auto' });
    expect(await numbersOf(player.frames())).toEqual(upTo(frames));
    expect(player.sessions.count).toBe(1);
    expect(player.sessions.reason).toMatch(/length of the stretch|keeps the device busy/);
  });

  it.each([0, -1, 1.5, Number.NaN])('cannot be %d', async (sessions) => {
    await expect(open({ sessions })).rejects.toThrow(RangeError);
    await expect(open({ memoryBudget: sessions === 1.5 ? -1.5 : sessions })).rejects.toThrow(RangeError);
  });

  it('are fewer where their frames do not fit the memory budget, down to one', async () => {
    await using roomy = await open();
    const frameBytes = roomy.info.outputSize.width * roomy.info.outputSize.height * 1.5;
    const counts: number[] = [];
    for (const held of [31, 16, 4, 1]) {
      await using player = await open({ sessions: 5, memoryBudget: held * frameBytes });
      expect(await numbersOf(player.frames())).toEqual(upTo(frames));
      counts.push(player.sessions.count);
    }
    expect(counts).toEqual([3, 2, 2, 1]);
  });

  it('give every frame once, in whatever order, where none is asked for', async () => {
    await using player = await open();
    const numbers = await numbersOf(player.frames({ ordered: false }));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(upTo(frames));
    expect(player.sessions.count).toBe(3);
    const indices: number[] = [];
    for await (using frame of player.frames({ ordered: false, start: 0 })) indices.push(frame.index);
    expect(indices).toEqual(upTo(frames));
  });

  it('decode hardly a picture that nobody wants', () => {
    using session = DecodeSession.open(path, { device });
    const { keyframes } = session.cuts();
    for (const _ of session.pictures({ after: -1n, before: 0n }))
      throw new Error('a picture before the first');
    let decoded = 0;
    const decode = VideoDecoder.prototype.decode;
    VideoDecoder.prototype.decode = function (...parameters): void {
      decoded++;
      decode.apply(this, parameters);
    };
    try {
      for (const [i, pts] of keyframes.entries()) {
        decoded = 0;
        let shown = 0;
        for (const picture of session.pictures({ after: pts - 1n, before: keyframes[i + 1] })) {
          picture.close();
          shown++;
        }
        expect({ shown, decoded }).toEqual({ shown: 15, decoded: 15 });
      }
    } finally {
      VideoDecoder.prototype.decode = decode;
    }
  });
});

describe('an iteration of several sessions', () => {
  it('goes on behind what the user got', async () => {
    await using player = await open();
    const seen: number[] = [];
    for (const most of [20, 1, 33, 100]) {
      for await (using frame of player.frames()) {
        seen.push(numberIn(frame));
        if (frame.index === most - 1) break;
      }
    }
    expect(seen).toEqual(upTo(frames));
    expect(await numbersOf(player.frames())).toEqual([]);
    await player.seek(1);
    expect((await numbersOf(player.frames()))[0]).toBe(30);
    expect(await numbersOf(player.frames({ start: 0, end: 1 }))).toEqual(upTo(30));
    using next = await player.frameAtIndex(3);
    expect(numberIn(next)).toBe(3);
    expect(await numbersOf(player.frames())).toEqual(upTo(frames, 30));
  });

  it('ends with the reason of a signal', async () => {
    await using player = await open();
    const stop = new AbortController();
    const reason = new Error('enough');
    const run = async (): Promise<void> => {
      for await (using frame of player.frames({ signal: stop.signal }))
        if (frame.index === 17) stop.abort(reason);
    };
    await expect(run()).rejects.toBe(reason);
    expect(await numbersOf(player.frames())).toEqual(upTo(frames, 18));
  });

  it('ends when the player is closed, and leaves frames that are held', async () => {
    const player = await open();
    const iteration = player.frames();
    const { value: frame } = await iteration.next();
    await player.close();
    await expect(iteration.next()).rejects.toThrow(/closed/);
    if (frame === undefined) throw new Error('no frame came');
    expect(numberIn(frame)).toBe(0);
    frame.close();
  });

  it('is the only one', async () => {
    await using player = await open();
    const iteration = player.frames();
    (await iteration.next()).value?.close();
    await expect(player.frames().next()).rejects.toThrow(/under way/);
    await expect(player.seek(0)).rejects.toThrow(/under way/);
    await iteration.return();
    expect(await numbersOf(player.frames({ start: 2 }))).toEqual(upTo(frames, 60));
  });

  it('gives all frames before a damaged one, then its error', async () => {
    const bytes = readFileSync(path);
    // Its first unit is longer than the packet. Pictures of damaged data would not do: how many FFmpeg conceals in time varies.
    bytes.writeUInt32BE(0x7fffffff, positionOf(67));
    const seen = async (sessions: number): Promise<{ pts: bigint[]; error: string }> => {
      await using player = await Player.open(new Uint8Array(bytes), { device, sessions, onError: 'throw' });
      const pts: bigint[] = [];
      try {
        for await (using frame of player.frames()) pts.push(frame.pts);
      } catch (error) {
        expect(error).toBeInstanceOf(DamagedFrameError);
        return { pts, error: (error as Error).message };
      }
      throw new Error('no error came');
    };
    const alone = await seen(1);
    expect(alone.pts.length).toBeGreaterThan(50);
    const shared = await seen(4);
    expect(shared.error).toBe(alone.error);
    expect(shared.pts).toEqual(alone.pts);
  });

  it('leaves no file and no thread behind, however it ends', async () => {
    const life = async (how: number): Promise<void> => {
      await using player = await open();
      for await (using frame of player.frames({ format: 'rgb24' }))
        if (frame.index === 3 * how && how < 3) break;
    };
    const files = (): number => readdirSync('/proc/self/fd').length;
    const threads = (): number => readdirSync('/proc/self/task').length;
    for (let i = 0; i < 4; i++) await life(i);
    const before = { files: files(), threads: threads() };
    for (let i = 0; i < 8; i++) await life(i % 4);
    await expect.poll(files).toBeLessThanOrEqual(before.files);
    await expect.poll(threads).toBeLessThanOrEqual(before.threads);
  });
});

describe('single frames of several sessions', () => {
  it.each([
    ['h264-gop15.mp4', clipOf('h264-gop15.mp4')],
    ['hevc-open-gop.mkv', openGop],
  ])('of %s come in the order asked for', async (_, clip) => {
    await using player = await Player.open(clip.path, { device, sessions: 3 });
    const index = fc.integer({ min: -clip.frames, max: clip.frames - 1 });
    const { pts, timeBase } = await player.index();
    const timeOf = (i: number): number => (Number(pts[i]) * timeBase.num) / timeBase.den;
    await fc.assert(
      fc.asyncProperty(
        fc.array(index, { minLength: 1, maxLength: 24 }),
        fc.integer({ min: 1, max: 9 }),
        async (asked, window) => {
          const wanted = asked.map((i) => (i < 0 ? clip.frames + i : i));
          expect(await numbersOf(player.framesAtIndices(asked, { window }))).toEqual(wanted);
          expect(await numbersOf(player.framesAt(wanted.map(timeOf), { window }))).toEqual(wanted);
        },
      ),
      { numRuns: 6, seed },
    );
  });

  it.each([
    ['that waits for them', 1, 0],
    ['that waits for them', 3, 0],
    ['that is slow', 1, 100],
    ['that is slow', 3, 100],
  ])(
    'come to a consumer %s before the one that is not there, and then its error, from %i',
    async (_, sessions, pause) => {
      await using player = await open({ sessions });
      const seen: number[] = [];
      const run = async (): Promise<void> => {
        for await (using frame of player.framesAt([2, 0.5, 1, 1000, 0])) {
          seen.push(numberIn(frame));
          await sleep(pause);
        }
      };
      await expect(run()).rejects.toThrow(NoFrameError);
      expect(seen).toEqual([60, 15, 30]);
    },
  );

  it('that no video can have are errors', async () => {
    await using player = await open();
    await expect(numbersOf(player.framesAtIndices([0, frames]))).rejects.toThrow(RangeError);
    await expect(numbersOf(player.framesAt([0, Number.NaN]))).rejects.toThrow(TypeError);
    await expect(numbersOf(player.framesAt([0, 1], { window: 0 }))).rejects.toThrow(RangeError);
  });

  it('and thumbnails are those of one, past the end none', async () => {
    const at = Array.from({ length: 40 }, (_, i) => ((i * 37) % 40) * 0.06);
    const taken = async (sessions: number, accurate: boolean): Promise<string[]> => {
      await using shots = await Screenshoter.open(path, { device, sessions });
      const seen: string[] = [];
      for await (using shot of shots.screenshots({ at, accurate })) seen.push(`${shot.index} ${shot.pts}`);
      for await (using shot of shots.screenshots({ every: 0.3, end: 9, accurate })) seen.push(`${shot.pts}`);
      return seen;
    };
    for (const accurate of [false, true]) expect(await taken(3, accurate)).toEqual(await taken(1, accurate));
  });

  it('come at a rate, or all of a stretch, as from one', async () => {
    const taken = async (player: Player, options: FramesInOptions): Promise<string[]> => {
      const seen: string[] = [];
      for await (using frame of player.framesIn(options)) seen.push(`${frame.index} ${numberIn(frame)}`);
      return seen;
    };
    await using one = await open({ sessions: 1 });
    await using three = await open();
    const rate = fc.constantFrom(undefined, 0.7, 2, 24, 30, 59.94, 240);
    const time = fc.constantFrom(undefined, -1, 0.1, 0.5, 1.24, 2.5, 7);
    await fc.assert(
      fc.asyncProperty(rate, time, time, async (fps, start, end) => {
        expect(await taken(three, { fps, start, end })).toEqual(await taken(one, { fps, start, end }));
      }),
      { numRuns: 20, seed },
    );
    expect(await numbersOf(three.frames({ end: 0.1 }))).toEqual(upTo(3));
  });

  it('may be given up', async () => {
    await using player = await open();
    for await (using frame of player.framesAtIndices([70, 3, 40, 16])) {
      if (frame.index === 1) break;
    }
    expect(await numbersOf(player.frames({ end: 0.5 }))).toEqual(upTo(15));
  });
});

describe('several sessions', () => {
  it('read what one reads from memory or a Blob', async () => {
    const bytes = readFileSync(fixture('clip.mp4'));
    for (const source of [new Uint8Array(bytes), new Blob([bytes])]) {
      await using one = await Player.open(source, { device });
      await using many = await Player.open(source, { device, sessions: 2 });
      const pts = async (player: Player): Promise<bigint[]> => {
        const seen: bigint[] = [];
        for await (using frame of player.frames()) seen.push(frame.pts);
        return seen;
      };
      expect(await pts(many)).toEqual(await pts(one));
    }
  });
});
