// What mapping does to a picture: crop, scale, place in a larger frame, widen and narrow samples.
import { describe, expect, it } from 'vitest';
import { clip, decode, fixture, golden, hashes, samples } from './cuvid-program.js';

const nv12 = 0;
const p016 = 1;

interface Plane {
  data: Uint8Array | Uint16Array;
  width: number;
  height: number;
}

/** The planes of the first picture of 4:2:0 samples. */
function planes420(bytes: Uint8Array, width: number, height: number, bytesPerSample: 1 | 2 = 1): Plane[] {
  const data =
    bytesPerSample === 1 ? bytes : new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  const chromaWidth = Math.ceil(width / 2);
  const chromaHeight = Math.ceil(height / 2);
  const luma = width * height;
  const chroma = chromaWidth * chromaHeight;
  return [
    { data: data.subarray(0, luma), width, height },
    { data: data.subarray(luma, luma + chroma), width: chromaWidth, height: chromaHeight },
    { data: data.subarray(luma + chroma, luma + 2 * chroma), width: chromaWidth, height: chromaHeight },
  ];
}

function at(plane: Plane, x: number, y: number): number {
  return plane.data[y * plane.width + x] ?? Number.NaN;
}

/** The rectangle of `plane` from (left, top) on. */
function part(plane: Plane, left: number, top: number, width: number, height: number): number[] {
  return Array.from({ length: width * height }, (_, i) =>
    at(plane, left + (i % width), top + Math.floor(i / width)),
  );
}

function whole(plane: Plane | undefined): number[] {
  return Array.from(plane?.data ?? []);
}

/** Halves a plane in both directions with the triangle filter that bilinear scaling means for reductions. */
function halved(plane: Plane): number[] {
  const weights = [1, 3, 3, 1];
  const clamp = (value: number, limit: number) => Math.min(Math.max(value, 0), limit - 1);
  return Array.from({ length: (plane.width / 2) * (plane.height / 2) }, (_, i) => {
    const x = 2 * (i % (plane.width / 2)) - 1;
    const y = 2 * Math.floor(i / (plane.width / 2)) - 1;
    let sum = 0;
    for (const [row, rowWeight] of weights.entries()) {
      for (const [column, columnWeight] of weights.entries()) {
        sum +=
          rowWeight * columnWeight * at(plane, clamp(x + column, plane.width), clamp(y + row, plane.height));
      }
    }
    return sum / 64;
  });
}

function psnr(a: number[], b: number[]): number {
  const error = a.reduce((sum, value, i) => sum + (value - (b[i] ?? Number.NaN)) ** 2, 0) / a.length;
  return 10 * Math.log10(255 ** 2 / error);
}

describe('cropping', () => {
  it('takes exactly the samples of the rectangle', () => {
    const [y, u, v] = planes420(samples(fixture('h264.h264')), 320, 240);
    const cropped = planes420(samples(fixture('h264.h264'), { crop: '32,16,232,136' }), 200, 120);
    if (!y || !u || !v) throw new Error('no planes');
    expect(whole(cropped[0])).toEqual(part(y, 32, 16, 200, 120));
    expect(whole(cropped[1])).toEqual(part(u, 16, 8, 100, 60));
    expect(whole(cropped[2])).toEqual(part(v, 16, 8, 100, 60));
  });

  it('of an odd picture to its even coded size keeps the last column and row', () => {
    const path = fixture('odd-175x143.mp4');
    const odd = planes420(samples(path), 175, 143);
    const even = planes420(samples(path, { crop: '0,0,176,144' }), 176, 144);
    expect(even[0] && part(even[0], 0, 0, 175, 143)).toEqual(whole(odd[0]));
    expect(whole(even[1])).toEqual(whole(odd[1]));
    expect(whole(even[2])).toEqual(whole(odd[2]));
  });
});

describe('scaling', () => {
  it('to half the size is a good picture of the whole', () => {
    const full = planes420(samples(fixture('clip.mp4')), 640, 360);
    const half = planes420(samples(fixture('clip.mp4'), { target: '320x180' }), 320, 180);
    for (const [i, plane] of full.entries()) expect(psnr(whole(half[i]), halved(plane))).toBeGreaterThan(38);
  });

  it('keeps the depth', () => {
    const full = planes420(samples(fixture('hevc10.mkv')), 320, 240, 2);
    const half = planes420(samples(fixture('hevc10.mkv'), { target: '160x120' }), 160, 120, 2);
    const [y] = full;
    if (!y) throw new Error('no planes');
    expect(Math.max(...whole(half[0]))).toBeGreaterThan(255);
    const quarter = (values: number[]) => values.map((value) => value / 4);
    expect(psnr(quarter(whole(half[0])), quarter(halved(y)))).toBeGreaterThan(38);
  });

  it('of 4:4:4, 4:2:2, grey and RGB pictures works as well', () => {
    for (const name of ['h264-444.h264', 'h264-422-10bit.h264', 'hevc-gray.hevc', 'h264-rgb.h264']) {
      const decoded = decode(clip(name), { target: '48x80' });
      expect(decoded.pictures).toHaveLength(6);
      expect(new Set(hashes(decoded)).size).toBe(6);
    }
  });
});

describe('a target rectangle', () => {
  it('places the unscaled picture exactly and leaves the rest black', () => {
    const path = clip('h264-open-gop.h264');
    const full = planes420(samples(path), 96, 64);
    const boxed = planes420(samples(path, { target: '128x96', rect: '16,16,112,80' }), 128, 96);
    for (const [i, plane] of boxed.entries()) {
      const [left, top, black] = i === 0 ? [16, 16, 16] : [8, 8, 128];
      const picture = full[i];
      if (!picture) throw new Error('no planes');
      expect(part(plane, left, top, picture.width, picture.height)).toEqual(whole(picture));
      const outside = [
        part(plane, 0, 0, plane.width, top),
        part(plane, 0, 0, left, plane.height),
        part(plane, 0, top + picture.height, plane.width, top),
        part(plane, left + picture.width, 0, left, plane.height),
      ].flat();
      expect(new Set(outside)).toEqual(new Set([black]));
    }
  });

  it('scales into itself', () => {
    const path = clip('h264-open-gop.h264');
    const small = planes420(samples(path, { target: '48x32' }), 48, 32);
    const boxed = planes420(samples(path, { target: '64x64', rect: '8,16,56,48' }), 64, 64);
    expect(boxed[0] && part(boxed[0], 8, 16, 48, 32)).toEqual(whole(small[0]));
  });
});

describe('surface formats', () => {
  it('hold 8-bit samples at the upper end of 16 bits', () => {
    const path = fixture('h264.h264');
    expect(hashes(decode(path, { surface: p016 }))).toEqual(golden(path).map((line) => line.md5));
  });

  it('of 8 bits hold the upper 8 bits of deeper samples', () => {
    const deep = planes420(samples(fixture('hevc10.mkv')), 320, 240, 2);
    const narrow = planes420(samples(fixture('hevc10.mkv'), { surface: nv12 }), 320, 240);
    for (const [i, plane] of deep.entries())
      expect(whole(narrow[i])).toEqual(whole(plane).map((value) => value >> 2));
  });

  it('that the chroma format does not allow are refused', () => {
    expect(() => decode(clip('h264-444.h264'), { surface: nv12 })).toThrow('CUDA_ERROR_NOT_SUPPORTED');
    expect(() => decode(fixture('h264.h264'), { surface: 2 })).toThrow('CUDA_ERROR_NOT_SUPPORTED');
  });
});
