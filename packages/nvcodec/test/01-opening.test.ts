import { openAsBlob, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { pathToFileURL } from 'node:url';
import { AvError, DisposedError, NoSuchDeviceError, NoVideoTrackError, Player } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { count, device, fixture } from './support.js';

describe('opening', () => {
  it('tells what the video is', async () => {
    await using player = await Player.open(fixture('clip.mp4'), { device });
    const { info } = player;
    expect(info).toMatchObject({
      codec: 'h264',
      profile: 'High',
      displaySize: { width: 640, height: 360 },
      outputSize: { width: 640, height: 360 },
      codedSize: { width: 640, height: 368 },
      bitDepth: 8,
      chromaFormat: '420',
      surfaceFormat: 'nv12',
      hardware: device !== 'soft',
    });
    expect(info.color).toMatchObject({ matrix: 'bt709', range: 'limited' });
    expect(info.duration).toBeCloseTo(6, 1);
    expect(info.device.kind).toBe(device === 'soft' ? 'soft' : 'gpu');
  });

  it('takes a path, a URL, bytes and a Blob', async () => {
    const path = fixture('clip.mp4');
    const sources = [path, pathToFileURL(path), new Uint8Array(readFileSync(path)), await openAsBlob(path)];
    for (const source of sources) {
      await using player = await Player.open(source, { device });
      expect(await count(player.frames({ end: 0.5 }))).toBe(15);
    }
  });

  it('says what is wrong with a file', async () => {
    const failures: [string, string | RegExp][] = [
      [fixture('no-such-file.mp4'), 'ENOENT'],
      [tmpdir(), /EISDIR|AVERROR_INVALIDDATA/],
      [fixture('README.md'), 'AVERROR_INVALIDDATA'],
      [fixture('truncated.mp4'), 'AVERROR_INVALIDDATA'],
    ];
    for (const [path, name] of failures) {
      const error = await Player.open(path, { device }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(AvError);
      expect((error as AvError).name).toMatch(name);
      expect((error as AvError).message).toContain(path);
    }
  });

  it('refuses a file without video', async () => {
    await expect(Player.open(fixture('audio-only.m4a'), { device })).rejects.toThrow(NoVideoTrackError);
  });

  it('does not take cover art for the video', async () => {
    await expect(Player.open(fixture('cover-art.mp4'), { device })).rejects.toThrow(NoVideoTrackError);
  });

  it('refuses a device that is not there', async () => {
    await expect(Player.open(fixture('clip.mp4'), { device: 99 })).rejects.toThrow(NoSuchDeviceError);
    await expect(Player.open(fixture('clip.mp4'), { device: -1 })).rejects.toThrow(TypeError);
  });

  it('refuses options that make no sense, by name', async () => {
    const open = (options: object) => Player.open(fixture('clip.mp4'), { device, ...options });
    await expect(open({ numFrames: 0 })).rejects.toThrow(/numFrames/);
    await expect(open({ numPictures: 0.5 })).rejects.toThrow(/numPictures/);
    await expect(open({ numPictures: 33 })).rejects.toThrow(
      /numPictures: 33 is not a whole number from 1 to 32/,
    );
    await expect(open({ onError: 'stop' })).rejects.toThrow(/onError: stop/);
    await expect(open({ cropping: { left: 0, top: 0, right: 9999, bottom: 10 } })).rejects.toThrow(
      /cropping/,
    );
    await expect(open({ targetSize: { width: -2, height: 10 } })).rejects.toThrow(/targetSize/);
  });

  it('is closed once and refuses work after that', async () => {
    const player = await Player.open(fixture('clip.mp4'), { device });
    await player.close();
    await player.close();
    await expect(player.frames().next()).rejects.toThrow(DisposedError);
  });
});
