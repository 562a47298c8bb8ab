/** What the tests share: the device under test, the fixtures, and FFmpeg's golden hashes of their frames. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DecodeSession, type DeviceChoice, type Frame, inspectSystem, type MediaInfo } from 'nvcodec';
import { afterAll, beforeAll } from 'vitest';

/** NVCODEC_TEST_DRIVER=gpu runs the tests on GPU 0, and REQUIRE_GPU=1 makes a missing one a failure. */
export const device: DeviceChoice = process.env.NVCODEC_TEST_DRIVER === 'gpu' ? 0 : 'soft';

if (process.env.REQUIRE_GPU === '1' && (await inspectSystem()).devices.length === 0) {
  throw new Error('REQUIRE_GPU=1, but no GPU was found');
}

export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));
}

/** Keeps the device's context while a file's tests run: on a GPU it takes a second to make, and lives as long as a session. */
export function keepContext(): void {
  let kept: DecodeSession | undefined;
  beforeAll(() => {
    kept = DecodeSession.open(fixture('h264.h264'), { device });
  });
  afterAll(() => kept?.close());
}

export interface GoldenFrame {
  readonly pts: number;
  readonly md5: string;
}

/** The lines of a `.framemd5` file: FFmpeg's software decoder, pixel format as decoded. */
export function golden(name: string): GoldenFrame[] {
  const lines = readFileSync(fixture(`${name}.framemd5`), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, , pts, , , md5] = line.split(',').map((field) => field.trim());
      return { pts: Number(pts), md5: md5 ?? '' };
    });
}

function deinterleave<T extends Uint8Array | Uint16Array>(pixels: T, frame: Frame, shift: number): Buffer[] {
  const [luma, chroma] = frame.layout.planes;
  if (luma === undefined || chroma === undefined) throw new Error('not a semi-planar frame');
  const samples = pixels.BYTES_PER_ELEMENT;
  const half = chroma.widthBytes / samples / 2;
  const u = pixels.slice(0, half * chroma.height) as T;
  const v = pixels.slice(0, half * chroma.height) as T;
  const first = chroma.offset / samples;
  for (let i = 0; i < half * chroma.height; i++) {
    u[i] = (pixels[first + 2 * i] ?? 0) >> shift;
    v[i] = (pixels[first + 2 * i + 1] ?? 0) >> shift;
  }
  const y = pixels.slice(0, first) as T;
  if (shift > 0) for (let i = 0; i < y.length; i++) y[i] = (y[i] ?? 0) >> shift;
  return [y, u, v].map((plane) => Buffer.from(plane.buffer, plane.byteOffset, plane.byteLength));
}

/** MD5 of a frame as decoded, rearranged into FFmpeg's planar layout of the same samples. */
export async function planarMd5(frame: Frame, info: MediaInfo): Promise<string> {
  const pixels = await frame.download();
  const hash = createHash('md5');
  if (frame.format === 'nv12')
    for (const plane of deinterleave(pixels as Uint8Array, frame, 0)) hash.update(plane);
  else if (frame.format === 'p016') {
    for (const plane of deinterleave(pixels as Uint16Array, frame, 16 - info.bitDepth)) hash.update(plane);
  } else hash.update(pixels);
  return hash.digest('hex');
}

/** How many frames an iterable gives; each is closed. */
export async function count(frames: AsyncIterable<{ close(): void }>): Promise<number> {
  let n = 0;
  for await (const frame of frames) {
    frame.close();
    n++;
  }
  return n;
}
