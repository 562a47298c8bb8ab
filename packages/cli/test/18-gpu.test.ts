import { createHash } from 'node:crypto';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { fixture, gpu, nvcodec, temporaryDirectory } from './support/cli.js';
import { type Golden, golden, hashesOf, parseFramemd5 } from './support/golden.js';

/** What the command prints on GPU 0; that it failed fails the test. */
async function onGpu(...args: string[]): Promise<Buffer> {
  const { code, stdout, stderr } = await nvcodec([...args, '--device', '0']);
  expect(code, stderr).toBe(0);
  return stdout;
}

async function framemd5(name: string, ...options: string[]): Promise<Golden> {
  return parseFramemd5((await onGpu('framemd5', fixture(name), ...options)).toString());
}

const made = (name: string): Golden => golden(new URL(`golden/${name}.framemd5`, import.meta.url));

describe.skipIf(!gpu)('on the GPU', () => {
  it('info says that NVDEC decodes the file', async () => {
    const report = JSON.parse((await onGpu('info', fixture('clip.mp4'), '--json')).toString()) as object;
    expect(report).toMatchObject({ decoder: { hardware: true, device: { kind: 'gpu', ordinal: 0 } } });
  });

  it.each([
    ['clip.mp4', 'clip-nv12', ['--pix-fmt', 'nv12']],
    ['hevc10.mkv', 'hevc10-p010le', ['--pix-fmt', 'p010le']],
    ['rotated.mp4', 'rotated', []],
    ['edit-list.mp4', 'edit-list', []],
    ['odd-175x143.mp4', 'odd-nv12', ['--pix-fmt', 'nv12']],
  ])("framemd5 prints FFmpeg's lines for %s (%s)", async (name, expected, options) => {
    expect(await framemd5(name, ...options)).toEqual(made(expected));
  });

  it('framemd5 prints the times of MPEG-1, whose samples the standard leaves to the decoder', async () => {
    const [printed, expected] = [await framemd5('mpeg1.mpg'), made('mpeg1')];
    const withoutHashes = ({ lines }: Golden): object[] => lines.map(({ pts, size }) => ({ pts, size }));
    expect(printed.header).toEqual(expected.header);
    expect(withoutHashes(printed)).toEqual(withoutHashes(expected));
  });

  it("decode writes the frames of FFmpeg's decoder", async () => {
    const size = 640 * 360 * 1.5;
    const bytes = await onGpu('decode', fixture('clip.mp4'), '-o', '-', '--format', 'raw', '--end', '2');
    const frames = Array.from({ length: bytes.length / size }, (_, n) =>
      createHash('md5')
        .update(bytes.subarray(n * size, (n + 1) * size))
        .digest('hex'),
    );
    expect(frames).toEqual(hashesOf(fixture('clip.mp4.framemd5')).slice(0, 60));
  });

  it('screenshot scales the picture, and turns it upright', async () => {
    using directory = temporaryDirectory();
    const file = join(directory.path, 'a.png');
    await onGpu(
      'screenshot',
      fixture('rotated.mp4'),
      '-o',
      file,
      '--at',
      '1',
      '--accurate',
      '--size',
      '120x',
    );
    const { width, height } = await sharp(file).metadata();
    expect([width, height]).toEqual([120, 160]);
  });

  it('bench measures NVDEC', async () => {
    const args = ['--seconds', '0.3', '--rounds', '2', '--sessions', '2', '--json'];
    const result = JSON.parse((await onGpu('bench', fixture('clip.mp4'), ...args)).toString()) as object;
    expect(result).toMatchObject({ sessions: 2, device: { kind: 'gpu' }, format: 'nv12' });
  });
});
