/** Timestamps where containers leave them out or get them wrong: those that FFmpeg finds. */
import type { Packet } from '@nvcodec/demux-ffmpeg';
import { DecodeSession } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { H264Fields } from '../src/decoding/h264-fields.js';
import { PacketTimes, type TimingFacts } from '../src/decoding/packet-times.js';
import { TimestampGuess } from '../src/decoding/timestamp-guess.js';
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
  lead: 1n,
  frameDuration: 1n,
  parser: 'keeps',
  counted: 'none',
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
    expect(times({ counted: 'all' })).toEqual([0n, 1n, 2n, 3n, 4n, 5n, 6n]);
  });

  it('dates pictures without any timestamp by the packets that would follow, or by the picture before', () => {
    // AVI with a frame left out in front of the last packet; each lasts one tick, but they are two apart.
    const dts = [0n, 2n, 4n, 8n];
    const timesWhere = (counted: TimingFacts['counted']): bigint[] => {
      const tracker = new PacketTimes({ ...facts, frameDuration: 2n, counted });
      const stamps = dts.map((each) => {
        const packet = { pts: null, dts: each, duration: 1n, key: false, discard: false, corrupt: false };
        return tracker.add(packet as Packet);
      });
      return stamps.map((stamp) => tracker.take(stamp ?? -1n).pts);
    };
    expect(timesWhere('none')).toEqual([2n, 4n, 8n, 9n]);
    expect(timesWhere('untimed')).toEqual([2n, 4n, 8n, 12n]);
  });

  it('takes two fields in packets of their own for one picture, put out with the second', () => {
    const tracker = new PacketTimes({ ...facts, reorderDelay: 0 });
    const stamps = [0n, 1n, 2n, 3n].map((dts, i) => {
      const packet = { pts: null, dts, duration: 1n, key: false, discard: false, corrupt: false };
      return tracker.add(packet as Packet, i % 2 === 1 ? 'second field' : 'follows');
    });
    const times = [stamps[0], stamps[2]].map((stamp) => tracker.take(stamp ?? -1n));
    expect(times.map(({ pts, duration }) => [pts, duration])).toEqual([
      [1n, 2n],
      [3n, 2n],
    ]);
  });

  it('passes over pictures that are never decoded, and starts anew with a sequence', () => {
    const tracker = new PacketTimes(facts);
    const roles = ['begins', 'skipped', 'follows', 'follows', 'begins', 'follows'] as const;
    const stamps = roles.map((role, i) => {
      const packet = { pts: null, dts: BigInt(i), duration: 1n, key: false, discard: false, corrupt: false };
      return tracker.add(packet as Packet, role);
    });
    // The picture of packet 3 is dropped when packet 4 comes.
    expect([0, 2, 4].map((number) => tracker.take(stamps[number] ?? -1n).pts)).toEqual([2n, 3n, 5n]);
  });

  it('finds its way again where the first pictures were not shown', () => {
    expect(times({}, 1)).toEqual([2n, 3n, 4n, 5n, 6n, 7n]);
  });
});

describe('H264Fields', () => {
  /** Bits as text behind the header of a NAL unit. */
  const unit = (header: number, bits: string): number[] => {
    const text = bits.replaceAll(' ', '');
    const bytes = text.padEnd(Math.ceil(text.length / 8) * 8, '0').match(/.{8}/g) ?? [];
    return [0, 0, 1, header, ...bytes.map((byte) => Number.parseInt(byte, 2))];
  };
  // Main profile, 4 bits of frame_num, pic_order_cnt_type 2, 16x32 pixels, fields allowed.
  const sequence = unit(0x67, '01001101 00000000 00001010 1 1 011 010 0 1 1 0 0 1 0 0 1');
  /** first_mb_in_slice 0, slice_type 0, pic_parameter_set_id 0, frame_num, then field_pic_flag, bottom_field_flag. */
  const slice = (frameNumber: string, fields: string): number[] =>
    unit(0x41, `1 1 1 ${frameNumber} ${fields} 1111`);
  const seconds = (...packets: number[][]): boolean[] => {
    const follower = new H264Fields();
    return packets.map((bytes) => follower.isSecondField(Uint8Array.from(bytes)));
  };

  it('pairs fields of opposite parity and the same number', () => {
    const [top, bottom] = [slice('0001', '1 0'), slice('0001', '1 1')];
    expect(seconds([...sequence, ...top], bottom, slice('0010', '1 0'))).toEqual([false, true, false]);
    expect(seconds([...sequence, ...top], slice('0010', '1 1'))).toEqual([false, false]);
    expect(seconds([...sequence, ...top], top, bottom)).toEqual([false, false, true]);
  });

  it('pairs none across a frame, nor what one packet holds whole', () => {
    const [top, bottom, whole] = [slice('0001', '1 0'), slice('0001', '1 1'), slice('0001', '0')];
    expect(seconds([...sequence, ...top], whole, bottom)).toEqual([false, false, false]);
    expect(seconds([...sequence, ...top, ...bottom], bottom)).toEqual([false, false]);
  });

  it('makes nothing of what is cut short', () => {
    expect(seconds(sequence.slice(0, 8), [0, 0, 1, 0x41])).toEqual([false, false]);
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
