/**
 * Whether decoding that begins at a packet gives the same pictures as decoding that came from before it. Containers
 * mark packets as keyframes for more than that: H.264 pictures from which the image is only gradually refreshed,
 * AV1 keyframes that are shown later. So the packet itself is looked at, in the form that the parser gets it.
 */
import { BitReader, type Codec, nalUnits, rawPayload, unlessCutShort } from '@nvcodec/nvcuvid';
import { readAv1Packet } from './av1-units.js';
import { readVp9Frame } from './vp9-references.js';

/** What is right when decoding begins here. */
export interface AccessPoint {
  /**
   * How many reference pictures further, in decoding order, lies the first one that is right; 0: the packet's own.
   * Pictures shown after that one are right too.
   */
  readonly recovery: number;
  /** No picture that is decoded later is shown before this one. */
  readonly closed: boolean;
}

const CLOSED: AccessPoint = { recovery: 0, closed: true };
const OPEN: AccessPoint = { recovery: 0, closed: false };

/** H.264, ISO/IEC 14496-10 table 7-1 and D.1.8; HEVC, ISO/IEC 23008-2 table 7-1. */
const H264 = { partitionA: 2, idr: 5, sei: 6, recoveryPoint: 6 } as const;
const HEVC = {
  firstLeading: 6,
  lastLeading: 9,
  firstIrap: 16,
  idrNoLeading: 20,
  lastIrap: 21,
  lastVcl: 31,
} as const;
/** Start codes of ISO/IEC 13818-2 (6.2.1) and 14496-2 (6.2.1). */
const PICTURE_START = 0x00;
const VOP_START = 0xb6;
const MPEG_I = 1;
const MPEG_B = 3;
const VOP_I = 0;
const VOP_B = 2;

/** How decoding can begin at a packet that the container calls a keyframe; undefined: not for sure. */
export function accessPoint(codec: Codec, data: Uint8Array): AccessPoint | undefined {
  return unlessCutShort(() => readAccessPoint(codec, data));
}

/** @throws RangeError when the packet is cut short. */
function readAccessPoint(codec: Codec, data: Uint8Array): AccessPoint | undefined {
  switch (codec) {
    case 'h264':
      return h264AccessPoint(data);
    case 'hevc': {
      const type = hevcPictureType(data);
      if (type < HEVC.firstIrap || type > HEVC.lastIrap) return undefined;
      return type === HEVC.idrNoLeading ? CLOSED : OPEN;
    }
    case 'mpeg1':
    case 'mpeg2':
      return mpegPictureType(data) === MPEG_I ? OPEN : undefined;
    case 'mpeg4':
      return vopType(data) === VOP_I ? OPEN : undefined;
    case 'vp8':
      return ((data[0] ?? 1) & 1) === 0 ? CLOSED : undefined;
    case 'vp9': {
      const frame = readVp9Frame(data);
      return 'refreshes' in frame && frame.refreshes === 0xff ? CLOSED : undefined;
    }
    case 'av1':
      return isShownAv1Key(data) ? CLOSED : undefined;
    case 'jpeg':
      return CLOSED;
    default:
      return OPEN;
  }
}

/** Whether the picture of a packet may be shown before that of an open access point right before it. */
export function mayLead(codec: Codec, data: Uint8Array): boolean {
  switch (codec) {
    case 'hevc': {
      const type = hevcPictureType(data);
      return type >= HEVC.firstLeading && type <= HEVC.lastLeading;
    }
    case 'mpeg1':
    case 'mpeg2':
      return mpegPictureType(data) === MPEG_B;
    case 'mpeg4':
      return vopType(data) === VOP_B;
    default:
      return true;
  }
}

/** Whether others are decoded from the picture: `nal_ref_idc` of H.264; other codecs do not recover by counting. */
export function isReference(codec: Codec, data: Uint8Array): boolean {
  if (codec !== 'h264') return true;
  for (const nal of nalUnits(data)) {
    const type = (nal[0] ?? 0) & 31;
    if (type >= 1 && type <= H264.idr) return (nal[0] ?? 0) >> 5 !== 0;
  }
  return true;
}

function h264AccessPoint(data: Uint8Array): AccessPoint | undefined {
  let recovery: number | undefined;
  for (const nal of nalUnits(data)) {
    const type = (nal[0] ?? 0) & 31;
    if (type === H264.idr) return CLOSED;
    if (type === H264.sei) recovery ??= recoveryFrameCount(rawPayload(nal.subarray(1)));
    else if (type === 1 || type === H264.partitionA) break;
  }
  return recovery === undefined ? undefined : { recovery, closed: false };
}

/** Of the recovery point message among those of an SEI; undefined without one, or where it promises no exact match. */
function recoveryFrameCount(sei: Uint8Array): number | undefined {
  let at = 0;
  const readLength = (): number => {
    let value = 0;
    while (sei[at] === 0xff) value += sei[at++] ?? 0;
    return value + (sei[at++] ?? 0);
  };
  while (at + 2 < sei.length) {
    const type = readLength();
    const size = readLength();
    if (type === H264.recoveryPoint) {
      const bits = new BitReader(sei.subarray(at));
      const count = bits.unsigned();
      return bits.flag() ? count : undefined;
    }
    at += size;
  }
  return undefined;
}

/** HEVC's NAL unit type of the first slice of the base layer; 63 when there is none. */
export function hevcPictureType(data: Uint8Array): number {
  for (const nal of nalUnits(data)) {
    const type = ((nal[0] ?? 0) >> 1) & 63;
    const layer = (((nal[0] ?? 0) & 1) << 5) | ((nal[1] ?? 0) >> 3);
    if (type <= HEVC.lastVcl && layer === 0) return type;
  }
  return 63;
}

/** picture_coding_type follows the ten bits of temporal_reference. */
function mpegPictureType(data: Uint8Array): number {
  for (const unit of nalUnits(data)) if (unit[0] === PICTURE_START) return ((unit[2] ?? 0) >> 3) & 7;
  return 0;
}

function vopType(data: Uint8Array): number {
  for (const unit of nalUnits(data)) if (unit[0] === VOP_START) return (unit[1] ?? 0xff) >> 6;
  return 3;
}

/** A temporal unit with its sequence header whose first frame is a key frame, shown at once. */
function isShownAv1Key(data: Uint8Array): boolean {
  const { hasSequenceHeader, frames } = readAv1Packet(data);
  return hasSequenceHeader && frames[0]?.key === true && frames[0].shown;
}
