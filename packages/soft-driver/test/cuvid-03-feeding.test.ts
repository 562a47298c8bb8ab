// However the stream is cut, delayed, repeated or changed, the same pictures come out.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clip, decode, fixture, golden, hashes } from './cuvid-program.js';

const h264 = 4;
const hevc = 8;

function goldenHashes(path: string): string[] {
  return golden(path).map((line) => line.md5);
}

describe('a byte stream in pieces', () => {
  it.each([1, 7, 1000, 1_000_000])('of %i bytes gives the same H.264 pictures', (chunk) => {
    const path = clip('h264-open-gop.h264');
    expect(hashes(decode(path, { chunk, codec: h264 }))).toEqual(goldenHashes(path));
  });

  it.each([1, 1000, 1_000_000])('of %i bytes gives the same HEVC pictures', (chunk) => {
    const path = clip('hevc-open-gop.hevc');
    expect(hashes(decode(path, { chunk, codec: hevc }))).toEqual(goldenHashes(path));
  });

  it.each([
    'h264.h264',
    'hevc10.mkv',
    'mpeg1.mpg',
    'mpeg2.ts',
    'mpeg4.avi',
    'mjpeg.avi',
    'vp8.webm',
    'av1.mp4',
  ])('whose packets are not told to be pictures: %s', (name) => {
    const path = fixture(name);
    expect(hashes(decode(path, { 'end-of-picture': 'no' }))).toEqual(goldenHashes(path));
  });

  it('in the length-delimited form of AV1', () => {
    const path = fixture('av1.mp4');
    expect(hashes(decode(path, { annexb: 'yes' }))).toEqual(goldenHashes(path));
  });
});

describe('the display delay', () => {
  it.each([0, 1, 4])('of %i keeps that many slots in flight and changes no picture', (delay) => {
    const path = fixture('h264.h264');
    const decoded = decode(path, { delay });
    expect(hashes(decoded)).toEqual(goldenHashes(path));
    expect(decoded.end['most-slots']).toBe(delay + 1);
  });
});

describe('the number of threads', () => {
  it.each(['1', '5'])('%s changes no picture', (threads) => {
    const path = fixture('clip.mp4');
    expect(hashes(decode(path, {}, { NVCODEC_SOFT_THREADS: threads }))).toEqual(goldenHashes(path));
  });
});

describe('the end of a stream', () => {
  it.each(['h264.h264', 'hevc10.mkv', 'vp9.webm', 'av1.mp4', 'mpeg2.ts', 'mpeg4.avi'])(
    'lets all pictures out and takes the next stream: %s',
    (name) => {
      const path = fixture(name);
      const decoded = decode(path, { rounds: 3 });
      const once = goldenHashes(path);
      expect(hashes(decoded)).toEqual([...once, ...once, ...once]);
      expect(decoded.sequences).toHaveLength(3);
      expect(decoded.end.ends).toBe(3);
    },
  );
});

describe('a size that changes in mid-stream', () => {
  let folder = '';
  let joined = '';
  const parts = [clip('h264-open-gop.h264'), clip('small.h264'), clip('h264-444.h264')];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'soft-cuvid-'));
    joined = join(folder, 'joined.h264');
    writeFileSync(joined, Buffer.concat(parts.map((part) => readFileSync(part))));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('shows what is pending first, then announces the new sequence', () => {
    const decoded = decode(joined, { chunk: 4096, codec: h264 });
    expect(hashes(decoded)).toEqual(parts.flatMap(goldenHashes));
    expect(decoded.sequences.map(({ coded, chroma }) => `${coded} ${chroma}`)).toEqual([
      '96x64 1',
      '48x32 1',
      '96x64 3',
    ]);
  });
});

describe('a damaged stream', () => {
  it('is decoded to the end, and its pictures say that they are damaged', () => {
    const folder = mkdtempSync(join(tmpdir(), 'soft-cuvid-'));
    try {
      const path = join(folder, 'damaged.h264');
      const bytes = readFileSync(fixture('h264.h264'));
      const idr = bytes.indexOf(Buffer.from([0, 0, 1, 0x65]));
      for (let i = 0; i < 600; i++) bytes[idr + 300 + i] = (bytes[idr + 300 + i] ?? 0) ^ 0x5a;
      writeFileSync(path, bytes);
      const { pictures } = decode(path, { chunk: 4096, codec: h264 }, { NVCODEC_SOFT_THREADS: '1' });
      const clean = goldenHashes(fixture('h264.h264'));
      expect(pictures).toHaveLength(clean.length);
      expect([8, 9]).toContain(pictures[0]?.status);
      expect(pictures[0]?.md5).not.toBe(clean[0]);
      // The next group of pictures begins with the second half.
      expect(pictures.slice(15).map((picture) => picture.md5)).toEqual(clean.slice(15));
      expect(pictures.slice(15).every((picture) => picture.status === 2)).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
