/** Falling back, with the limits of an H200 played by a second software driver in the place of the GPU's. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { softCudaPath, softCuvidPath } from '@nvcodec/soft-driver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture, golden } from './support.js';

/** As `cuvidGetDecoderCaps` tells them there. */
const h200 = [
  'mpeg1=max:4080x4080',
  'mpeg2=chroma:420,max:4080x4080',
  'mpeg4=max:2048x2048',
  'vc1=max:2048x2048',
  'h264=chroma:420,depth:8,min:48x16,max:4096x4096',
  'hevc=chroma:420+444,min:144x144,max:8192x8192',
  'vp8=min:48x16,max:4096x4096',
  'vp9=chroma:420,min:128x128,max:8192x8192',
  'av1=none',
  'jpeg=min:64x64',
].join(';');

const folder = mkdtempSync(join(tmpdir(), 'nvcodec-test-'));
const other = {
  cuda: join(folder, 'libnvcodec-test-cuda.so'),
  cuvid: join(folder, 'libnvcodec-test-cuvid.so'),
};

/** A copy under another soname of the same length: a driver of its own, with settings of its own, in one process. */
function copyDriver(from: string, to: string): void {
  const bytes = readFileSync(from);
  for (const name of ['libnvcodec-soft-cuda.so', 'libnvcodec-soft-cuvid.so']) {
    for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) {
      bytes.write(name.replace('-soft-', '-test-'), at);
    }
  }
  writeFileSync(to, bytes);
}

beforeAll(() => {
  copyDriver(softCudaPath, other.cuda);
  copyDriver(softCuvidPath, other.cuvid);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly hardware: boolean;
  readonly fallbackReason?: string;
  readonly frames: number;
  readonly statuses: readonly string[];
  readonly error?: Record<string, unknown>;
}

/** Plays files with the other driver, which has the limits `caps`, as the GPU. */
function play(caps: string, device: number | 'auto', names: readonly string[]): Outcome[] {
  const program = `
    import { CudaDriver } from '@nvcodec/cuda-driver';
    import { DecoderCaps, Nvcuvid } from '@nvcodec/nvcuvid';
    import { Player } from 'nvcodec';
    const gpuDriver = ${JSON.stringify(other)};
    // Has the other driver read its limits; the software driver then reads none.
    const cuda = CudaDriver.load(gpuDriver.cuda);
    const context = cuda.device(0).primaryContext();
    DecoderCaps.query(Nvcuvid.load(cuda, gpuDriver.cuvid), context, { codec: 'h264', chromaFormat: '420', bitDepth: 8 });
    delete process.env.NVCODEC_SOFT_CAPS;
    for (const name of process.argv.slice(1)) {
      let outcome;
      try {
        const player = await Player.open(name, { device: ${JSON.stringify(device)}, gpuDriver });
        const { hardware, fallbackReason } = player.info;
        const statuses = [];
        for await (const frame of player.frames()) {
          statuses.push(frame.status);
          frame.close();
        }
        outcome = { hardware, fallbackReason, frames: statuses.length, statuses };
        await player.close();
      } catch (error) {
        const { name, message, codec, chromaFormat, bitDepth, width, height, limit } = error;
        outcome = { error: { name, message, codec, chromaFormat, bitDepth, width, height, limit } };
      }
      console.log(JSON.stringify(outcome));
    }
    context.close();
  `;
  const files = names.map(fixture);
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program, ...files], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, NVCODEC_SOFT_CAPS: caps },
    encoding: 'utf8',
    timeout: 50_000,
  });
  expect(stderr).toBe('');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome);
}

describe("device: 'auto' with the limits of an H200", () => {
  it('takes the GPU for what it decodes', () => {
    const names = ['clip.mp4', 'hevc10.mkv', 'vp9.webm', 'vp8.webm', 'mpeg2.ts', 'mjpeg.avi'];
    for (const outcome of play(h200, 'auto', names)) {
      expect(outcome).toMatchObject({ hardware: true });
      expect(outcome.fallbackReason).toBeUndefined();
    }
  });

  it.each([
    ['av1.mp4', /^nvcodec soft driver does not decode av1 4:2:0 8 bit$/],
    ['high422.mp4', /^nvcodec soft driver does not decode h264 4:2:2 10 bit$/],
    ['tiny.mp4', /^nvcodec soft driver decodes h264 4:2:0 8 bit from 48x16, not 32x32$/],
  ])('%s goes to the soft driver, which gives every frame, and the reason is told', (name, reason) => {
    const [outcome] = play(h200, 'auto', [name]);
    expect(outcome).toMatchObject({ hardware: false, frames: golden(name).length });
    expect(outcome?.fallbackReason).toMatch(reason);
    expect(new Set(outcome?.statuses)).toEqual(new Set(['clean']));
  });

  it('decides stream by stream', () => {
    const outcomes = play(h200, 'auto', ['av1.mp4', 'clip.mp4', 'tiny.mp4', 'vp9.webm']);
    expect(outcomes.map(({ hardware }) => hardware)).toEqual([false, true, false, true]);
  });
});

describe('device: 0 with the limits of an H200', () => {
  it('never falls back: what the GPU refuses is an error that names stream and limit', () => {
    const outcomes = play(h200, 0, ['av1.mp4', 'high422.mp4', 'tiny.mp4', 'clip.mp4']);
    const name = 'UnsupportedCodecError';
    expect(outcomes[0]?.error).toMatchObject({ name, codec: 'av1', chromaFormat: '420', bitDepth: 8 });
    expect(outcomes[1]?.error).toMatchObject({ name, codec: 'h264', chromaFormat: '422', bitDepth: 10 });
    expect(outcomes[2]?.error).toMatchObject({ name, codec: 'h264', width: 32, height: 32 });
    expect(outcomes[2]?.error?.limit).toMatch(/from 48x16, not 32x32/);
    expect(outcomes[3]).toMatchObject({ hardware: true, frames: 180 });
  });

  it('says so when a stream is too large', () => {
    const [outcome] = play('h264=max:640x352', 0, ['clip.mp4']);
    expect(outcome?.error?.limit).toMatch(/up to 640x352, not 640x368/);
  });
});

describe('the reason for falling back', () => {
  it('is one line without a driver', async () => {
    const { DecodeSession } = await import('nvcodec');
    using session = DecodeSession.open(fixture('tiny.mp4'), { gpuDriver: { cuda: '/nowhere/libcuda.so.1' } });
    expect(session.info.fallbackReason).toMatch(
      /^No CUDA driver could be opened \(\/nowhere\/libcuda\.so\.1: .*\)$/,
    );
  });
});
