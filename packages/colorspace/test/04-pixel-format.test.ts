/** How pictures lie in memory. */
import { expect, test } from 'vitest';
import { imageLayout, pixelFormats } from '../src/index.js';

test('NV12 of an even size is one array of rows', () => {
  expect(imageLayout('nv12', 640, 360)).toEqual({
    format: 'nv12',
    width: 640,
    height: 360,
    planes: [
      { offset: 0, pitchBytes: 640, widthBytes: 640, height: 360 },
      { offset: 640 * 360, pitchBytes: 640, widthBytes: 640, height: 180 },
    ],
    byteLength: 640 * 540,
    dtype: 'uint8',
    shape: [540, 640],
    strides: [640, 1],
  });
});

test('chroma of an odd size is rounded up', () => {
  const { planes, byteLength, shape } = imageLayout('p016', 175, 143);
  expect(planes[1]).toEqual({ offset: 175 * 143 * 2, pitchBytes: 352, widthBytes: 352, height: 72 });
  expect(byteLength).toBe(175 * 143 * 2 + 352 * 72);
  expect(shape).toEqual([byteLength / 2]);
  expect(imageLayout('nv16', 4, 3).shape).toEqual([6, 4]);
});

test('interleaved and planar R′G′B′', () => {
  expect(imageLayout('rgb24', 5, 3)).toMatchObject({ shape: [3, 5, 3], strides: [15, 3, 1], byteLength: 45 });
  expect(imageLayout('rgba32', 5, 3)).toMatchObject({ shape: [3, 5, 4], strides: [20, 4, 1] });
  expect(imageLayout('rgb48', 5, 3)).toMatchObject({ dtype: 'uint16', byteLength: 90, strides: [15, 3, 1] });
  expect(imageLayout('rgb444p', 5, 3)).toMatchObject({ shape: [3, 3, 5], strides: [15, 5, 1] });
  expect(imageLayout('rgb444pf16', 5, 3)).toMatchObject({ dtype: 'float16', byteLength: 90 });
  expect(imageLayout('rgbf32', 5, 3)).toMatchObject({ dtype: 'float32', byteLength: 180, shape: [3, 5, 3] });
});

test.each(pixelFormats)(
  '%s: planes follow each other without a gap, and the tensor has every sample',
  (format) => {
    const { planes, byteLength, shape, dtype } = imageLayout(format, 7, 5);
    let end = 0;
    for (const plane of planes) {
      expect(plane.offset).toBe(end);
      end += plane.pitchBytes * plane.height;
    }
    expect(end).toBe(byteLength);
    const bytes = { uint8: 1, uint16: 2, float16: 2, float32: 4 }[dtype];
    expect(shape.reduce((size, length) => size * length, 1) * bytes).toBe(byteLength);
  },
);

test('sizes and names that cannot be are refused', () => {
  expect(() => imageLayout('rgb24', 0, 5)).toThrow(/width must be a positive integer, not 0/);
  expect(() => imageLayout('rgb24', 5, 2.5)).toThrow(/height must be a positive integer, not 2.5/);
  expect(() => imageLayout('rgb25' as 'rgb24', 5, 5)).toThrow(/Unknown pixel format 'rgb25'/);
});
