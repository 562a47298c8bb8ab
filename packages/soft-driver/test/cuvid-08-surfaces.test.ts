// A mapped surface holds the same samples however it is read.
import { describe, expect, it } from 'vitest';
import { clip, decode, fixture, hashes } from './cuvid-program.js';

const ways = ['rows', 'bands', 'halves', 'band-then-bytes', 'twice', 'touched', 'on-device'];
const p016 = 1;

const surfaces: [string, string, Record<string, string | number>][] = [
  ['NV12', fixture('h264.h264'), {}],
  ['NV12 of a cropped picture', fixture('h264.h264'), { crop: '32,16,232,136' }],
  ['NV12 of odd size', fixture('odd-175x143.mp4'), {}],
  ['NV12 with the padding of an odd size', fixture('odd-175x143.mp4'), { crop: '0,0,176,144' }],
  ['NV12 of a scaled picture', fixture('h264.h264'), { target: '160x120' }],
  ['NV12 with a border', clip('h264-open-gop.h264'), { target: '128x96', rect: '16,16,112,80' }],
  ['NV12 of grey pictures', clip('hevc-gray.hevc'), {}],
  ['NV12 of 10 bits', fixture('hevc10.mkv'), { surface: 0 }],
  ['P016', fixture('hevc10.mkv'), {}],
  ['P016 of 8 bits', fixture('h264.h264'), { surface: p016 }],
  ['YUV444', clip('h264-444.h264'), {}],
  ['P216', clip('h264-422-10bit.h264'), {}],
];

describe.each(surfaces)('%s', (_, path, options) => {
  const whole = hashes(decode(path, options));

  it.each(ways)('read by %s', (way) => {
    expect(whole.length).toBeGreaterThan(0);
    expect(hashes(decode(path, { ...options, read: way }))).toEqual(whole);
  });
});
