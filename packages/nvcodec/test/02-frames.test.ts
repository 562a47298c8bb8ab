import { type Frame, Player, UnsupportedFormatError } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { count, device, fixture, golden, planarMd5 } from './support.js';

/** Bit-exact by their standards. */
const exact = [
  'clip.mp4',
  'h264.h264',
  'hevc10.mkv',
  'vp8.webm',
  'vp9.webm',
  'vfr.mp4',
  'edit-list.mp4',
  'rotated.mp4',
  'odd-175x143.mp4',
  'sps-crop.h264',
];

describe('frames', () => {
  it.each(exact)('%s: the bytes of every frame are those of FFmpeg', async (name) => {
    await using player = await Player.open(fixture(name), { device });
    const hashes: string[] = [];
    for await (using frame of player.frames()) hashes.push(await planarMd5(frame, player.info));
    expect(hashes).toEqual(golden(name).map((frame) => frame.md5));
  });

  it('come in display order with increasing timestamps, each with its number', async () => {
    await using player = await Player.open(fixture('clip.mp4'), { device });
    let index = 0;
    let last = -1;
    for await (using frame of player.frames()) {
      expect(frame.index).toBe(index++);
      expect(frame.timestamp).toBeGreaterThan(last);
      expect(frame.timestamp).toBeCloseTo((Number(frame.pts) * frame.timeBase.num) / frame.timeBase.den, 9);
      expect(frame.duration).toBeCloseTo(1 / 30, 3);
      expect(frame.status).toBe('clean');
      last = frame.timestamp;
    }
    expect(index).toBe(180);
  });

  it('can be had of a stretch: start included, end not', async () => {
    await using player = await Player.open(fixture('clip.mp4'), { device });
    const times: number[] = [];
    for await (using frame of player.frames({ start: 2.5, end: 3 }))
      times.push(Math.round(frame.timestamp * 30));
    expect(times).toEqual(Array.from({ length: 15 }, (_, i) => 75 + i));
  });

  it('go on after another iteration, from where seek says', async () => {
    await using player = await Player.open(fixture('clip.mp4'), { device });
    expect(await count(player.frames({ end: 1 }))).toBe(30);
    await player.seek(5);
    expect(await count(player.frames())).toBe(30);
    expect(await count(player.frames({ start: 0 }))).toBe(180);
  });

  it('go on after the frame at which an iteration was left, or behind its end', async () => {
    await using player = await Player.open(fixture('clip.mp4'), { device });
    const number = (frame: Frame) => Math.round(frame.timestamp * 30);
    const seen: number[] = [];
    for await (using frame of player.frames({ start: 1 })) if (seen.push(number(frame)) === 3) break;
    for await (using frame of player.frames({ end: 37 / 30 })) seen.push(number(frame));
    for await (using frame of player.frames()) if (seen.push(number(frame)) === 9) break;
    expect(seen).toEqual([30, 31, 32, 33, 34, 35, 36, 37, 38]);
  });

  it('are converted to the format asked for', async () => {
    await using player = await Player.open(fixture('clip.mp4'), { device });
    for await (using frame of player.frames({ format: 'rgb24', end: 0.1 })) {
      expect(frame.tensor).toMatchObject({ shape: [360, 640, 3], strides: [1920, 3, 1], dtype: 'uint8' });
      const pixels = await frame.download();
      expect(pixels).toBeInstanceOf(Uint8Array);
      expect(pixels.length).toBe(640 * 360 * 3);
      expect(new Set(pixels).size).toBeGreaterThan(50);
    }
  });

  it('download into memory of the user, which must fit', async () => {
    await using player = await Player.open(fixture('clip.mp4'), { device });
    const own = new Uint8Array(640 * 360 * 3);
    for await (using frame of player.frames({ format: 'rgb24', end: 0.01 })) {
      expect(await frame.download(own)).toBe(own);
      expect(own).toEqual(await frame.download());
      expect(frame.downloadSync()).toEqual(own);
      await expect(frame.download(new Uint8Array(3))).rejects.toThrow(RangeError);
    }
  });

  it('refuses a format that cannot be made of the video', async () => {
    await using player = await Player.open(fixture('clip.mp4'), { device });
    await expect(player.frames({ format: 'p016' }).next()).rejects.toThrow(UnsupportedFormatError);
  });

  it('outlive the iteration and the player', async () => {
    const kept: Frame[] = [];
    let before: string[] = [];
    {
      await using player = await Player.open(fixture('clip.mp4'), { device });
      for await (const frame of player.frames({ end: 1 })) kept.push(frame);
      before = await Promise.all(kept.map((frame) => planarMd5(frame, player.info)));
      expect(before).toEqual(
        golden('clip.mp4')
          .slice(0, 30)
          .map((frame) => frame.md5),
      );
    }
    const info = { bitDepth: 8 } as Player['info'];
    expect(await Promise.all(kept.map((frame) => planarMd5(frame, info)))).toEqual(before);
    for (const frame of kept) {
      frame.close();
      frame.close();
      expect(() => frame.tensor).toThrow(/closed/);
    }
  });

  it('allow one iteration at a time', async () => {
    await using player = await Player.open(fixture('clip.mp4'), { device });
    const first = player.frames();
    (await first.next()).value?.close();
    await expect(player.frames().next()).rejects.toThrow(/under way/);
    await first.return();
    expect(await count(player.frames({ start: 0 }))).toBe(180);
  });
});
