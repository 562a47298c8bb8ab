import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { device, fixture, nvcodec, temporaryDirectory } from './support/cli.js';
import { hashesOf } from './support/golden.js';

async function decode(name: string, ...options: string[]): Promise<Buffer> {
  const { code, stdout, stderr } = await nvcodec([
    'decode',
    fixture(name),
    '-o',
    '-',
    '--device',
    device,
    ...options,
  ]);
  expect(code, stderr).toBe(0);
  return stdout;
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** Header and frames of a Y4M stream whose frames have `size` bytes. */
function parseY4m(stream: Buffer, size: number): { header: string; frames: Buffer[] } {
  const end = stream.indexOf(10);
  const frames: Buffer[] = [];
  for (let at = end + 1; at < stream.length; at += 6 + size) {
    expect(stream.toString('latin1', at, at + 6)).toBe('FRAME\n');
    frames.push(stream.subarray(at + 6, at + 6 + size));
  }
  return { header: stream.toString('latin1', 0, end), frames };
}

describe('nvcodec decode', () => {
  it("writes Y4M whose frames are those of FFmpeg's decoder", async () => {
    const { header, frames } = parseY4m(await decode('clip.mp4'), 640 * 360 * 1.5);
    expect(header).toBe('YUV4MPEG2 W640 H360 F30:1 Ip A1:1 C420mpeg2 XCOLORRANGE=LIMITED');
    expect(frames.map(md5)).toEqual(hashesOf(fixture('clip.mp4.framemd5')));
  });

  it('writes ten bits', async () => {
    const { header, frames } = parseY4m(await decode('hevc10.mkv'), 320 * 240 * 3);
    expect(header).toContain('C420p10 XYSCSS=420P10');
    expect(frames.map(md5)).toEqual(hashesOf(fixture('hevc10.mkv.framemd5')));
  });

  it('writes the same frames when several sessions share the file', async () => {
    const { frames } = parseY4m(await decode('clip.mp4', '--sessions', '3'), 640 * 360 * 1.5);
    expect(frames.map(md5)).toEqual(hashesOf(fixture('clip.mp4.framemd5')));
  });

  it('writes odd sizes to the last column', async () => {
    const { header, frames } = parseY4m(await decode('odd-175x143.mp4'), 175 * 143 + 2 * 88 * 72);
    expect(header).toContain(' W175 H143 ');
    expect(frames.map(md5)).toEqual(hashesOf(fixture('odd-175x143.mp4.framemd5')));
  });

  it('takes a part, and each n-th frame of it', async () => {
    const all = hashesOf(fixture('clip.mp4.framemd5'));
    const part = parseY4m(
      await decode('clip.mp4', '--start', '1', '--end', '50%', '--step', '20'),
      640 * 360 * 1.5,
    );
    expect(part.frames.map(md5)).toEqual([30, 50, 70].map((n) => all[n]));
    expect(part.header).toContain(' F30:20 ');
  });

  it('counts from the start of the video where its clock starts later', async () => {
    const size = 320 * 240 * 1.5;
    const { frames } = parseY4m(await decode('mpeg2.ts'), size);
    const part = parseY4m(await decode('mpeg2.ts', '--start', '0.4', '--end', '60%'), size);
    expect(part.frames.map(md5)).toEqual(frames.slice(10, 15).map(md5));
  });

  it('weaves the fields of interlaced video, or makes progressive frames of them, one or two', async () => {
    const size = 320 * 240 * 1.5;
    const woven = parseY4m(await decode('mpeg2.ts'), size);
    const single = parseY4m(await decode('mpeg2.ts', '--deinterlace', 'bob'), size);
    const double = parseY4m(await decode('mpeg2.ts', '--deinterlace', 'bob', '--field-rate'), size);
    expect(woven.header).toContain(' F25:1 It ');
    expect(single.header).toContain(' F25:1 Ip ');
    expect(double.header).toContain(' F50:1 Ip ');
    expect([woven, single, double].map(({ frames }) => frames.length)).toEqual([25, 25, 50]);
    expect(single.frames.map(md5)).not.toEqual(woven.frames.map(md5));
    // A clip that moves: both fields of a picture differ, and the first is what one frame a picture shows.
    expect(double.frames.filter((_, i) => i % 2 === 0).map(md5)).toEqual(single.frames.map(md5));
    expect(double.frames.filter((_, i) => i % 2 === 1).map(md5)).not.toEqual(single.frames.map(md5));
  });

  it('writes raw video to a file, and nothing else beside it', async () => {
    using directory = temporaryDirectory();
    const file = join(directory.path, 'a.yuv');
    const args = [
      'decode',
      fixture('clip.mp4'),
      '-o',
      file,
      '--pix-fmt',
      'nv12',
      '--end',
      '0.1',
      '--device',
      device,
    ];
    const { code, stdout, words } = await nvcodec(args);
    expect(code).toBe(0);
    expect(stdout).toHaveLength(0);
    expect(words.at(-1)).toBe(`nvcodec: 3 frames, nv12, 640x360: ${file}`);
    expect(readdirSync(directory.path)).toEqual(['a.yuv']);
    const frame = readFileSync(file).subarray(0, 640 * 360 * 1.5);
    expect(md5(frame)).toBe(hashesOf(new URL('golden/clip-nv12.framemd5', import.meta.url))[0]);
  });

  it('converts to RGB on the device', async () => {
    const bytes = await decode('clip.mp4', '--format', 'raw', '--pix-fmt', 'rgb24', '--end', '0.05');
    expect(bytes).toHaveLength(2 * 640 * 360 * 3);
    expect(new Set(bytes.subarray(0, 3000)).size).toBeGreaterThan(1);
  });

  it.each([
    [['-o', '-', '--pix-fmt', 'rgb24'], 2, 'Y4M holds no rgb24'],
    [['-o', '-', '--pix-fmt', 'nv12'], 2, 'Y4M holds planar video'],
    [['-o', '-', '--format', 'raw', '--pix-fmt', 'p010le'], 2, 'another depth'],
    [['-o', '-', '--pix-fmt', 'yuv9'], 2, 'yuv9 is not known'],
    [['-o', '-', '--start', '100'], 1, 'no frame in the range'],
    [['-o', '-', '--sessions', '0'], 2, '--sessions'],
    [['-o', '-', '--field-rate'], 2, '--field-rate needs --deinterlace bob or adaptive'],
  ])('refuses %j', async (options, expected, hint) => {
    const { code, words } = await nvcodec([
      'decode',
      fixture('clip.mp4'),
      '-q',
      '--device',
      device,
      ...options,
    ]);
    expect(code).toBe(expected);
    expect(words).toEqual([expect.stringContaining(hint)]);
  });

  it('asks before it overwrites', async () => {
    using directory = temporaryDirectory();
    const file = join(directory.path, 'a.y4m');
    const args = ['decode', fixture('vp8.webm'), '-o', file, '--end', '0.1'];
    expect((await nvcodec(args)).code).toBe(0);
    const again = await nvcodec(args);
    expect(again.code).toBe(1);
    expect(again.words).toEqual([`nvcodec: ${file} exists already: give -y to overwrite it`]);
    expect((await nvcodec([...args, '-y'])).code).toBe(0);
  });
});
