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

/** The window of a sequence parameter set. @throws RangeError when it is cut short or makes no sense. */
export function readH264Window(unit: Uint8Array): SequenceWindow {
  const reader = new BitReader(rawPayload(unit));
  reader.skip(8); // the NAL unit's header
  const profile = reader.bits(8);
  reader.skip(16); // constraint flags and level_idc
  reader.unsigned(); // seq_parameter_set_id
  const chroma = highProfiles.has(profile) ? readChroma(reader) : chromaUnits(1, false);
  reader.unsigned(); // log2_max_frame_num_minus4
  skipPictureOrder(reader);
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
  return cropped(width, 16 * mapUnits * fields, cropUnit, readOffsets(reader));
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

function skipPictureOrder(reader: BitReader): void {
  const type = reader.unsigned();
  if (type === 0) reader.unsigned(); // log2_max_pic_order_cnt_lsb_minus4
  if (type !== 1) return;
  reader.skip(1); // delta_pic_order_always_zero_flag
  reader.signed(); // offset_for_non_ref_pic
  reader.signed(); // offset_for_top_to_bottom_field
  const cycle = reader.unsigned();
  for (let frame = 0; frame < cycle; frame++) reader.signed(); // offset_for_ref_frame
}
