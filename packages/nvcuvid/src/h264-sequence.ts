/** The sizes in an H.264 sequence parameter set: ITU-T H.264 clause 7.3.2.1.1. */
import { BitReader } from './bit-reader.js';
import { rawPayload } from './nal-units.js';
import { type CropOffsets, chromaUnits, cropped, type SequenceWindow } from './sequence-window.js';

/** nal_unit_type of a sequence parameter set. */
const sequenceParameterSet = 7;

/** Values of profile_idc whose parameter sets tell the chroma format. */
const highProfiles: ReadonlySet<number> = new Set([
  100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135,
]);

/** Whether a NAL unit is a sequence parameter set. */
export function isH264Sequence(unit: Uint8Array): boolean {
  return ((unit[0] ?? 0) & 0x1f) === sequenceParameterSet;
}

/** Whether a NAL unit that begins with this byte is coded slice data: parameter sets of its access unit come before. */
export function isH264Slice(first: number): boolean {
  const type = first & 0x1f;
  return type >= 1 && type <= 5;
}

/** How the pictures of a sequence are coded and put in order. */
export interface H264Ordering {
  /** No picture is coded as two fields, or in fields by macroblock. */
  readonly framesOnly: boolean;
  /** By how many pictures showing may lag behind decoding; undefined where the stream does not promise. */
  readonly reorderFrames: number | undefined;
  /** Bits of frame_num in slice headers. */
  readonly frameNumberBits: number;
}

interface FrameSyntax {
  readonly window: SequenceWindow;
  readonly framesOnly: boolean;
  /** pic_order_cnt_type; 2: pictures are shown in decoding order. */
  readonly orderType: number;
  readonly frameNumberBits: number;
}

/** The window of a sequence parameter set. @throws RangeError when it is cut short or makes no sense. */
export function readH264Window(unit: Uint8Array): SequenceWindow {
  return readFrameSyntax(new BitReader(rawPayload(unit))).window;
}

/**
 * What a sequence parameter set (a NAL unit) says of fields and order: ITU-T H.264 clauses 7.3.2.1.1 and E.1.1.
 * @throws RangeError when it is cut short or makes no sense.
 */
export function readH264Ordering(unit: Uint8Array): H264Ordering {
  const reader = new BitReader(rawPayload(unit));
  const { framesOnly, orderType, frameNumberBits } = readFrameSyntax(reader);
  const reads = orderType !== 2 && reader.flag();
  const reorderFrames = orderType === 2 ? 0 : reads ? readReorderFrames(reader) : undefined;
  return { framesOnly, reorderFrames, frameNumberBits };
}

/** Up to the cropping; what follows are the video usability parameters. */
function readFrameSyntax(reader: BitReader): FrameSyntax {
  reader.skip(8); // the NAL unit's header
  const profile = reader.bits(8);
  reader.skip(16); // constraint flags and level_idc
  reader.unsigned(); // seq_parameter_set_id
  const chroma = highProfiles.has(profile) ? readChroma(reader) : chromaUnits(1, false);
  const frameNumberBits = reader.unsigned() + 4;
  const orderType = readPictureOrder(reader);
  reader.unsigned(); // max_num_ref_frames
  reader.skip(1); // gaps_in_frame_num_value_allowed_flag
  const width = 16 * (reader.unsigned() + 1);
  const mapUnits = reader.unsigned() + 1;
  const framesOnly = reader.flag();
  if (!framesOnly) reader.skip(1); // mb_adaptive_frame_field_flag
  reader.skip(1); // direct_8x8_inference_flag
  const fields = framesOnly ? 1 : 2;
  // CropUnitX and CropUnitY, equations 7-19 to 7-22.
  const cropUnit = { x: chroma.x, y: chroma.y * fields };
  const window = cropped(width, 16 * mapUnits * fields, cropUnit, readOffsets(reader));
  return { window, framesOnly, orderType, frameNumberBits };
}

/** aspect_ratio_idc of an aspect ratio in numbers. */
const extendedSar = 255;

/** max_num_reorder_frames, among the last of the video usability parameters. */
function readReorderFrames(reader: BitReader): number | undefined {
  if (reader.flag() && reader.bits(8) === extendedSar) reader.skip(32);
  if (reader.flag()) reader.skip(1); // overscan
  if (reader.flag()) {
    reader.skip(4); // video_format, video_full_range_flag
    if (reader.flag()) reader.skip(24); // colours
  }
  if (reader.flag()) {
    reader.unsigned(); // chroma_sample_loc_type_top_field
    reader.unsigned(); // and of the bottom field
  }
  if (reader.flag()) reader.skip(65); // num_units_in_tick, time_scale, fixed_frame_rate_flag
  const nal = reader.flag();
  if (nal) skipHrd(reader);
  const vcl = reader.flag();
  if (vcl) skipHrd(reader);
  if (nal || vcl) reader.skip(1); // low_delay_hrd_flag
  reader.skip(1); // pic_struct_present_flag
  if (!reader.flag()) return undefined;
  reader.skip(1); // motion_vectors_over_pic_boundaries_flag
  for (let bound = 0; bound < 4; bound++) reader.unsigned(); // bytes, bits and motion vectors
  return reader.unsigned();
}

/** hrd_parameters(), clause E.1.2. */
function skipHrd(reader: BitReader): void {
  const specifications = reader.unsigned() + 1;
  reader.skip(8); // bit_rate_scale, cpb_size_scale
  for (let i = 0; i < specifications; i++) {
    reader.unsigned(); // bit_rate_value_minus1
    reader.unsigned(); // cpb_size_value_minus1
    reader.skip(1); // cbr_flag
  }
  reader.skip(20); // lengths of delays and of the time offset
}

function readOffsets(reader: BitReader): CropOffsets {
  if (!reader.flag()) return { left: 0, right: 0, top: 0, bottom: 0 };
  const left = reader.unsigned();
  const right = reader.unsigned();
  const top = reader.unsigned();
  return { left, right, top, bottom: reader.unsigned() };
}

function readChroma(reader: BitReader): { x: number; y: number } {
  const chromaFormat = reader.unsigned();
  const separatePlanes = chromaFormat === 3 && reader.flag();
  reader.unsigned(); // bit_depth_luma_minus8
  reader.unsigned(); // bit_depth_chroma_minus8
  reader.skip(1); // qpprime_y_zero_transform_bypass_flag
  if (reader.flag()) {
    const lists = chromaFormat === 3 ? 12 : 8;
    for (let list = 0; list < lists; list++) if (reader.flag()) skipScalingList(reader, list < 6 ? 16 : 64);
  }
  return chromaUnits(chromaFormat, separatePlanes);
}

/** scaling_list(): a delta for each entry until one makes the next scale 0 (clause 7.3.2.1.1.1). */
function skipScalingList(reader: BitReader, size: number): void {
  let scale = 8;
  for (let entry = 0; entry < size; entry++) {
    scale = (scale + reader.signed() + 256) % 256;
    if (scale === 0) return;
  }
}

/** pic_order_cnt_type, and what belongs to it. */
function readPictureOrder(reader: BitReader): number {
  const type = reader.unsigned();
  if (type === 0) reader.unsigned(); // log2_max_pic_order_cnt_lsb_minus4
  if (type !== 1) return type;
  reader.skip(1); // delta_pic_order_always_zero_flag
  reader.signed(); // offset_for_non_ref_pic
  reader.signed(); // offset_for_top_to_bottom_field
  const cycle = reader.unsigned();
  for (let frame = 0; frame < cycle; frame++) reader.signed(); // offset_for_ref_frame
  return type;
}
