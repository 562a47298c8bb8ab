import { NoFrameError, Screenshoter } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { device, fixture, golden, planarMd5 } from './support.js';

/** The clip has 30 frames a second and a keyframe every 60. */
const clip = fixture('clip.mp4');

describe('screenshots', () => {
  it('near: the keyframe at or before the time', async () => {
    await using shots = await Screenshoter.open(clip, { device, format: 'nv12' });
    for (const [seconds, frame] of [
      [0, 0],
      [1.99, 0],
      [2, 60],
      [5.9, 120],
    ] as const) {
      using shot = await shots.screenshot(seconds);
      expect(shot.key).toBe(true);
      expect(await planarMd5(shot, shots.info)).toBe(golden('clip.mp4')[frame]?.md5);
    }
  });

  it('accurate: the frame shown at the time', async () => {
    await using shots = await Screenshoter.open(clip, { device, format: 'nv12' });
    for (const frame of [0, 1, 59, 60, 61, 100, 179]) {
      for (const inside of [0, 0.02, 1 / 30 - 1e-5]) {
        using shot = await shots.screenshot(frame / 30 + inside, { accurate: true });
        expect(Math.round(shot.timestamp * 30)).toBe(frame);
        expect(await planarMd5(shot, shots.info)).toBe(golden('clip.mp4')[frame]?.md5);
      }
    }
  });

  it('before the first frame give the first, past the end an error', async () => {
    await using shots = await Screenshoter.open(clip, { device });
    using shot = await shots.screenshot(-3, { accurate: true });
    expect(shot.timestamp).toBe(0);
    await expect(shots.screenshot(60)).rejects.toThrow(NoFrameError);
    await expect(shots.screenshot(60, { accurate: true })).rejects.toThrow(NoFrameError);
  });

  it('at equal steps', async () => {
    await using shots = await Screenshoter.open(clip, { device });
    const times: number[] = [];
    for await (using shot of shots.screenshots({ every: 1.5, accurate: true })) times.push(shot.timestamp);
    expect(times.map((time) => Math.round(time * 30))).toEqual([0, 45, 90, 135]);
    await expect(shots.screenshots({ every: 0 }).next()).rejects.toThrow(/every/);
  });

  it.each([true, false])('at given times, in their order (accurate: %s)', async (accurate) => {
    await using shots = await Screenshoter.open(clip, { device });
    const at = [5, 1, 3, 3, 0.5];
    const got: number[] = [];
    for await (using shot of shots.screenshots({ at, accurate })) got.push(Math.round(shot.timestamp * 30));
    expect(got).toEqual(accurate ? [150, 30, 90, 90, 15] : [120, 0, 60, 60, 0]);
    await expect(shots.screenshots({ at: [60], accurate }).next()).rejects.toThrow(NoFrameError);
    await expect(shots.screenshots({ at, every: 1 }).next()).rejects.toThrow(TypeError);
    await expect(shots.screenshots({}).next()).rejects.toThrow(TypeError);
  });

  it('asked for at once are all served', async () => {
    await using shots = await Screenshoter.open(clip, { device });
    const wanted = [5, 1, 3, 3, 0];
    const got = await Promise.all(wanted.map((seconds) => shots.screenshot(seconds, { accurate: true })));
    expect(got.map((shot) => Math.round(shot.timestamp * 30))).toEqual(wanted.map((seconds) => seconds * 30));
    for (const shot of got) shot.close();
  });
});

describe('a decoder with little room', () => {
  it('is not kept waiting by frames that are under way', async () => {
    const numPictures = (least: number) => least;
    await using shots = await Screenshoter.open(clip, { device, numPictures, numSurfaces: 4 });
    let taken = 0;
    for await (using shot of shots.screenshots({ every: 0.25, accurate: true })) taken += shot.closed ? 0 : 1;
    expect(taken).toBe(24);
  });
});
