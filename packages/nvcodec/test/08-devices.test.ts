import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { softCudaPath, softCuvidPath } from '@nvcodec/soft-driver';
import { inspectSystem, NoSuchDeviceError, Player } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { describeError, reviveError, UnsupportedCodecError } from '../src/errors.js';
import { count, fixture } from './support.js';

const missing = { gpuDriver: { cuda: '/nowhere/libcuda.so.1' } };
/** The soft driver in the place of a GPU's. */
const standIn = { gpuDriver: { cuda: softCudaPath, cuvid: softCuvidPath } };

describe("device: 'auto'", () => {
  it('takes the soft driver where there is no GPU, and says why', async () => {
    await using player = await Player.open(fixture('h264.h264'), missing);
    expect(player.info.hardware).toBe(false);
    expect(player.info.device.kind).toBe('soft');
    expect(player.info.fallbackReason).toContain('/nowhere/libcuda.so.1');
    expect(await count(player.frames())).toBe(30);
  });

  it('takes the GPU where there is one', async () => {
    await using player = await Player.open(fixture('h264.h264'), standIn);
    expect(player.info.hardware).toBe(true);
    expect(player.info.fallbackReason).toBeUndefined();
  });
});

describe('a GPU by its number', () => {
  it('is an error where there is none', async () => {
    const opening = Player.open(fixture('h264.h264'), { ...missing, device: 0 });
    await expect(opening).rejects.toThrow(NoSuchDeviceError);
  });

  it('that cannot decode the stream says which limit was missed', () => {
    const program = `
      import { Player } from 'nvcodec';
      const gpuDriver = { cuda: ${JSON.stringify(softCudaPath)}, cuvid: ${JSON.stringify(softCuvidPath)} };
      for (const name of process.argv.slice(1)) {
        const error = await Player.open(name, { device: 0, gpuDriver }).catch((reason) => reason);
        const { codec, chromaFormat, bitDepth, width, height, limit } = error;
        console.log(JSON.stringify({ name: error.name, codec, chromaFormat, bitDepth, width, height, limit }));
      }
    `;
    const files = ['h264.h264', 'hevc10.mkv'].map(fixture);
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program, ...files], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      env: { ...process.env, NVCODEC_SOFT_CAPS: 'hevc=none;h264=min:352x288' },
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(stderr).toBe('');
    const [small, hevc] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(small).toMatchObject({ name: 'UnsupportedCodecError', codec: 'h264', width: 320, height: 240 });
    expect(small.limit).toMatch(/352x288/);
    expect(hevc).toMatchObject({
      name: 'UnsupportedCodecError',
      codec: 'hevc',
      chromaFormat: '420',
      bitDepth: 10,
    });
  });
});

describe('errors', () => {
  it('cross from a worker with class, fields and message', () => {
    const stream = {
      codec: 'av1',
      chromaFormat: '420',
      bitDepth: 10,
      width: 64,
      height: 64,
      limit: 'no AV1',
    };
    const revived = reviveError(structuredClone(describeError(new UnsupportedCodecError(stream, 'GPU'))));
    expect(revived).toBeInstanceOf(UnsupportedCodecError);
    expect(revived).toMatchObject(stream);
    expect(revived.message).toContain('no AV1');
  });
});

describe('an encrypted track', () => {
  it('is refused in words, and decoded with its key', async () => {
    await expect(Player.open(fixture('encrypted.mp4'), { device: 'soft' })).rejects.toThrow(/encrypted/);
    const decryptionKey = '76a6c65c5ea762046bd749a2e632ccbb';
    await using player = await Player.open(fixture('encrypted.mp4'), { device: 'soft', decryptionKey });
    expect(await count(player.frames())).toBeGreaterThan(0);
  });
});

describe('a chroma format that NVCUVID has no name for', () => {
  it('is refused in words', async () => {
    const clip = fileURLToPath(new URL('../../soft-driver/test/clips/vp9-440.ivf', import.meta.url));
    await expect(Player.open(clip, { device: 'soft' })).rejects.toThrow(
      /^NVDEC cannot decode vp9 440 8-bit at 32x32: NVCUVID decodes only 400, 420, 422, 444$/,
    );
  });
});

describe('the system report', () => {
  it('tells of the soft driver and of FFmpeg', async () => {
    const report = await inspectSystem();
    expect(report.soft.found).toBe(true);
    expect(report.soft.caps.map((caps) => caps.codec)).toContain('av1');
    expect(report.ffmpeg).toMatchObject({ found: true });
    expect(report.driver.found || report.driver.problem !== undefined).toBe(true);
  });
});
