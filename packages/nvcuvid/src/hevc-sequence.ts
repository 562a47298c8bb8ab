/** The sizes in an HEVC sequence parameter set: ITU-T H.265 clause 7.3.2.2. */
import { BitReader } from './bit-reader.js';
import { rawPayload } from './nal-units.js';
import { chromaUnits, cropped, type SequenceWindow } from './sequence-window.js';

/** nal_unit_type of a sequence parameter set. */
const sequenceParameterSet = 33;
/** general_profile_space to the last reserved bit, of a layer or a sub-layer. */
const profileBits = 88;
const levelBits = 8;

/** Whether a NAL unit is a sequence parameter set of the base layer. */
export function isHevcSequence(unit: Uint8Array): boolean {
  const first = unit[0] ?? 0;
  const second = unit[1] ?? 0;
  const layer = ((first & 1) << 5) | (second >> 3);
  return ((first >> 1) & 0x3f) === sequenceParameterSet && layer === 0;
}

/** Whether a NAL unit that begins with this byte is a coded slice: parameter sets of its access unit come before. */
export function isHevcSlice(first: number): boolean {
  return ((first >> 1) & 0x3f) < 32;
}

/** The window of a sequence parameter set. @throws RangeError when it is cut short or makes no sense. */
export function readHevcWindow(unit: Uint8Array): SequenceWindow {
  const reader = new BitReader(rawPayload(unit));
  reader.skip(16 + 4); // the NAL unit's header, sps_video_parameter_set_id
  const subLayers = reader.bits(3);
  reader.skip(1); // sps_temporal_id_nesting_flag
  skipProfileTierLevel(reader, subLayers);
  reader.unsigned(); // sps_seq_parameter_set_id
  const chromaFormat = reader.unsigned();
  const chroma = chromaUnits(chromaFormat, chromaFormat === 3 && reader.flag());
  const width = reader.unsigned();
  const height = reader.unsigned();
  if (!reader.flag()) return cropped(width, height, chroma, { left: 0, right: 0, top: 0, bottom: 0 });
  const left = reader.unsigned();
  const right = reader.unsigned();
  const top = reader.unsigned();
  return cropped(width, height, chroma, { left, right, top, bottom: reader.unsigned() });
}

/** profile_tier_level(1, subLayers), clause 7.3.3. */
function skipProfileTierLevel(reader: BitReader, subLayers: number): void {
  reader.skip(profileBits + levelBits);
  let bits = 0;
  for (let layer = 0; layer < subLayers; layer++) {
    if (reader.flag()) bits += profileBits;
    if (reader.flag()) bits += levelBits;
  }
  if (subLayers > 0) reader.skip(2 * (8 - subLayers)); // reserved_zero_2bits, for alignment
  reader.skip(bits);
}
