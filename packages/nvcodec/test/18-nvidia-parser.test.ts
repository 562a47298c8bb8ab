/** What is made up for above NVIDIA's parser, by the order of callbacks that was seen on an H200 (driver 580). */
import type { Packet } from '@nvcodec/demux-ffmpeg';
import type { PictureParameters, VideoFormat } from '@nvcodec/nvcuvid';
import { describe, expect, it } from 'vitest';
import { Mpeg4Vops } from '../src/decoding/mpeg4-vop.js';
import { PacketTrail } from '../src/decoding/packet-trail.js';
import { readVp8Size, withVp8Size } from '../src/decoding/vp8-size.js';
import { toAnnexB } from '../src/stream/length-prefixed.js';
import { codedOf } from './muxing.js';

const timing = {
  hiddenWithoutPts: false,
  reorderDelay: 1,
  lead: 10n,
  frameDuration: 10n,
  parser: 'sorts',
  counted: 'none',
} as const;

/** Units of H.264 behind start codes; only what is looked at is there. */
const nal = (...bytes: number[]): number[] => [0, 0, 1, ...bytes];
const IDR = nal(0x65, 0x88);
const P = nal(0x41, 0x9a);
const B = nal(0x01, 0x9e);
/** recovery_frame_cnt 0, exact_match_flag (D.1.8). */
const RECOVERY = nal(0x06, 6, 1, 0xc4, 0x80);

function packetOf(data: readonly number[], pts: bigint, key = false): Packet {
  const bytes = Uint8Array.from(data);
  const fields = {
    pts,
    dts: pts,
    duration: 10n,
    key,
    discard: false,
    corrupt: false,
    bringsExtradata: false,
  };
  return { ...fields, data: bytes, byteLength: bytes.length } as unknown as Packet;
}

/** What the parser does while it is fed a packet, or at the end: decodes into a surface, shows one, or an unpaired field. */
type Step = readonly (`D${number}` | `S${number}` | `U${number}`)[];

/** Plays packets and callbacks; gives the times of what is shown. */
function play(packets: readonly Packet[], steps: readonly Step[]): bigint[] {
  const trail = new PacketTrail('h264', timing);
  const shown: bigint[] = [];
  const sorted = packets.map(({ pts }) => pts ?? 0n).sort((a, b) => Number(a - b));
  steps.forEach((step, i) => {
    const packet = packets[i];
    if (packet !== undefined) trail.parsing(packet);
    for (const each of step) {
      const pictureIndex = Number(each.slice(1));
      if (each.startsWith('D')) {
        trail.decoding({ pictureIndex, secondField: false } as PictureParameters);
        continue;
      }
      const timestamp = sorted.shift() ?? 0n;
      const display = {
        pictureIndex,
        progressive: true,
        topFieldFirst: true,
        repeatFirstField: each.startsWith('U') ? -1 : 0,
        timestamp,
      };
      const time = trail.due(display);
      if (time !== undefined) shown.push(time.pts);
    }
  });
  return shown;
}

describe("pictures out of NVIDIA's parser", () => {
  it('have the times of their own packets, which the parser decodes as they come', () => {
    const packets = [packetOf(IDR, 0n, true), packetOf(P, 20n), packetOf(B, 10n)];
    expect(play(packets, [['D0'], ['D1'], ['D2', 'S0'], ['S2', 'S1']])).toEqual([0n, 10n, 20n]);
  });

  it('of which two were in one packet do not shift those behind', () => {
    const packets = [packetOf(IDR, 0n, true), packetOf(P, 10n), packetOf(P, 20n)];
    expect(play(packets, [['D0'], ['D1', 'D2'], ['D3'], ['S0', 'S1', 'S2', 'S3']])).toEqual([
      0n,
      10n,
      10n,
      20n,
    ]);
  });

  it('are not shown before the first IDR picture', () => {
    const packets = [packetOf(P, 0n), packetOf(P, 10n), packetOf(IDR, 20n, true), packetOf(P, 30n)];
    const steps: Step[] = [
      ['D0', 'S0'],
      ['D1', 'S1'],
      ['D2', 'S2'],
      ['D3', 'S3'],
    ];
    expect(play(packets, steps)).toEqual([20n, 30n]);
  });

  it('are shown from a recovery point on, but not those that lead it', () => {
    const packets = [packetOf(P, 0n), packetOf([...RECOVERY, ...P], 30n), packetOf(B, 20n), packetOf(P, 40n)];
    const steps: Step[] = [['D0', 'S0'], ['D1'], ['D2', 'S2', 'S1'], ['D3', 'S3']];
    expect(play(packets, steps)).toEqual([30n, 40n]);
  });

  it('of one field are not shown in H.264', () => {
    const packets = [packetOf(IDR, 0n, true), packetOf(P, 10n), packetOf(P, 20n)];
    expect(play(packets, [['D0'], ['D1', 'S0'], ['D2', 'U1'], ['S2']])).toEqual([0n, 20n]);
  });

  it('of VP9 have the times of the packets that show them', () => {
    const trail = new PacketTrail('vp9', { ...timing, hiddenWithoutPts: true });
    const shown = (pictureIndex: number, timestamp: bigint): bigint | undefined =>
      trail.due({ pictureIndex, timestamp, progressive: true, topFieldFirst: true, repeatFirstField: 0 })
        ?.pts;
    const packet = (pts: bigint | null): Packet =>
      Object.assign(packetOf([0x82], pts ?? 0n), { pts }) as Packet;
    const times = [0n, null, 10n].map((pts, surface) => {
      trail.parsing(packet(pts));
      trail.decoding({ pictureIndex: surface, secondField: false } as PictureParameters);
      // Behind the hidden frame the parser tells the time of the packet before.
      return pts === null ? undefined : shown(surface, 0n);
    });
    trail.parsing(packet(20n));
    trail.showingAgain(1);
    expect([...times, shown(1, 20n)]).toEqual([0n, undefined, 10n, 20n]);
  });

  it('of HEVC are not shown before the first access point', () => {
    const trail = new PacketTrail('hevc', timing);
    const [TRAIL, IDR_HEVC] = [1, 20].map((type) => nal(type << 1, 1, 0x80));
    [TRAIL, IDR_HEVC].forEach((data, i) => {
      trail.parsing(packetOf(data ?? [], BigInt(10 * i), i === 1));
      trail.decoding({ pictureIndex: i, secondField: false } as PictureParameters);
    });
    const due = (pictureIndex: number): bigint | undefined => {
      const about = { progressive: true, topFieldFirst: true, repeatFirstField: 0 };
      return trail.due({ pictureIndex, timestamp: BigInt(pictureIndex * 10), ...about })?.pts;
    };
    expect([0, 1].map(due)).toEqual([undefined, 10n]);
  });
});

describe('MPEG-4 video object planes', () => {
  /** Bits as text behind a start code, padded to bytes. */
  const unit = (code: number, bits: string): number[] => {
    const text = bits.replaceAll(' ', '');
    const bytes = text.padEnd(Math.ceil(text.length / 8) * 8, '1').match(/.{8}/g) ?? [];
    return [0, 0, 1, code, ...bytes.map((byte) => Number.parseInt(byte, 2))];
  };
  // No verid, square pixels, no control parameters, rectangular, 25 ticks a second: 5 bits for the time.
  const layer = unit(0x20, '0 00000001 0 0001 0 00 1 0000000000011001 1 0');
  const plane = (coded: 0 | 1): number[] => unit(0xb6, `01 10 1 00001 1 ${coded} 000000`);

  it('that are not coded are told apart', () => {
    const vops = new Mpeg4Vops();
    expect(vops.hasCoded(Uint8Array.from([...layer, ...plane(1)]))).toBe(true);
    expect(vops.hasCoded(Uint8Array.from(plane(0)))).toBe(false);
    expect(vops.hasCoded(Uint8Array.from(plane(1)))).toBe(true);
  });

  it('count as coded where nothing is known of them', () => {
    const vops = new Mpeg4Vops();
    expect(vops.hasCoded(Uint8Array.from(plane(0)))).toBe(true);
    expect(vops.hasCoded(Uint8Array.from(layer))).toBe(true);
  });

  it('of layers with tools that NVDEC does not have are told', () => {
    // The layer of above, of version 2, with its size and what follows it: sprite_enable … data_partitioned.
    const head = '0 00000001 1 0010 001 0001 0 00 1 0000000000011001 1 0';
    const size = '1 0000101000000 1 0000011000000 1 0 1';
    const beyond = (tools: string): string | undefined => {
      const vops = new Mpeg4Vops();
      vops.hasCoded(Uint8Array.from(unit(0x20, `${head} ${size} ${tools}`)));
      return vops.beyond;
    };
    expect(beyond('00 0 0 0 1 1 0')).toBeUndefined();
    expect(beyond('10')).toBe('global motion compensation');
    expect(beyond('00 0 0 0 1 1 1')).toBe('data partitioning');
    expect(beyond(`00 0 1 1 ${'00001000'.repeat(3)} 00000000 0 1 1 0 1`)).toBe('data partitioning');
    expect(beyond(`00 0 1 1 ${'00001000'.repeat(3)} 00000000 0 1 1 0 0`)).toBeUndefined();
  });

  it('of fixtures are all coded, but for those that stand for packed ones', () => {
    const vops = new Mpeg4Vops();
    const { extradata, packets } = codedOf('mpeg4.avi');
    vops.hasCoded(extradata);
    const empty = packets.filter(({ data }) => !vops.hasCoded(data));
    expect(empty.every(({ data }) => data.length < 16)).toBe(true);
    expect(empty.length).toBeLessThan(packets.length / 2);
  });
});

describe('the size of VP8', () => {
  const keyframe = Uint8Array.of(0x10, 0, 0, 0x9d, 0x01, 0x2a, 175, 0, 143, 0);
  const format = { displayArea: { left: 0, top: 0, right: 174, bottom: 142 } } as VideoFormat;

  it('is read from keyframes', () => {
    expect(readVp8Size(keyframe)).toEqual({ width: 175, height: 143 });
    expect(readVp8Size(Uint8Array.of(0x11, 0, 0, 0x9d, 0x01, 0x2a, 175, 0, 143, 0))).toBeUndefined();
    expect(readVp8Size(keyframe.subarray(0, 9))).toBeUndefined();
  });

  it('takes the place of the rounded one', () => {
    const size = readVp8Size(keyframe);
    expect(withVp8Size(format, size).displayArea).toEqual({ left: 0, top: 0, right: 175, bottom: 143 });
    expect(withVp8Size(format, { width: 320, height: 240 })).toBe(format);
    expect(withVp8Size(format, undefined)).toBe(format);
  });
});

describe('lengths in front of NAL units', () => {
  it('of four bytes become start codes in place', () => {
    const data = Uint8Array.of(0, 0, 0, 2, 0x65, 1, 0, 0, 0, 1, 0x41);
    expect(toAnnexB(data, 4)).toBe(data);
    expect([...data]).toEqual([0, 0, 0, 1, 0x65, 1, 0, 0, 0, 1, 0x41]);
  });

  it('of two bytes give way to start codes', () => {
    const data = Uint8Array.of(0, 2, 0x65, 1, 0, 3, 0x41, 2, 3);
    expect([...(toAnnexB(data, 2) ?? [])]).toEqual([0, 0, 0, 1, 0x65, 1, 0, 0, 0, 1, 0x41, 2, 3]);
  });

  it('that do not add up make a packet useless', () => {
    expect(toAnnexB(Uint8Array.of(0, 0, 0, 9, 0x65, 1), 4)).toBeUndefined();
    expect(toAnnexB(Uint8Array.of(0, 0, 0, 0, 0x65, 1), 4)).toBeUndefined();
  });
});
