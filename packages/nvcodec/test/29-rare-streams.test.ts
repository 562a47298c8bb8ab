/** Streams of kinds that few encoders make: scripts put them together. */
import { Player } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { device, fixture, golden, keepContext, planarMd5 } from './support.js';

keepContext();

describe.each([
  ['paff.h264', 'fields and frames in turn'],
  ['layers.h264', 'a base layer, and units of others in between'],
  ['vp9-frames.ivf', 'sizes that change without a keyframe, and frames that are shown again'],
])('%s (%s)', (name) => {
  const hashes = golden(name).map(({ md5 }) => md5);

  it('gives the frames of FFmpeg’s decoder', async () => {
    await using player = await Player.open(fixture(name), { device });
    const got: string[] = [];
    for await (using frame of player.frames()) got.push(await planarMd5(frame, player.info));
    expect(got).toEqual(hashes);
  });

  it('gives them in any order', async () => {
    await using player = await Player.open(fixture(name), { device });
    const last = hashes.length - 1;
    const asked = [last, 5, 0, 7, 7, 1, -2];
    const got: string[] = [];
    for await (using frame of player.framesAtIndices(asked)) got.push(await planarMd5(frame, player.info));
    expect(got).toEqual(asked.map((index) => hashes.at(index)));
  });
});

describe('the frames of such a stream', () => {
  it('are interlaced where they were coded as fields', async () => {
    await using player = await Player.open(fixture('paff.h264'), { device });
    const fields: boolean[] = [];
    for await (using frame of player.frames()) fields.push(frame.interlaced);
    expect(fields).toEqual(fields.map((_, i) => i % 4 < 2));
    expect(fields).toHaveLength(12);
  });

  it('have their own size and time, also those that are shown again', async () => {
    await using player = await Player.open(fixture('vp9-frames.ivf'), { device });
    const seen: string[] = [];
    for await (using frame of player.frames()) seen.push(`${frame.pts} ${frame.width}x${frame.height}`);
    const size = (i: number): string => (i >= 7 && i < 14 ? '314x236' : '320x240');
    expect(seen).toEqual(golden('vp9-frames.ivf').map(({ pts }, i) => `${pts} ${size(i)}`));
  });

  it('are scaled to what is wanted of each size, though that grows as the picture shrinks', async () => {
    const scaled = async (heightOf: (width: number) => number): Promise<string[]> => {
      await using player = await Player.open(fixture('vp9-frames.ivf'), {
        device,
        targetSize: ({ width }) => ({ width: 96, height: heightOf(width) }),
      });
      const got: string[] = [];
      for await (using frame of player.frames())
        got.push(`${frame.width}x${frame.height} ${await planarMd5(frame, player.info)}`);
      return got;
    };
    const [low, high] = [await scaled(() => 72), await scaled(() => 160)];
    const got = await scaled((width) => (width === 320 ? 72 : 160));
    expect(got).toEqual(low.map((hash, i) => (i >= 7 && i < 14 ? high[i] : hash)));
    expect(new Set(got.map((frame) => frame.split(' ')[0]))).toEqual(new Set(['96x72', '96x160']));
  });
});
