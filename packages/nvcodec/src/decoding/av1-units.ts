/** The open bitstream units of an AV1 packet: AV1 specification 5.3 and 5.9.2, as far as it says what is shown. */

/** One frame header, or frame with its header. */
export interface Av1Frame {
  /** Shown with this packet: a new frame or one that was decoded before. */
  readonly shown: boolean;
  /** A key frame that is coded here. */
  readonly key: boolean;
}

/** What a packet holds. */
export interface Av1Packet {
  readonly hasSequenceHeader: boolean;
  readonly frames: readonly Av1Frame[];
  /** More than one layer of the scene: which of them is shown is the decoder's choice. */
  readonly layered: boolean;
}

const SEQUENCE_HEADER = 1;
const FRAME_HEADER = 3;
const FRAME = 6;
const KEY_FRAME = 0;

/** @throws RangeError when a unit is cut short. */
export function readAv1Packet(data: Uint8Array): Av1Packet {
  const frames: Av1Frame[] = [];
  let hasSequenceHeader = false;
  let layered = false;
  for (let at = 0; at < data.length; ) {
    const header = byteAt(data, at++);
    if ((header & 4) !== 0) layered ||= ((byteAt(data, at++) >> 3) & 3) !== 0;
    let size = data.length - at;
    if ((header & 2) !== 0) [size, at] = readLeb128(data, at);
    if (at + size > data.length) throw new RangeError(`an AV1 unit of ${size} bytes is cut short`);
    const type = (header >> 3) & 15;
    if (type === SEQUENCE_HEADER) hasSequenceHeader = true;
    if (type === FRAME_HEADER || type === FRAME) frames.push(readFrame(byteAt(data, at)));
    at += size;
  }
  return { hasSequenceHeader, frames, layered };
}

/** show_existing_frame, frame_type and show_frame are the first four bits. */
function readFrame(first: number): Av1Frame {
  if (first >> 7 === 1) return { shown: true, key: false };
  return { shown: ((first >> 4) & 1) === 1, key: ((first >> 5) & 3) === KEY_FRAME };
}

function readLeb128(data: Uint8Array, begin: number): [value: number, end: number] {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = byteAt(data, begin + i);
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return [value, begin + i + 1];
  }
  throw new RangeError('the size of an AV1 unit is longer than 32 bits');
}

function byteAt(data: Uint8Array, at: number): number {
  const byte = data[at];
  if (byte === undefined) throw new RangeError('an AV1 packet is cut short');
  return byte;
}
