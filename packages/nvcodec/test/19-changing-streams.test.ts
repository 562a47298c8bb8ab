/** Streams that change their size, cropping, depth or sampling in mid-stream, and what is beside a picture or made for it. */
import { Player, UnsupportedCodecError } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { device, fixture, golden, keepContext, planarMd5 } from './support.js';

keepContext();

interface Part {
  readonly format: string;
  readonly size: string;
  readonly bitDepth: number;
}

const PICTURES_OF_A_PART = 5;
const part = (format: string, size: string, bitDepth = 8): Part => ({ format, size, bitDepth });

const small = part('nv12', '176x144');
const changing: Readonly<Record<string, readonly Part[]>> = {
  'changes.hevc': [
    small,
    part('p016', '176x144', 10),
    part('p016', '176x144', 12),
    part('yuv444', '176x144'),
    part('nv12', '208x160'),
    small,
  ],
  'changes.h264': [small, part('nv12', '174x142'), part('nv12', '208x160'), small],
};

const partOf = (parts: readonly Part[], picture: number): Part =>
  parts[Math.floor(picture / PICTURES_OF_A_PART)] ?? small;

describe.each(Object.entries(changing))('%s', (name, parts) => {
  const pictures = parts.length * PICTURES_OF_A_PART;
  const hashes = golden(name).map(({ md5 }) => md5);

  it('gives every frame with the size and format of its own', async () => {
    await using player = await Player.open(fixture(name), { device });
    const seen: string[] = [];
    const got: string[] = [];
    for await (using frame of player.frames()) {
      const { bitDepth } = partOf(parts, frame.index);
      seen.push(`${frame.format} ${frame.width}x${frame.height}`);
      got.push(await planarMd5(frame, { ...player.info, bitDepth }));
    }
    const expected = Array.from({ length: pictures }, (_, i) => partOf(parts, i));
    expect(seen).toEqual(expected.map(({ format, size }) => `${format} ${size}`));
    expect(got).toEqual(hashes);
  });

  it('gives frames of any part in any order', async () => {
    await using player = await Player.open(fixture(name), { device });
    const asked = [pictures - 1, 7, 0, 18, 12, 7, 3];
    const got: string[] = [];
    for await (using frame of player.framesAtIndices(asked)) {
      const { bitDepth } = partOf(parts, asked[got.length] ?? 0);
      got.push(await planarMd5(frame, { ...player.info, bitDepth }));
    }
    expect(got).toEqual(asked.map((i) => hashes[i]));
  });

  it('converts all of it to frames of one size', async () => {
    await using player = await Player.open(fixture(name), { device });
    const shapes = new Set<string>();
    let frames = 0;
    for await (using frame of player.frames({ format: 'rgb24', size: { width: 64, height: 48 } })) {
      shapes.add(frame.tensor.shape.join());
      frames++;
    }
    expect(frames).toBe(pictures);
    expect([...shapes]).toEqual(['48,64,3']);
  });
});

describe.each(['alpha-vp8.webm', 'alpha-vp9.webm', 'film-grain.mp4'])('%s', (name) => {
  it('gives the frames of FFmpeg’s decoder: alpha is left out, film grain is in', async () => {
    const opened = await Player.open(fixture(name), { device }).catch((error: unknown) => {
      // Not every GPU has AV1.
      if (device !== 'soft' && error instanceof UnsupportedCodecError) return null;
      throw error;
    });
    if (opened === null) return;
    await using player = opened;
    const got: string[] = [];
    for await (using frame of player.frames()) got.push(await planarMd5(frame, player.info));
    expect(got).toEqual(golden(name).map(({ md5 }) => md5));
  });
});
