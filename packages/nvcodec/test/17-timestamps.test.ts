/** Timestamps where containers leave them out or get them wrong: those that FFmpeg finds. */
import type { Packet } from '@nvcodec/demux-ffmpeg';
import { DecodeSession } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { PacketTimes, type TimingFacts } from '../src/packet-times.js';
import { TimestampGuess } from '../src/timestamp-guess.js';
import { device, fixture, golden } from './support.js';

describe('the pictures of a file', () => {
  it.each([
    ['mpeg4.avi', 'packets without pts, and two pictures in one of them'],
    ['mpeg1.mpg', 'packets without pts between others'],
    ['mpeg2.ts', 'B pictures of fields'],
    ['edit-list.mp4', 'negative times, and packets that are not shown'],
    ['vfr.mp4', 'a variable frame rate'],
    ['hevc10.mkv', 'times in milliseconds'],
    ['vp8.webm', 'hidden frames'],
    ['mjpeg.avi', 'no reordering'],
  ])("have FFmpeg's timestamps in %s (%s)", (name) => {
    const pts: number[] = [];
    using session = DecodeSession.open(fixture(name), { device });
    for (const picture of session.pictures()) {
      pts.push(Number(picture.pts));
      picture.close();
    }
    // FFmpeg counts from the start of the file in programme and transport streams.
    const start = name.startsWith('mpeg1') || name.startsWith('mpeg2') ? (pts[0] ?? 0) : 0;
    expect(pts).toEqual(golden(name).map((frame) => frame.pts + start));
  });

  it('are counted in a raw stream', () => {
    const times: number[] = [];
    using session = DecodeSession.open(fixture('h264.h264'), { device });
    for (const picture of session.pictures()) {
      times.push(Math.round(picture.timestamp * 30));
      picture.close();
    }
    expect(times).toEqual(times.map((_, i) => i));
  });
});

/** As libavformat gives them: I P B B P B B with B pictures' pts alone. */
const packets: [pts: bigint | null, dts: bigint][] = [
  [null, 0n],
  [null, 1n],
  [2n, 2n],
  [3n, 3n],
  [null, 4n],
  [5n, 5n],
  [6n, 6n],
];
/** Numbers of those packets in the order their pictures are shown. */
const showing = [0, 2, 3, 1, 5, 6, 4];

const facts: TimingFacts = {
  hiddenWithoutPts: false,
  reorderDelay: 1,
  frameDuration: 1n,
  parser: 'keeps',
  counted: false,
};

function times(of: Partial<TimingFacts>, from = 0): bigint[] {
  const tracker = new PacketTimes({ ...facts, ...of });
  const stamps = packets.map(([pts, dts]) => {
    const packet = { pts, dts, duration: 1n, key: false, discard: false, corrupt: false };
    return tracker.add(packet as Packet);
  });
  return showing.slice(from).map((number) => {
    const known = of.parser === 'sorts' ? number : undefined;
    return tracker.take(stamps[number] ?? -1n, known).pts;
  });
}

describe('PacketTimes', () => {
  it('gives a picture without pts the dts of the packet that puts it out, and goes on at the end', () => {
    expect(times({})).toEqual([1n, 2n, 3n, 4n, 5n, 6n, 7n]);
  });

  it('finds the same where the parser sorts timestamps and the packet is known otherwise', () => {
    expect(times({ parser: 'sorts' })).toEqual([1n, 2n, 3n, 4n, 5n, 6n, 7n]);
  });

  it('counts where there are no timestamps', () => {
    expect(times({ counted: true })).toEqual([0n, 1n, 2n, 3n, 4n, 5n, 6n]);
  });

  it('finds its way again where the first pictures were not shown', () => {
    expect(times({}, 1)).toEqual([2n, 3n, 4n, 5n, 6n, 7n]);
  });
});

describe('TimestampGuess', () => {
  const guess = (pairs: [pts: bigint | null, dts: bigint | null][]): (bigint | null)[] => {
    const judge = new TimestampGuess();
    return pairs.map(([pts, dts]) => judge.next(pts, dts));
  };

  it('takes the pts of a sound stream', () => {
    const pairs: [bigint, bigint][] = [
      [0n, -2n],
      [1n, -1n],
      [2n, 0n],
    ];
    expect(guess(pairs)).toEqual([0n, 1n, 2n]);
  });

  it('takes the dts once pts went back', () => {
    const pairs: [bigint, bigint][] = [
      [0n, 1n],
      [2n, 2n],
      [1n, 3n],
      [4n, 4n],
    ];
    expect(guess(pairs)).toEqual([0n, 2n, 3n, 4n]);
  });

  it('stays with the pts where dts go back as often', () => {
    const pairs: [bigint, bigint][] = [
      [0n, 5n],
      [2n, 4n],
      [1n, 3n],
    ];
    expect(guess(pairs)).toEqual([0n, 2n, 1n]);
  });

  it('takes what there is', () => {
    expect(guess([[null, 3n]])).toEqual([3n]);
    expect(guess([[null, null]])).toEqual([null]);
  });
});
