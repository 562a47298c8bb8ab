/**
 * H.264 and HEVC as containers of the MP4 family keep them: NAL units behind their lengths, parameter sets apart in
 * avcC or hvcC (ISO/IEC 14496-15, 5.3.3 and 8.3.3). NVCUVID's parser reads start codes instead (Annex B).
 *
 * FFmpeg's bitstream filters do this too, but put the container's parameter sets in front of each keyframe, over those
 * that the stream brings itself.
 */

/** A codec configuration record. */
export interface NalConfiguration {
  /** Bytes of a NAL unit's length. */
  readonly lengthBytes: number;
  /** The parameter sets, each behind a start code. */
  readonly header: Uint8Array;
  /** False when the record is cut short: then the header has the parameter sets before the cut. */
  readonly complete: boolean;
}

const START_CODE = [0, 0, 0, 1];
/** libavcodec looks for no further unit where fewer bytes are left. */
const LEAST_BYTES = 4;

/** Reads lists of units with 16-bit lengths; past the end, zeros. */
class RecordReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** Whether all that was asked for was there. */
  get complete(): boolean {
    return this.#at <= this.#bytes.length;
  }

  byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  short(): number {
    return this.byte() * 256 + this.byte();
  }

  /** `count` units, behind start codes, or those before the record's end. */
  units(count: number): Uint8Array[] {
    const found: Uint8Array[] = [];
    for (let i = 0; i < count && this.complete; i++) {
      const length = this.short();
      if (length > this.#bytes.length - this.#at) {
        this.#at = this.#bytes.length + 1;
        break;
      }
      found.push(Uint8Array.from([...START_CODE, ...this.#bytes.subarray(this.#at, this.#at + length)]));
      this.#at += length;
    }
    return found;
  }
}

function readAvcC(record: Uint8Array): NalConfiguration {
  const reader = new RecordReader(record, 4);
  const lengthBytes = (reader.byte() & 3) + 1;
  const sequences = reader.units(reader.byte() & 31);
  const pictures = reader.units(reader.byte());
  return { lengthBytes, header: Buffer.concat([...sequences, ...pictures]), complete: reader.complete };
}

function readHvcC(record: Uint8Array): NalConfiguration {
  const reader = new RecordReader(record, 21);
  const lengthBytes = (reader.byte() & 3) + 1;
  const units: Uint8Array[] = [];
  for (let arrays = reader.byte(); arrays > 0 && reader.complete; arrays--) {
    reader.byte();
    units.push(...reader.units(reader.short()));
  }
  return { lengthBytes, header: Buffer.concat(units), complete: reader.complete };
}

/** What avcC or hvcC says; undefined for extradata in Annex B, or none. */
export function readConfiguration(
  codec: 'h264' | 'hevc',
  extradata: Uint8Array,
): NalConfiguration | undefined {
  const [first = 0, second = 0, third = 0] = extradata;
  if (codec === 'h264') return first === 1 ? readAvcC(extradata) : undefined;
  // As libavcodec tells them apart: hvcC of early files begins with version 0.
  const isRecord = extradata.length > 3 && (first !== 0 || second !== 0 || third > 1);
  return isRecord ? readHvcC(extradata) : undefined;
}

/** The offset and size of each unit; undefined where the lengths do not add up. */
function findUnits(data: Uint8Array, lengthBytes: number): [start: number, size: number][] | undefined {
  const units: [number, number][] = [];
  let at = 0;
  while (data.length - at >= LEAST_BYTES) {
    if (data.length - at <= lengthBytes) return undefined;
    let size = 0;
    for (let i = 0; i < lengthBytes; i++) size = size * 256 + (data[at + i] ?? 0);
    at += lengthBytes;
    if (size === 0 || size > data.length - at) return undefined;
    units.push([at, size]);
    at += size;
  }
  return units;
}

/**
 * A packet's bytes with start codes in place of lengths.
 * @param data is written into where lengths have four bytes.
 * @returns `data` itself then, otherwise a copy; undefined for a damaged packet, which libavcodec drops as a whole too.
 */
export function toAnnexB(data: Uint8Array, lengthBytes: number): Uint8Array | undefined {
  const units = findUnits(data, lengthBytes);
  if (units === undefined) return undefined;
  if (lengthBytes === START_CODE.length) {
    for (const [start] of units) data.set(START_CODE, start - START_CODE.length);
    return data;
  }
  const whole = new Uint8Array(units.reduce((sum, [, size]) => sum + START_CODE.length + size, 0));
  let at = 0;
  for (const [start, size] of units) {
    whole.set(START_CODE, at);
    whole.set(data.subarray(start, start + size), at + START_CODE.length);
    at += START_CODE.length + size;
  }
  return whole;
}
