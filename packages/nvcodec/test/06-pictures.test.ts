import { DecodeSession, type Picture, PicturesHeldError, Player } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { count, device, fixture, golden, planarMd5 } from './support.js';

describe('pictures', () => {
  it('are handed out unmapped, in display order, and can be mapped', async () => {
    await using player = await Player.open(fixture('clip.mp4'), { device });
    const times: number[] = [];
    for await (using picture of player.pictures({ start: 1, end: 1.2 })) {
      times.push(Math.round(picture.timestamp * 30));
      using surface = picture.map();
      expect(surface).toMatchObject({ width: 640, height: 360, format: 'nv12' });
      expect(surface.planes).toHaveLength(2);
      expect(picture.status()).toBe('clean');
    }
    expect(times).toEqual([30, 31, 32, 33, 34, 35]);
  });

  it('may be held past the player', async () => {
    const held: Picture[] = [];
    {
      await using player = await Player.open(fixture('clip.mp4'), {
        device,
        numPictures: (least) => least + 8,
      });
      for await (const picture of player.pictures({ end: 0.1 })) held.push(picture);
    }
    expect(held).toHaveLength(3);
    for (const picture of held) {
      using surface = picture.map();
      expect(surface.width).toBe(640);
      picture.close();
      picture.close();
      expect(() => picture.map()).toThrow(/closed/);
    }
  });

  it('keep the decoder waiting while they are held, and let it go on', async () => {
    await using player = await Player.open(fixture('clip.mp4'), { device });
    const held: Picture[] = [];
    let seen = 0;
    for await (const picture of player.pictures()) {
      held.push(picture);
      seen++;
      if (held.length > 2) held.shift()?.close();
    }
    for (const picture of held) picture.close();
    expect(seen).toBe(180);
  });
});

describe('a session on its own thread', () => {
  it('gives the same frames', async () => {
    using session = DecodeSession.open(fixture('vfr.mp4'), { device });
    const hashes: string[] = [];
    for (using frame of session.frames()) hashes.push(await planarMd5(frame, session.info));
    expect(hashes).toEqual(golden('vfr.mp4').map((frame) => frame.md5));
  });

  it('refuses to wait for pictures that only its own caller could close', () => {
    using session = DecodeSession.open(fixture('clip.mp4'), { device });
    const held: Picture[] = [];
    expect(() => {
      for (const picture of session.pictures()) held.push(picture);
    }).toThrow(PicturesHeldError);
    expect(held.length).toBeGreaterThan(0);
    for (const picture of held) picture.close();
  });

  it.each([
    ['a keyframe that was taken out alone', {}, 61],
    ['a picture that was taken by its time', { accurate: true }, 91],
  ])('goes on after %s', (_, options, next) => {
    using session = DecodeSession.open(fixture('clip.mp4'), { device });
    session.pictureAt(3, options)?.close();
    const times = [...session.frames({ end: (next + 5) / 30 })].map((frame) => {
      frame.close();
      return Math.round(frame.timestamp * 30);
    });
    expect(times).toEqual([0, 1, 2, 3, 4].map((i) => next + i));
  });

  it('leaves frames that outlive it usable', () => {
    const session = DecodeSession.open(fixture('clip.mp4'), { device });
    const frames = [...session.frames({ end: 0.1 })];
    const before = frames.map((frame) => frame.downloadSync());
    session.close();
    session.close();
    expect(frames.map((frame) => frame.downloadSync())).toEqual(before);
    for (const frame of frames) frame.close();
  });
});

describe('sampling', () => {
  it('maps only what is wanted', async () => {
    await using player = await Player.open(fixture('clip.mp4'), { device });
    let mapped = 0;
    let index = 0;
    for await (using picture of player.pictures()) {
      if (index++ % 60 !== 0) continue;
      using surface = picture.map();
      mapped += surface.height;
    }
    expect(mapped).toBe(3 * 360);
    expect(await count(player.frames({ start: 5 }))).toBe(30);
  });
});
