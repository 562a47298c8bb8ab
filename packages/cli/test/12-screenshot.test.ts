import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { device, fixture, nvcodec, temporaryDirectory } from './support/cli.js';

interface Shot {
  file: string;
  width: number;
  height: number;
  timestamp: number;
  keyframe: boolean;
}

async function shoot(name: string, out: string, ...options: string[]): Promise<Shot[]> {
  const args = ['screenshot', fixture(name), '-o', out, '--json', '--device', device, ...options];
  const { code, stdout, stderr } = await nvcodec(args);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout.toString()) as Shot[];
}

/** The number burnt in: 12 blocks of 8x8 pixels from the top left corner, least significant bit first. */
async function frameNumber(file: string): Promise<number> {
  const { data, info } = await sharp(file).greyscale().raw().toBuffer({ resolveWithObject: true });
  const bit = (n: number): number =>
    (data[(4 * info.width + 8 * n + 4) * info.channels] ?? 0) > 128 ? 1 << n : 0;
  return Array.from({ length: 12 }, (_, n) => bit(n)).reduce((sum, value) => sum + value, 0);
}

async function size(file: string): Promise<[number, number]> {
  const { width, height } = await sharp(file).metadata();
  return [width, height];
}

describe('nvcodec screenshot', () => {
  it('takes the keyframe before, or with --accurate the frame shown', async () => {
    using directory = temporaryDirectory();
    const [near, exact] = [join(directory.path, 'near.png'), join(directory.path, 'exact.png')];
    expect(await shoot('clip.mp4', near, '--at', '3.5')).toMatchObject([{ timestamp: 2, keyframe: true }]);
    expect(await frameNumber(near)).toBe(60);
    expect(await shoot('clip.mp4', exact, '--at', '3.5', '--accurate')).toMatchObject([{ timestamp: 3.5 }]);
    expect(await frameNumber(exact)).toBe(105);
  });

  it('numbers several, in the order asked for', async () => {
    using directory = temporaryDirectory();
    const shots = await shoot(
      'clip.mp4',
      join(directory.path, 's.png'),
      '--at',
      '50%',
      '--at',
      '0:01',
      '--accurate',
    );
    expect(shots.map((shot) => shot.timestamp)).toEqual([3, 1]);
    expect(readdirSync(directory.path).sort()).toEqual(['s-1.png', 's-2.png']);
    expect(await frameNumber(join(directory.path, 's-1.png'))).toBe(90);
  });

  it('takes one each so many seconds, by the pattern', async () => {
    using directory = temporaryDirectory();
    await shoot(
      'clip.mp4',
      join(directory.path, '%02d-{time}.jpg'),
      '--every',
      '1.5',
      '--start',
      '1',
      '--accurate',
    );
    expect(readdirSync(directory.path).sort()).toEqual([
      '01-1.000.jpg',
      '02-2.500.jpg',
      '03-4.000.jpg',
      '04-5.500.jpg',
    ]);
  });

  it('counts from the start of the video where its clock starts later', async () => {
    using directory = temporaryDirectory();
    const shots = await shoot(
      'mpeg2.ts',
      join(directory.path, '{time}.png'),
      ...['--at', '0.6', '--at', '0', '--accurate'],
    );
    expect(shots.map((shot) => shot.timestamp)).toEqual([0.6, 0]);
    expect(readdirSync(directory.path).sort()).toEqual(['0.000.png', '0.600.png']);
    // The clip is interlaced and numbers its fields: 30 and 31 are frame 15.
    expect(Math.floor((await frameNumber(join(directory.path, '0.600.png'))) / 2)).toBe(15);
    const args = [
      'screenshot',
      fixture('mpeg2.ts'),
      '--at',
      '1.1',
      '-q',
      '-o',
      join(directory.path, 'a.png'),
    ];
    expect((await nvcodec(args)).words).toEqual([
      'nvcodec: no frame is shown at 1.1 s: the video is 1 s long',
    ]);
  });

  it('turns the picture upright, unless told not to', async () => {
    using directory = temporaryDirectory();
    const [upright, lying] = [join(directory.path, 'a.png'), join(directory.path, 'b.png')];
    await shoot('rotated.mp4', upright);
    await shoot('rotated.mp4', lying, '--rotate', 'none');
    expect(await size(upright)).toEqual([240, 320]);
    expect(await size(lying)).toEqual([320, 240]);
    const turned = await sharp(lying).removeAlpha().rotate(270).raw().toBuffer();
    expect((await sharp(upright).removeAlpha().raw().toBuffer()).equals(turned)).toBe(true);
  });

  it.each([
    [
      ['--size', '320x'],
      [320, 180],
    ],
    [
      ['--size', 'x90'],
      [160, 90],
    ],
    [
      ['--size', '300x300'],
      [300, 169],
    ],
    [
      ['--size', '300x300', '--fit', 'contain'],
      [300, 300],
    ],
    [
      ['--size', '201x101', '--fit', 'cover'],
      [201, 101],
    ],
    [
      ['--size', '101x301', '--fit', 'fill'],
      [101, 301],
    ],
  ])('scales with %j to %j', async (options, expected) => {
    using directory = temporaryDirectory();
    const file = join(directory.path, 'a.png');
    await shoot('clip.mp4', file, ...options);
    expect(await size(file)).toEqual(expected);
  });

  it('puts bars beside a contained picture', async () => {
    using directory = temporaryDirectory();
    const file = join(directory.path, 'a.png');
    await shoot('clip.mp4', file, '--size', '200x200', '--fit', 'contain');
    const { data } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const pixel = (x: number, y: number): number[] => [
      ...data.subarray((y * 200 + x) * 3, (y * 200 + x) * 3 + 3),
    ];
    expect(Math.max(...pixel(100, 10))).toBeLessThan(8);
    expect(Math.max(...pixel(100, 190))).toBeLessThan(8);
    expect(Math.max(...pixel(100, 100))).toBeGreaterThan(32);
  });

  it('asks for the size of a turned picture as it will be seen', async () => {
    using directory = temporaryDirectory();
    const file = join(directory.path, 'a.png');
    await shoot('rotated.mp4', file, '--size', '120x');
    expect(await size(file)).toEqual([120, 160]);
  });

  it.each(['png', 'jpg', 'webp', 'avif'])('writes %s to standard output', async (format) => {
    const { code, stdout } = await nvcodec([
      'screenshot',
      fixture('clip.mp4'),
      '-o',
      '-',
      '--format',
      format,
      '--size',
      '64x',
    ]);
    expect(code).toBe(0);
    const found = (await sharp(stdout).metadata()).format;
    expect(found).toBe({ png: 'png', jpg: 'jpeg', webp: 'webp', avif: 'heif' }[format]);
  });

  it('fails past the end and leaves no file', async () => {
    using directory = temporaryDirectory();
    const file = join(directory.path, 'a.png');
    const { code, words } = await nvcodec(['screenshot', fixture('clip.mp4'), '-o', file, '--at', '7', '-q']);
    expect(code).toBe(1);
    expect(words).toEqual([expect.stringContaining('no frame is shown at 7 s')]);
    expect(existsSync(file)).toBe(false);
  });
});
