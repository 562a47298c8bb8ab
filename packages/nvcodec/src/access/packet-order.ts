/**
 * Whether each packet of a stream shows just one picture, at its own time, or none: then the packets alone tell the
 * frames, and nothing need be decoded for an index. What is asked of a stream for that is strict: whatever may
 * make a decoder show more or fewer pictures, or show them at other times, is a doubt.
 */
import type { Packet } from '@nvcodec/demux-ffmpeg';
import {
  BitReader,
  type Codec,
  type H264Ordering,
  isH264Sequence,
  nalUnits,
  rawPayload,
  readH264Ordering,
  unlessCutShort,
} from '@nvcodec/nvcuvid';
import { readAv1Packet } from '../decoding/av1-units.js';

/** How many pictures a packet shows; undefined when that cannot be told. */
type Shows = 0 | 1 | undefined;

/** Pictures whose times are looked at for how far they are reordered: more than any codec may hold back. */
const REORDER_WINDOW = 32;

/** H.264, table 7-1; HEVC, table 7-1 of H.265. */
const H264 = { slice: 1, partitionA: 2, idr: 5 } as const;
const HEVC = { rasl: [8, 9], bla: [16, 17, 18], cra: 21, firstIrap: 16, lastVcl: 31, pps: 34, end: [36, 37] };

/** Judges the packets of a stream in decoding order. */
export class PacketOrder {
  readonly #codec: Codec;
  #doubtful = false;
  #first = true;
  /** What the H.264 sequence promises. */
  #reorderFrames: number | undefined;
  /** When the last pictures are shown. */
  readonly #recent: bigint[] = [];
  /** Before the second random access point, where leading pictures of an open first one are left out. */
  #openStart = false;
  #firstPts: bigint | undefined;

  constructor(codec: Codec, extradata: Uint8Array) {
    this.#codec = codec;
    if (codec === 'h264' && extradata[0] !== 1) this.#noteH264Sequences(extradata);
  }

  /** Whether a packet raised a doubt: the packets do not tell the frames then. */
  get doubtful(): boolean {
    return this.#doubtful;
  }

  /** Whether a packet shows a picture. */
  shows(packet: Packet, hidden: boolean): boolean {
    const shown = this.#judge(packet, hidden);
    if (shown === undefined) this.#doubtful = true;
    this.#first = false;
    return shown === 1;
  }

  #judge(packet: Packet, hidden: boolean): Shows {
    const { pts, corrupt, byteLength, key } = packet;
    if (corrupt || byteLength === 0 || packet.bringsExtradata || (this.#first && !key)) return undefined;
    if (hidden) return 0;
    if (pts === null) return undefined;
    this.#firstPts ??= pts;
    if (pts < this.#firstPts) return undefined;
    return unlessCutShort(() => this.#showsByCodec(packet.data, pts));
  }

  #showsByCodec(data: Uint8Array, pts: bigint): Shows {
    switch (this.#codec) {
      case 'h264':
        return this.#showsH264(data, pts);
      case 'hevc':
        return this.#showsHevc(data);
      case 'vp8':
        return ((data[0] ?? 0) & 0x10) === 0 ? 0 : 1;
      case 'vp9':
        return isVp9Shown(data[0] ?? 0) ? 1 : undefined;
      case 'av1': {
        const { frames, layered } = readAv1Packet(data);
        return !layered && frames.filter(({ shown }) => shown).length === 1 ? 1 : undefined;
      }
      case 'jpeg':
        return 1;
      default:
        return undefined;
    }
  }

  /** One frame, of a sequence of frames only, that is no later than the sequence promises. */
  #showsH264(data: Uint8Array, pts: bigint): Shows {
    let pictures = 0;
    for (const unit of nalUnits(data)) {
      const type = (unit[0] ?? 0) & 31;
      if (isH264Sequence(unit)) this.#noteH264Sequence(unit);
      const isSlice = type === H264.slice || type === H264.partitionA || type === H264.idr;
      // first_mb_in_slice, ue(v), is 0.
      if (isSlice && ((unit[1] ?? 0) & 0x80) !== 0) pictures++;
      if (this.#first && isSlice && type !== H264.idr) return undefined;
    }
    const later = this.#recent.filter((other) => other > pts).length;
    this.#recent.push(pts);
    if (this.#recent.length > REORDER_WINDOW) this.#recent.shift();
    return pictures === 1 && this.#reorderFrames !== undefined && later <= this.#reorderFrames
      ? 1
      : undefined;
  }

  #noteH264Sequences(headers: Uint8Array): void {
    for (const unit of nalUnits(headers)) if (isH264Sequence(unit)) this.#noteH264Sequence(unit);
  }

  #noteH264Sequence(unit: Uint8Array): void {
    const { framesOnly, reorderFrames } = orderingOf(unit);
    if (!framesOnly || reorderFrames === undefined) this.#doubtful = true;
    else this.#reorderFrames = reorderFrames;
  }

  /** One picture of the base layer that nothing keeps from being shown. */
  #showsHevc(data: Uint8Array): Shows {
    let pictures = 0;
    for (const unit of nalUnits(data)) {
      const [first = 0, second = 0, third = 0] = unit;
      const type = (first >> 1) & 63;
      const layer = ((first & 1) << 5) | (second >> 3);
      if (layer !== 0) continue;
      if (HEVC.end.includes(type) || HEVC.bla.includes(type)) return undefined;
      if (type === HEVC.pps && hasOutputFlags(unit)) return undefined;
      if (type > HEVC.lastVcl) continue;
      if (!this.#mayShowHevc(type, third)) return undefined;
      // first_slice_segment_in_pic_flag.
      if ((third & 0x80) !== 0) pictures++;
    }
    return pictures === 1 ? 1 : undefined;
  }

  /** @param slice the first byte of the slice segment's header. */
  #mayShowHevc(type: number, slice: number): boolean {
    const access = type >= HEVC.firstIrap;
    if (access) this.#openStart = this.#first && type === HEVC.cra;
    const dropsOthers = access && !this.#first && (slice & 0x40) !== 0; // no_output_of_prior_pics_flag
    return !dropsOthers && !(this.#openStart && HEVC.rasl.includes(type));
  }
}

/** Without a promise where the parameter set is damaged. */
function orderingOf(sequence: Uint8Array): Pick<H264Ordering, 'framesOnly' | 'reorderFrames'> {
  try {
    return readH264Ordering(sequence);
  } catch (error) {
    if (error instanceof RangeError) return { framesOnly: false, reorderFrames: undefined };
    throw error;
  }
}

/** output_flag_present_flag follows two ue(v) and one flag (H.265, 7.3.2.3.1). */
function hasOutputFlags(pps: Uint8Array): boolean {
  const bits = new BitReader(rawPayload(pps.subarray(2, 16)));
  bits.unsigned();
  bits.unsigned();
  bits.skip(1);
  return bits.flag();
}

/** show_existing_frame, or show_frame after frame_type (VP9, 6.2). */
function isVp9Shown(first: number): boolean {
  const profile = ((first >> 5) & 1) | ((first >> 3) & 2);
  const bits = profile === 3 ? first << 1 : first;
  return (bits & 8) !== 0 || (bits & 2) !== 0;
}
