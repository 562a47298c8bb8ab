import { readFileSync } from 'node:fs';
import { DecodeSession, DisposedError, FrameIndex, NoFrameError, Player } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { device, fixture, golden, planarMd5 } from './support.js';

/** Numbers of frames by their time, in a clip of 30 frames per second that starts at 0. */
async function numbers(frames: AsyncIterable<{ timestamp: number; close(): void }>): Promise<number[]> {
  const seen: number[] = [];
  for await (const frame of frames) {
    seen.push(Math.round(frame.timestamp * 30));
    frame.close();
  }
  return seen;
}

/** Opens a player and counts the pictures that are mapped, by the frames it gives. */
const open = (name = 'clip.mp4') => Player.open(fixture(name), { device });

describe('the index', () => {
  it.each([
    'clip.mp4',
    'h264.h264',
    'hevc10.mkv',
    'vp8.webm',
    'vp9.webm',
    'mpeg2.ts',
    'vfr.mp4',
    'edit-list.mp4',
  ])('%s: has the frames that FFmpeg decodes, with their times', async (name) => {
    await using player = await open(name);
    const index = await player.index();
    const expected = golden(name);
    expect(index).toBeInstanceOf(FrameIndex);
    expect(index.count).toBe(expected.length);
    const seen: bigint[] = [];
    for await (using frame of player.frames()) seen.push(frame.pts);
    expect([...index.pts]).toEqual(seen);
    // A raw stream has no times of its own, and FFmpeg lets a transport stream begin at 0.
    if (!['h264.h264', 'mpeg2.ts'].includes(name))
      expect([...index.pts].map(Number)).toEqual(expected.map(({ pts }) => pts));
  });

  it('tells keyframes, times and duration', async () => {
    await using player = await open();
    const index = await player.index();
    expect([...index.keyframes]).toEqual([0, 60, 120]);
    expect(index.timestamp(75)).toBeCloseTo(2.5, 9);
    expect(index.timestamp(-1)).toBeCloseTo(179 / 30, 9);
    expect(index.startTime).toBe(0);
    expect(index.duration).toBeCloseTo(6, 9);
    expect(() => index.timestamp(180)).toThrow(/there is no frame 180: the video has 180, 0 to 179/);
  });

  it('can be had at once from the container, approximately', async () => {
    await using player = await open();
    const estimate = await player.index({ approximate: true });
    expect(estimate).toMatchObject({ count: 180, counted: true, startTime: 0, duration: 6 });
    expect(estimate.keyframeTimes).toHaveLength(3);
    await using raw = await open('h264.h264');
    expect(await raw.index({ approximate: true })).toMatchObject({ counted: false });
  });

  it('is kept, and its making can be stopped', async () => {
    await using player = await open();
    const stop = new AbortController();
    const aborted = player.index({ signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    expect((await player.index()).count).toBe(180);
    expect((await player.index()).count).toBe(180);
  });

  it('ends with the player', async () => {
    const player = await open();
    const both = Promise.allSettled([player.index(), player.frameAtIndex(100)]);
    await player.close();
    for (const outcome of await both) {
      expect(outcome.status).toBe('rejected');
      expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(DisposedError);
    }
  });

  it('leaves a reading where it is', async () => {
    await using player = await open();
    expect(await numbers(player.frames({ start: 1, end: 1.1 }))).toEqual([30, 31, 32]);
    await player.index();
    expect(await numbers(player.frames({ end: 1.2 }))).toEqual([33, 34, 35]);
  });

  it.each([true, false])(
    'of functions that can seek (%s) is made beside a reading, or refused',
    (seekable) => {
      const bytes = readFileSync(fixture('hevc10.mkv'));
      let at = 0;
      const read = (buffer: Uint8Array): number => {
        const part = bytes.subarray(at, at + buffer.length);
        buffer.set(part);
        at += part.length;
        return part.length;
      };
      const seek = (to: number): void => {
        at = to;
      };
      using session = DecodeSession.open(seekable ? { read, seek } : { read }, { device });
      const seen: bigint[] = [];
      for (using frame of session.frames()) {
        if (seen.push(frame.pts) !== 3) continue;
        if (seekable) expect(session.index().count).toBe(24);
        else expect(() => session.index()).toThrow(/no seek\(\): it cannot be read a second time/);
      }
      expect(seen).toEqual(golden('hevc10.mkv').map(({ pts }) => BigInt(pts)));
    },
  );

  it('of a Blob reads it through the event loop', async () => {
    const blob = new Blob([readFileSync(fixture('clip.mp4'))]);
    await using player = await Player.open(blob, { device });
    expect(await numbers(player.frames({ end: 0.1 }))).toEqual([0, 1, 2]);
    expect((await player.index()).count).toBe(180);
    expect(await numbers(player.frames({ end: 0.2 }))).toEqual([3, 4, 5]);
  });
});

describe('frames by number', () => {
  it('come in the order asked for, duplicates kept, and are those of a reading', async () => {
    await using player = await open();
    const asked = [100, 3, 3, 179, -1, 59, 60, 0, -180, 3];
    const expected = golden('clip.mp4');
    const seen: { md5: string; index: number }[] = [];
    for await (using frame of player.framesAtIndices(asked, { window: 4 })) {
      seen.push({ md5: await planarMd5(frame, player.info), index: frame.index });
    }
    expect(seen).toEqual(asked.map((i, index) => ({ md5: expected.at(i)?.md5, index })));
  });

  it('may be asked for one by one, at the same time', async () => {
    await using player = await open('vfr.mp4');
    const expected = golden('vfr.mp4');
    const asked = [29, 0, 15, 15];
    const frames = await Promise.all(asked.map((i) => player.frameAtIndex(i)));
    const hashes = await Promise.all(frames.map((frame) => planarMd5(frame, player.info)));
    for (const frame of frames) frame.close();
    expect(hashes).toEqual(asked.map((i) => expected[i]?.md5));
  });

  it.each([180, -181, 1e9])('refuse frame %d and say how many there are', async (index) => {
    await using player = await open();
    await expect(player.frameAtIndex(index)).rejects.toThrow(RangeError);
    await expect(player.frameAtIndex(index)).rejects.toThrow(`there is no frame ${index}: the video has 180`);
    using frame = await player.frameAtIndex(179);
    expect(frame.timestamp).toBeCloseTo(179 / 30, 9);
  });

  it.each([1.5, Number.NaN])('refuse %d, which is no whole number', async (index) => {
    await using player = await open();
    await expect(player.frameAtIndex(index)).rejects.toThrow(TypeError);
  });

  it('end where the user leaves, and what was made ahead is given back', async () => {
    await using player = await open();
    for await (using frame of player.framesAtIndices([170, 10, 90, 5])) {
      expect(Math.round(frame.timestamp * 30)).toBe(170);
      break;
    }
    expect(await numbers(player.framesAtIndices([4, 2]))).toEqual([4, 2]);
  });
});

describe('frames by time', () => {
  it('are those shown then, of a variable frame rate too', async () => {
    await using player = await open('vfr.mp4');
    const { pts, timeBase, count } = await player.index();
    const seconds = (ticks: bigint): number => (Number(ticks) * timeBase.num) / timeBase.den;
    const middles = Array.from({ length: count - 1 }, (_, i) => {
      const [begin, end] = [pts[i] ?? 0n, pts[i + 1] ?? 0n];
      return seconds(begin) + 0.9 * seconds(end - begin);
    });
    await using fresh = await open('vfr.mp4');
    const seen: bigint[] = [];
    for await (using frame of fresh.framesAt([...middles].reverse())) seen.push(frame.pts);
    expect(seen).toEqual([...pts.slice(0, -1)].reverse());
  });

  it('keep order and duplicates', async () => {
    await using player = await open();
    const times = [5.99, 0, 2.51, 2.5, 0.01, 2.52];
    expect(await numbers(player.framesAt(times, { window: 2 }))).toEqual([179, 0, 75, 75, 0, 75]);
  });

  it('give the first frame before the start, and none past the end', async () => {
    await using player = await open();
    using first = await player.frameAt(-10);
    expect(first.pts).toBe(0n);
    await expect(player.frameAt(6)).rejects.toThrow(NoFrameError);
    await expect(player.frameAt(1e6)).rejects.toThrow(
      /no frame is shown at 1000000 s: it runs from 0 to 6 s/,
    );
    await expect(player.frameAt(Number.NaN)).rejects.toThrow(TypeError);
    const seen: number[] = [];
    await expect(async () => {
      for await (using frame of player.framesAt([1, 7, 2])) seen.push(frame.timestamp);
    }).rejects.toThrow(NoFrameError);
    expect(seen).toEqual([1]);
  });

  it('leave the place where a reading goes on', async () => {
    await using player = await open();
    expect(await numbers(player.frames({ end: 0.1 }))).toEqual([0, 1, 2]);
    (await player.frameAt(3)).close();
    (await player.frameAtIndex(150)).close();
    expect(await numbers(player.framesIn({ start: 4, end: 4.1 }))).toEqual([120, 121, 122]);
    expect(await numbers(player.frames({ end: 0.2 }))).toEqual([3, 4, 5]);
  });

  it('are refused during an iteration, which then goes on', async () => {
    await using player = await open();
    const seen: number[] = [];
    for await (using frame of player.frames({ end: 0.2 })) {
      seen.push(Math.round(frame.timestamp * 30));
      await expect(player.frameAt(3)).rejects.toThrow(/under way/);
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('frames of a stretch', () => {
  it('come all, at steps, or at a rate', async () => {
    await using player = await open();
    expect(await numbers(player.framesIn({ start: 5.9 }))).toEqual([177, 178, 179]);
    expect(await numbers(player.framesIn({ start: 1, end: 2, step: 12 }))).toEqual([30, 42, 54]);
    expect(await numbers(player.framesIn({ start: 1, end: 2, fps: 4 }))).toEqual([30, 37, 45, 52]);
    expect(await numbers(player.framesIn({ start: 5.9, fps: 60 }))).toEqual([177, 177, 178, 178, 179, 179]);
    await player.index();
    expect(await numbers(player.framesIn({ step: 50 }))).toEqual([0, 50, 100, 150]);
  });

  it.each([
    [{ step: 0 }, RangeError],
    [{ step: 1.5 }, RangeError],
    [{ fps: 0 }, RangeError],
    [{ fps: 1, step: 1 }, TypeError],
  ])('refuse %o', async (options, error) => {
    await using player = await open();
    await expect(player.framesIn(options).next()).rejects.toThrow(error);
  });
});

describe('an iteration that is aborted before its first frame', () => {
  const aborted = AbortSignal.abort(new Error('enough'));

  async function abortSoon(player: Player, options: { start?: number } = {}): Promise<void> {
    const stop = new AbortController();
    const next = player.frames({ ...options, signal: stop.signal }).next();
    stop.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
  }

  it('keeps the place of a player that has given nothing', async () => {
    await using player = await open();
    await abortSoon(player);
    await expect(player.frames({ signal: aborted }).next()).rejects.toThrow('enough');
    expect(await numbers(player.frames({ end: 0.1 }))).toEqual([0, 1, 2]);
  });

  it('keeps its own start, and that of a seek', async () => {
    await using player = await open();
    await abortSoon(player, { start: 2 });
    expect(await numbers(player.frames({ end: 2.1 }))).toEqual([60, 61, 62]);
    await player.seek(4);
    await abortSoon(player);
    expect(await numbers(player.frames({ end: 4.1 }))).toEqual([120, 121, 122]);
    await abortSoon(player);
    expect(await numbers(player.frames({ end: 4.2 }))).toEqual([123, 124, 125]);
  });
});

describe('a session on its own thread', () => {
  it('takes the same frames in the same ways', () => {
    using session = DecodeSession.open(fixture('clip.mp4'), { device });
    const seen = (frames: Iterable<{ timestamp: number; close(): void }>): number[] =>
      [...frames].map((frame) => {
        frame.close();
        return Math.round(frame.timestamp * 30);
      });
    expect(seen(session.framesAt([4, 1, 1]))).toEqual([120, 30, 30]);
    expect(seen(session.framesAtIndices([-1, 7, 100, 7], { window: 2 }))).toEqual([179, 7, 100, 7]);
    expect(seen(session.framesIn({ start: 1, end: 1.5, fps: 10 }))).toEqual([30, 33, 36, 39, 42]);
    using frame = session.frameAt(3);
    using same = session.frameAtIndex(90);
    expect(same.downloadSync()).toEqual(frame.downloadSync());
    expect(session.index().count).toBe(180);
    expect(seen(session.frames({ end: 0.1 }))).toEqual([0, 1, 2]);
  });

  it('goes on with a reading in which single frames are taken', () => {
    using session = DecodeSession.open(fixture('clip.mp4'), { device });
    const seen: number[] = [];
    for (using frame of session.frames({ start: 1, end: 1.2 })) {
      using other = session.frameAt(5);
      seen.push(Math.round(frame.timestamp * 30), Math.round(other.timestamp * 30));
    }
    expect(seen).toEqual([30, 31, 32, 33, 34, 35].flatMap((i) => [i, 150]));
  });
});
