// The keyframe index against the keyframes that ffprobe lists.
import { openSync, readSync } from 'node:fs';
import { Demuxer, NO_TIMESTAMP } from '@nvcodec/demux-ffmpeg';
import { describe, expect, it } from 'vitest';
import { drain, encodersMissing, fixture, made, probePackets, thrownBy, videoOnly } from './support/tools.js';

function keyTimes(file: string, track: number): bigint[] {
  const keys = probePackets(file).filter((packet) => packet.track === track && packet.key);
  return keys.map((packet) => packet.pts ?? NO_TIMESTAMP);
}

function check(file: string, origin: 'container' | 'packets'): void {
  using demuxer = Demuxer.openSync(file);
  const track = demuxer.videoTrack();
  const index = demuxer.keyframeIndexSync(track);
  expect(index).toMatchObject({ complete: true, origin, timeBase: track.timeBase });
  expect([...index.pts]).toEqual(keyTimes(file, track.index));
  const scanned = demuxer.keyframeIndexSync(track, { scan: 'always' });
  expect(scanned).toMatchObject({ complete: true, origin: 'packets' });
  expect([...scanned.pts]).toEqual([...index.pts]);
}

describe('the keyframes that ffprobe lists', () => {
  it.each([
    ['clip.mp4', 'packets'],
    ['edit-list.mp4', 'packets'],
    ['vfr.mp4', 'packets'],
    ['two-tracks.mp4', 'packets'],
    ['hevc10.mkv', 'container'],
    ['vp8.webm', 'container'],
    ['vp9.webm', 'container'],
    ['mpeg2.ts', 'packets'],
    ['mpeg1.mpg', 'packets'],
    ['mjpeg.avi', 'container'],
  ] as const)('of %s, from its %s', (clip, origin) => check(fixture(clip), origin));

  describe.skipIf(encodersMissing)('in clips made for it', () => {
    it.each([
      ['bframes.mp4', 'packets'],
      ['bframes.mkv', 'container'],
      ['no-cues.mkv', 'container'],
      ['bframes.ts', 'packets'],
      ['bframes.flv', 'packets'],
      ['fragmented.mp4', 'packets'],
      ['sidx.mp4', 'packets'],
      ['cut.mp4', 'packets'],
      ['no-b.avi', 'container'],
    ] as const)('%s, from its %s', (clip, origin) => check(made(clip), origin));
  });

  it('has places but no times in a raw stream', () => {
    using demuxer = Demuxer.openSync(fixture('h264.h264'));
    const index = demuxer.keyframeIndexSync(demuxer.videoTrack());
    const keys = probePackets(fixture('h264.h264')).filter((packet) => packet.key);
    expect([...index.position]).toEqual(keys.map((packet) => packet.position));
    expect(index.entry(0)).toEqual({ pts: null, dts: null, position: 0 });
    expect(index.floor(12345n)).toBe(0);
  });

  it('may be what the container has told without reading', () => {
    using demuxer = Demuxer.openSync(fixture('clip.mp4'));
    const index = demuxer.keyframeIndexSync(demuxer.videoTrack(), { scan: 'never' });
    const keys = probePackets(fixture('clip.mp4')).filter((packet) => packet.key);
    expect([...index.dts]).toEqual(keys.map((packet) => packet.dts));
    expect(index.entry(1).pts).toBeNull();
    expect(index).toMatchObject({ complete: true, origin: 'container' });
  });
});

describe('looking up', () => {
  it('finds the entry at or before a time', () => {
    using demuxer = Demuxer.openSync(fixture('clip.mp4'));
    const index = demuxer.keyframeIndexSync(demuxer.videoTrack());
    expect([...index.pts]).toEqual([0n, 30720n, 61440n]);
    expect([-1n, 0n, 30719n, 30720n, 61439n, 61440n, 1n << 60n].map((pts) => index.floor(pts))).toEqual([
      -1, 0, 0, 1, 1, 2, 2,
    ]);
    expect([...index].map((entry) => entry.pts)).toEqual([...index.pts]);
    expect(thrownBy(() => index.entry(3)).message).toBe('there is no keyframe 3: the index has 3');
  });
});

describe('reading goes on where it was', () => {
  it.each(['clip.mp4', 'vp9.webm', 'mpeg2.ts'])('in %s', (clip) => {
    using undisturbed = Demuxer.openSync(fixture(clip));
    using demuxer = Demuxer.openSync(fixture(clip));
    const first = drain(demuxer, 7);
    demuxer.keyframeIndexSync(demuxer.videoTrack(), { scan: 'always' });
    expect([...first, ...drain(demuxer)]).toEqual(drain(undisturbed));
  });

  it("in a caller's own source", () => {
    const descriptor = openSync(fixture('clip.mp4'), 'r');
    let offset = 0;
    using demuxer = Demuxer.openSync({
      read: (buffer) => {
        const count = readSync(descriptor, buffer, 0, Math.min(buffer.length, 5000), offset);
        offset += count;
        return count;
      },
      seek: (target) => {
        offset = target;
      },
    });
    const track = videoOnly(demuxer);
    const first = drain(demuxer, 7);
    expect(demuxer.keyframeIndexSync(track)).toHaveLength(3);
    expect([...first, ...drain(demuxer)]).toEqual(probePackets(fixture('clip.mp4')));
  });
});

describe('asynchronously', () => {
  it('is the same', async () => {
    using demuxer = await Demuxer.open(fixture('clip.mp4'));
    const track = demuxer.videoTrack();
    const [index, always] = await Promise.all([
      demuxer.keyframeIndex(track),
      demuxer.keyframeIndex(track, { scan: 'always' }),
    ]);
    expect(index.pts).toEqual(demuxer.keyframeIndexSync(track).pts);
    expect(always.pts).toEqual(index.pts);
  });
});
