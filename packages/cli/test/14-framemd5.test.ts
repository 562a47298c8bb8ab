import { describe, expect, it } from 'vitest';
import { device, fixture, gpu, nvcodec } from './support/cli.js';
import { type Golden, golden, parseFramemd5 } from './support/golden.js';

/** Not every GPU decodes AV1: Hopper does not. */
const deviceFor = (name: string): string => (name === 'av1.mp4' ? 'soft' : device);

async function framemd5(name: string, ...options: string[]): Promise<Golden> {
  const args = ['framemd5', fixture(name), '--device', deviceFor(name), ...options];
  const { code, stdout, stderr } = await nvcodec(args);
  expect(code, stderr).toBe(0);
  return sameOnAnyDevice(name, parseFramemd5(stdout.toString()));
}

/** Their standards leave the rounding of the inverse transform to the decoder, so NVDEC's samples are not FFmpeg's. */
const ROUNDED = new Set(['mjpeg.avi', 'mpeg1.mpg', 'mpeg2.ts']);

function sameOnAnyDevice(name: string, { header, lines }: Golden): Golden {
  if (!gpu || !ROUNDED.has(name)) return { header, lines };
  return { header, lines: lines.map((line) => ({ ...line, md5: 'as the GPU rounds' })) };
}

const made = (name: string): Golden => golden(new URL(`golden/${name}.framemd5`, import.meta.url));

/** Durations are those of libavformat's packets, which it guesses in one version and reads in another. */
const withoutDurations = ({ lines }: Golden): object[] =>
  lines.map(({ pts, size, md5 }) => ({ pts, size, md5 }));

describe('nvcodec framemd5', () => {
  it.each([
    ['clip.mp4', 'clip-nv12', ['--pix-fmt', 'nv12']],
    ['hevc10.mkv', 'hevc10-p010le', ['--pix-fmt', 'p010le']],
    ['hevc10.mkv', 'hevc10-yuv420p12le', ['--pix-fmt', 'yuv420p12']],
    ['rotated.mp4', 'rotated', []],
    ['edit-list.mp4', 'edit-list', []],
    ['mpeg1.mpg', 'mpeg1', []],
    ['odd-175x143.mp4', 'odd-nv12', ['--pix-fmt', 'nv12']],
  ])("prints FFmpeg's lines for %s (%s)", async (name, expected, options) => {
    expect(await framemd5(name, ...options)).toEqual(sameOnAnyDevice(name, made(expected)));
  });

  it('keeps the gaps of a variable frame rate', async () => {
    const [printed, expected] = [await framemd5('vfr.mp4'), made('vfr')];
    expect(printed.header).toEqual(expected.header);
    expect(withoutDurations(printed)).toEqual(withoutDurations(expected));
  });

  it.each([
    'av1.mp4',
    'clip.mp4',
    'edit-list.mp4',
    'hevc10.mkv',
    'mjpeg.avi',
    'mpeg1.mpg',
    'mpeg2.ts',
    'odd-175x143.mp4',
    'rotated.mp4',
    'vfr.mp4',
    'vp8.webm',
    'vp9.webm',
  ])("prints the container's times and the frames as decoded of %s", async (name) => {
    const printed = await framemd5(name, '--time-base', 'stream', '--rotate', 'none');
    const expected = sameOnAnyDevice(name, golden(fixture(`${name}.framemd5`)));
    expect(withoutDurations(printed)).toEqual(withoutDurations(expected));
  });

  it.each(['h264.h264', 'sps-crop.h264'])('finds the frames of %s, which has no timestamps', async (name) => {
    const printed = await framemd5(name);
    const hashes = golden(fixture(`${name}.framemd5`)).lines.map((line) => line.md5);
    expect(printed.lines.map((line) => line.md5)).toEqual(hashes);
    expect(printed.lines.map((line) => line.pts)).toEqual(hashes.map((_, n) => n));
  });

  it.each([0, 1])('takes video track %i', async (track) => {
    const printed = await framemd5('two-tracks.mp4', '--track', String(track), '--time-base', 'stream');
    expect(withoutDurations(printed)).toEqual(
      withoutDurations(golden(fixture(`two-tracks.mp4.${track}.framemd5`))),
    );
  });

  it('says that it turned the frames', async () => {
    const { words } = await nvcodec(['framemd5', fixture('rotated.mp4'), '--device', device]);
    expect(words).toEqual([expect.stringContaining('--rotate none')]);
  });

  it('decodes an encrypted track with its key', async () => {
    const key = '76a6c65c5ea762046bd749a2e632ccbb';
    const { lines } = await framemd5('encrypted.mp4', '--decryption-key', key);
    expect(lines).toHaveLength(25);
    expect(new Set(lines.map((line) => line.md5)).size).toBe(25);
  });

  it('refuses formats that need a conversion', async () => {
    const { code, stdout, words } = await nvcodec([
      'framemd5',
      fixture('clip.mp4'),
      '-q',
      '--pix-fmt',
      'rgb24',
    ]);
    expect(code).toBe(2);
    expect(stdout).toHaveLength(0);
    expect(words).toEqual([expect.stringContaining('yuv420p')]);
  });
});
