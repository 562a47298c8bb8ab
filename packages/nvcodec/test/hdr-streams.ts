/** Streams with dynamic metadata, which FFmpeg 5.1 cannot write: made of the fixtures. */
import { BitstreamFilter, Demuxer, type Packet } from '@nvcodec/demux-ffmpeg';
import { fixture } from './support.js';

/** ITU-T T.35 codes of HDR10+, then one window whose peak is `level` of 100,000 parts. */
export function hdr10Plus(level: number): Uint8Array {
  const fields: readonly (readonly [value: number, bits: number])[] = [
    [1, 8], // application_version
    [1, 2], // num_windows
    [400, 27],
    [0, 1],
    ...[level, level, level, level].map((value) => [value, 17] as const),
    [0, 4], // no percentiles
    [0, 10],
    [0, 1],
    [0, 1],
    [0, 1],
  ];
  const bits = fields.map(([value, count]) => value.toString(2).padStart(count, '0')).join('');
  const bytes = (bits.match(/.{1,8}/g) ?? []).map((part) => Number.parseInt(part.padEnd(8, '0'), 2));
  return Uint8Array.of(0xb5, 0, 0x3c, 0, 1, 4, ...bytes);
}

/** A NAL unit of HEVC behind its start code, with emulation prevention. */
function nalUnit(type: number, payload: Uint8Array): Buffer {
  const unit = [0, 0, 1, type << 1, 1];
  for (const byte of payload) {
    if (unit.at(-1) === 0 && unit.at(-2) === 0 && byte <= 3) unit.push(3);
    unit.push(byte);
  }
  return Buffer.from(unit);
}

/** A prefix SEI message. */
export function sei(type: number, payload: Uint8Array): Buffer {
  return nalUnit(39, Uint8Array.of(type, payload.length, ...payload, 0x80));
}

/** A unit such as those that carry Dolby Vision's reference processing unit. */
export function dolbyVisionUnit(): Buffer {
  return nalUnit(62, Uint8Array.of(0x19, 8, 9, 0x80));
}

function packetsOf(name: string, filters: string | undefined): Packet[] {
  const demuxer = Demuxer.openSync(fixture(name));
  const track = demuxer.videoTrack();
  const filter = filters === undefined ? undefined : BitstreamFilter.create(filters, track);
  const packets: Packet[] = [];
  for (let packet = demuxer.readSync(); packet !== null; packet = demuxer.readSync()) {
    packets.push(...(filter?.filterSync(packet) ?? [packet]));
  }
  return packets;
}

/**
 * hevc10.mkv as a raw stream, with what `units` gives in front of each picture's slices; it is given the picture's
 * place in display order.
 */
export function hevcWith(units: (shown: number) => readonly Buffer[]): Uint8Array {
  const packets = packetsOf('hevc10.mkv', 'hevc_mp4toannexb');
  const times = packets.map(({ pts }) => pts ?? 0n).sort((a, b) => Number(a - b));
  const parts = packets.map((packet) => {
    const data = Buffer.from(packet.data);
    const slice = firstSlice(data);
    const extra = units(times.indexOf(packet.pts ?? 0n));
    return Buffer.concat([data.subarray(0, slice), ...extra, data.subarray(slice)]);
  });
  return Uint8Array.from(Buffer.concat(parts));
}

/** Where the start code of the first unit with a slice lies (nal_unit_type below 32). */
function firstSlice(accessUnit: Buffer): number {
  const startCode = Buffer.from([0, 0, 1]);
  for (let at = accessUnit.indexOf(startCode); at >= 0; at = accessUnit.indexOf(startCode, at + 3)) {
    if ((accessUnit[at + 3] ?? 0xff) >> 1 < 32) return at;
  }
  throw new Error('an access unit without a slice');
}

/** An EBML element (RFC 8794) with a size of four bytes. */
function element(id: number, ...content: readonly (Uint8Array | number | string)[]): Buffer {
  const name = Buffer.from(id.toString(16), 'hex');
  const body = Buffer.concat(
    content.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))),
  );
  const size = Buffer.alloc(4);
  size.writeUInt32BE(0x10000000 + body.length);
  return Buffer.concat([name, size, body]);
}

/** The packets of vp9.webm in a Matroska file with HDR10+ beside each (RFC 9559): the nth picture's peak is n + 1. */
export function vp9WithHdr10Plus(): Uint8Array {
  const head = element(0x1a45dfa3, element(0x4282, 'webm'));
  const video = element(0xe0, element(0xb0, 1, 0x40), element(0xba, 240));
  const entry = [
    element(0xd7, 1),
    element(0x73c5, 1),
    element(0x83, 1),
    element(0x86, 'V_VP9'),
    element(0x55ee, 4),
  ];
  const mapping = element(0x41e4, element(0x41f0, 4), element(0x41a4, 'hdr10+'), element(0x41e7, 4));
  const tracks = element(0x1654ae6b, element(0xae, ...entry, mapping, video));
  const info = element(0x1549a966, element(0x2ad7b1, 0x0f, 0x42, 0x40));
  const blocks = packetsOf('vp9.webm', undefined).map((packet, index) => {
    const time = Buffer.alloc(2);
    time.writeInt16BE(Number(packet.pts));
    const block = element(0xa1, 0x81, time, 0, packet.data);
    const more = element(0xa6, element(0xee, 4), element(0xa5, hdr10Plus(index + 1)));
    const reference = packet.key ? [] : [element(0xfb, 0xff)];
    return element(0xa0, block, element(0x75a1, more), ...reference);
  });
  return Uint8Array.from(
    Buffer.concat([
      head,
      element(0x18538067, info, tracks, element(0x1f43b675, element(0xe7, 0), ...blocks)),
    ]),
  );
}
