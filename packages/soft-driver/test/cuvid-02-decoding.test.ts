// Every codec decodes to the bytes of FFmpeg's software decoder, picture by picture, through the C ABI.
import { describe, expect, it } from 'vitest';
import { clip, decode, fixture, golden, hashes } from './cuvid-program.js';

const fixtures = [
  'clip.mp4',
  'h264.h264',
  'hevc10.mkv',
  'vp8.webm',
  'vp9.webm',
  'av1.mp4',
  'mpeg1.mpg',
  'mpeg2.ts',
  'mpeg4.avi',
  'mjpeg.avi',
  'odd-175x143.mp4',
  'vfr.mp4',
  'rotated.mp4',
  'sps-crop.h264',
  'vc1.mkv',
  'wmv3.wmv',
  'alpha-vp8.webm',
  'alpha-vp9.webm',
  'film-grain.mp4',
];
const clips = [
  'h264-444.h264',
  'h264-422-10bit.h264',
  'h264-gray.h264',
  'h264-rgb.h264',
  'h264-open-gop.h264',
  'h264-interlaced.h264',
  'h264-more-reordering.h264',
  'hevc-open-gop.hevc',
  'hevc-444-12bit.hevc',
  'hevc-gray.hevc',
  'mjpeg-422.avi',
];

describe('pictures', () => {
  it.each([...fixtures.map(fixture), ...clips.map(clip)])('%s', (path) => {
    const decoded = decode(path);
    expect(hashes(decoded)).toEqual(golden(path).map((line) => line.md5));
    expect(decoded.pictures.every((picture) => picture.status === 2)).toBe(true);
    expect(decoded.end.decodes).toBe(decoded.pictures.length);
    expect(decoded.end.ends).toBe(1);
  });
});

describe('timestamps', () => {
  it.each(['clip.mp4', 'hevc10.mkv', 'vp9.webm', 'av1.mp4', 'vfr.mp4'])('%s keeps its own', (name) => {
    const path = fixture(name);
    expect(decode(path).pictures.map((picture) => picture.timestamp)).toEqual(
      golden(path).map((line) => line.pts),
    );
  });

  it.each(['clip.mp4', 'hevc10.mkv', 'vfr.mp4'])(
    '%s keeps its own where packets are not told to be pictures',
    (name) => {
      const path = fixture(name);
      const { pictures } = decode(path, { 'end-of-picture': 'no', rounds: 2 });
      const once = golden(path).map((line) => line.pts);
      expect(pictures.map((picture) => picture.timestamp)).toEqual([...once, ...once]);
    },
  );

  it('go on at the frame rate, in units of 10 MHz, where packets have none', () => {
    const { pictures } = decode(fixture('h264.h264'), { timestamps: 'no' });
    expect(pictures.slice(0, 4).map((picture) => picture.timestamp)).toEqual([0n, 333333n, 666666n, 999999n]);
  });
});

describe('the sequence callback', () => {
  it('tells coded size, display area, sampling and depth', () => {
    expect(decode(clip('h264-422-10bit.h264')).sequences).toMatchObject([
      { coded: '96x64', area: '0,0,96,64', chroma: '2', depth: '10', progressive: '1', rate: '25/1' },
    ]);
    expect(decode(fixture('clip.mp4')).sequences).toMatchObject([
      { coded: '640x368', area: '0,0,640,360', chroma: '1', depth: '8', aspect: '16:9' },
    ]);
    expect(decode(fixture('odd-175x143.mp4')).sequences).toMatchObject([
      { coded: '176x144', area: '0,0,175,143' },
    ]);
  });

  it('tells a display area that is cropped on all sides', () => {
    expect(decode(fixture('sps-crop.h264')).sequences).toMatchObject([
      { coded: '320x240', area: '16,8,312,236' },
    ]);
  });

  it('tells the colour description', () => {
    expect(decode(fixture('hevc10.mkv')).sequences).toMatchObject([{ color: '9/16/9', range: '0' }]);
    expect(decode(fixture('mjpeg.avi')).sequences).toMatchObject([{ range: '1' }]);
    expect(decode(clip('h264-rgb.h264')).sequences).toMatchObject([{ chroma: '3', color: '2/2/0' }]);
  });

  it('tells when a parameter set needs more surfaces', () => {
    const surfaces = decode(clip('h264-more-reordering.h264')).sequences.map((one) => Number(one.surfaces));
    expect(surfaces).toHaveLength(2);
    expect(surfaces[1]).toBeGreaterThan(surfaces[0] ?? Infinity);
  });

  it('tells interlaced from progressive', () => {
    expect(decode(fixture('mpeg2.ts')).sequences).toMatchObject([{ progressive: '0' }]);
    const interlaced = decode(clip('h264-interlaced.h264'));
    expect(interlaced.sequences).toMatchObject([{ progressive: '0' }]);
    expect(interlaced.pictures.every((picture) => !picture.progressive && picture.topFieldFirst)).toBe(true);
  });
});

describe('other callbacks', () => {
  it('delivers SEI messages with their bytes', () => {
    const { sei } = decode(fixture('hevc10.mkv'));
    expect(sei).toContain('137:24'); // mastering display colour volume
    expect(sei).toContain('144:4'); // content light level
  });

  it('asks once for the operating point of an AV1 stream', () => {
    expect(decode(fixture('av1.mp4')).operatingPoints).toEqual([1]);
  });
});
