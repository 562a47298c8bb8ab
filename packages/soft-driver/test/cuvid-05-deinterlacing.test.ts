// The three deinterlace modes, held against the woven frames they are made of.
import { describe, expect, it } from 'vitest';
import { clip, decode, fixture, golden, hashes, samples } from './cuvid-program.js';

const weave = 0;
const bob = 1;
const adaptive = 2;
const path = fixture('mpeg2.ts');
const width = 320;
const height = 240;
const pictureBytes = (width * height * 3) / 2;

/** The luma rows of picture `index` of the samples. */
function lumaRows(bytes: Uint8Array, index: number): number[][] {
  const luma = bytes.subarray(index * pictureBytes, index * pictureBytes + width * height);
  return Array.from({ length: height }, (_, y) => Array.from(luma.subarray(y * width, (y + 1) * width)));
}

const mean = (above: number[] = [], below: number[] = []) =>
  above.map((value, x) => (value + (below[x] ?? 0) + 1) >> 1);

describe('weaving', () => {
  it('shows frames as they are, interlaced or not', () => {
    expect(hashes(decode(path, { deinterlace: weave }))).toEqual(golden(path).map((line) => line.md5));
  });
});

describe('bob', () => {
  it('keeps the rows of the first field and fills in the means of their neighbours', () => {
    const woven = lumaRows(samples(path), 3);
    const shown = lumaRows(samples(path, { deinterlace: bob }), 3);
    expect(shown.filter((_, y) => y % 2 === 0)).toEqual(woven.filter((_, y) => y % 2 === 0));
    for (let y = 1; y < height - 1; y += 2) expect(shown[y]).toEqual(mean(woven[y - 1], woven[y + 1]));
    expect(shown[height - 1]).toEqual(woven[height - 2]);
  });

  it('shows the second field when asked', () => {
    const woven = lumaRows(samples(path), 3);
    const decoded = decode(path, { deinterlace: bob, 'both-fields': 'yes' });
    expect(decoded.pictures.slice(0, 4).map((picture) => picture.secondField)).toEqual([
      false,
      true,
      false,
      true,
    ]);
    const second = lumaRows(samples(path, { deinterlace: bob, 'both-fields': 'yes' }), 7);
    expect(second.filter((_, y) => y % 2 === 1)).toEqual(woven.filter((_, y) => y % 2 === 1));
    for (let y = 2; y < height; y += 2) expect(second[y]).toEqual(mean(woven[y - 1], woven[y + 1]));
  });

  it('leaves progressive pictures alone', () => {
    const progressive = clip('h264-open-gop.h264');
    expect(hashes(decode(progressive, { deinterlace: bob }))).toEqual(
      golden(progressive).map((line) => line.md5),
    );
  });
});

describe('adaptive', () => {
  it('weaves what stands still and interpolates what moves', () => {
    const before = lumaRows(samples(path), 9);
    const woven = lumaRows(samples(path), 10);
    const shown = lumaRows(samples(path, { deinterlace: adaptive }), 10);
    const bobbed = lumaRows(samples(path, { deinterlace: bob }), 10);
    expect(shown.filter((_, y) => y % 2 === 0)).toEqual(woven.filter((_, y) => y % 2 === 0));
    let still = 0;
    let moving = 0;
    for (let y = 1; y < height - 1; y += 2) {
      for (let x = 0; x < width; x++) {
        const motion = Math.max(
          ...[y - 1, y, y + 1].map((row) => Math.abs((woven[row]?.[x] ?? 0) - (before[row]?.[x] ?? 0))),
        );
        if (motion === 0) {
          still++;
          expect(shown[y]?.[x]).toBe(woven[y]?.[x]);
        } else if (motion > 32) {
          moving++;
          expect(shown[y]?.[x]).toBe(bobbed[y]?.[x]);
        }
      }
    }
    expect(still).toBeGreaterThan(1000);
    expect(moving).toBeGreaterThan(100);
  });

  it('starts with bob, having nothing to compare with', () => {
    const first = (mode: number) => hashes(decode(path, { deinterlace: mode }))[0];
    expect(first(adaptive)).toBe(first(bob));
  });
});

it('deinterlaces before it crops and scales', () => {
  const cropped = samples(path, { deinterlace: bob, crop: '0,1,320,239' });
  const full = lumaRows(samples(path, { deinterlace: bob }), 0);
  const rows = Array.from({ length: 238 }, (_, y) =>
    Array.from(cropped.subarray(y * width, (y + 1) * width)),
  );
  expect(rows).toEqual(full.slice(1, 239));
});
