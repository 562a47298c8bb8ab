/** Streams made anew from the packets of fixtures: FLV, IVF and raw H.264, for cases that no fixture has. */
import { Demuxer } from '@nvcodec/demux-ffmpeg';
import { fixture } from './support.js';

export interface Coded {
  readonly extradata: Buffer;
  /** In decoding order. `pts` and `dts` in milliseconds. */
  readonly packets: readonly { readonly data: Buffer; readonly pts: number; readonly dts: number }[];
}

/** The packets of a fixture's video, as the container has them. */
export function codedOf(name: string): Coded {
  const demuxer = Demuxer.openSync(fixture(name));
  try {
    const track = demuxer.videoTrack();
    demuxer.select([track]);
    const { num, den } = track.timeBase;
    const milliseconds = (ticks: bigint | null): number =>
      Math.round((Number(ticks ?? 0n) * num * 1000) / den);
    const packets: Coded['packets'][number][] = [];
    for (let packet = demuxer.readSync(); packet !== null; packet = demuxer.readSync()) {
      const { pts, dts } = packet;
      packets.push({ data: Buffer.from(packet.data), pts: milliseconds(pts), dts: milliseconds(dts) });
      packet.close();
    }
    return { extradata: Buffer.from(track.extradata), packets };
  } finally {
    demuxer.close();
  }
}

/** A message of an FLV file: an AVC sequence header, or an access unit with lengths. */
export interface FlvTag {
  readonly header?: boolean;
  readonly data: Buffer;
  /** In milliseconds. */
  readonly dts: number;
  readonly pts: number;
  readonly key?: boolean;
}

/** H.264 in FLV (Adobe Flash Video File Format 10.1, annex E.4). */
export function flv(tags: readonly FlvTag[]): Uint8Array {
  const parts: Buffer[] = [Buffer.from([0x46, 0x4c, 0x56, 1, 1, 0, 0, 0, 9, 0, 0, 0, 0])];
  for (const { header = false, data, dts, pts, key = false } of tags) {
    const body = Buffer.alloc(5 + data.length);
    body[0] = (key || header ? 0x10 : 0x20) | 7;
    body[1] = header ? 0 : 1;
    body.writeIntBE(pts - dts, 2, 3);
    data.copy(body, 5);
    const tag = Buffer.alloc(11);
    tag[0] = 9;
    tag.writeUIntBE(body.length, 1, 3);
    tag.writeUIntBE(dts, 4, 3);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(tag.length + body.length);
    parts.push(tag, body, size);
  }
  return Uint8Array.from(Buffer.concat(parts));
}

/** Frames of one codec, one a tick of 1/25 s. */
export function ivf(fourcc: string, frames: readonly Buffer[]): Uint8Array {
  const head = Buffer.alloc(32);
  head.write('DKIF', 0, 'latin1');
  head.writeUInt16LE(32, 6);
  head.write(fourcc, 8, 'latin1');
  head.writeUInt32LE(25, 16);
  head.writeUInt32LE(1, 20);
  head.writeUInt32LE(frames.length, 24);
  const parts = frames.flatMap((frame, i) => {
    const about = Buffer.alloc(12);
    about.writeUInt32LE(frame.length, 0);
    about.writeBigUInt64LE(BigInt(i), 4);
    return [about, frame];
  });
  return Uint8Array.from(Buffer.concat([head, ...parts]));
}

/** NAL units behind four-byte lengths. */
export function withLengths(units: readonly Buffer[]): Buffer {
  return Buffer.concat(
    units.flatMap((unit) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(unit.length);
      return [length, unit];
    }),
  );
}

/** The NAL units of an access unit with four-byte lengths. */
export function unitsOf(accessUnit: Buffer): Buffer[] {
  const units: Buffer[] = [];
  for (let at = 0; at < accessUnit.length; ) {
    const size = accessUnit.readUInt32BE(at);
    units.push(accessUnit.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return units;
}

/** The one sequence and the one picture parameter set of an avcC. */
export function parameterSets(avcC: Buffer): { sps: Buffer; pps: Buffer } {
  const spsSize = avcC.readUInt16BE(6);
  const ppsAt = 8 + spsSize + 1;
  const ppsSize = avcC.readUInt16BE(ppsAt);
  return { sps: avcC.subarray(8, 8 + spsSize), pps: avcC.subarray(ppsAt + 2, ppsAt + 2 + ppsSize) };
}

/** avcC with the parameter sets given. */
export function avcC(template: Buffer, sps: readonly Buffer[], pps: readonly Buffer[]): Buffer {
  const list = (units: readonly Buffer[]): Buffer[] =>
    units.flatMap((unit) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(unit.length);
      return [length, unit];
    });
  const start = Buffer.concat([template.subarray(0, 4), Buffer.of(0xff, 0xe0 | sps.length)]);
  return Buffer.concat([start, ...list(sps), Buffer.of(pps.length), ...list(pps)]);
}

/** Raw H.264 of length-prefixed access units. */
export function annexB(units: readonly Buffer[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(units.flatMap((unit) => [Buffer.of(0, 0, 0, 1), unit])));
}
