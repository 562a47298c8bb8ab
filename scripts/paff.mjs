// Puts an H.264 stream of fields and frames in turn (PAFF) together, which no encoder of FFmpeg's makes: out of two streams of
// x264, one of fields as pictures of half the height and one of frames. Slices are CAVLC, so that bits can be put into their
// headers; a field's coefficients are read in another order than they were written, which makes noise of them, but
// the same noise in every decoder.
// usage: node scripts/paff.mjs FIELDS FRAMES OUT
//   FIELDS, FRAMES: Annex B, one slice a picture, each predicted from the one before, pic_order_cnt_type 2, no 8x8
//   transform; twice as many fields as frames, keyframes at the same frames
import { readFileSync, writeFileSync } from 'node:fs';
import { BitText, byteStream, fixed, golomb, nalUnit, nalUnits, payloadBits } from './bits.mjs';

const TYPE = { slice: 1, idr: 5, sequence: 7, picture: 8 };
const typeOf = (unit) => unit[0] & 31;

/** Two fields, two frames, and so on. */
const isField = (frame) => frame % 4 < 2;

/** A stream's parameter sets and slices, and how long its frame numbers are. */
function readStream(path) {
  const units = nalUnits(readFileSync(path));
  const [sequence] = units.filter((unit) => typeOf(unit) === TYPE.sequence);
  const bits = new BitText(payloadBits(sequence));
  bits.read(24);
  bits.readGolomb();
  return {
    sequence,
    picture: units.find((unit) => typeOf(unit) === TYPE.picture),
    slices: units.filter((unit) => typeOf(unit) === TYPE.slice || typeOf(unit) === TYPE.idr),
    numberLength: 4 + bits.readGolomb(),
  };
}

/** The sequence parameter set of the fields, in Main profile, whose pictures may be fields: as high as they are, twice. */
function withFields(unit) {
  const bits = new BitText(payloadBits(unit));
  bits.read(24);
  const ordering = bits.at;
  for (let i = 0; i < 3; i++) bits.readGolomb(); // seq_parameter_set_id, log2_max_frame_num_minus4, pic_order_cnt_type
  const references = bits.at;
  bits.readGolomb();
  const size = bits.at;
  bits.read(1); // gaps_in_frame_num_value_allowed_flag
  bits.readGolomb();
  bits.readGolomb();
  const flags = bits.at;
  if (bits.read(1) !== 1) throw new Error('the stream of fields must have frames only');
  bits.read(1);
  const profile = '01001101 00000000 00011110'.replaceAll(' ', '');
  const head = `${profile}${bits.between(ordering, references)}${golomb(2)}${bits.between(size, flags)}`;
  // frame_mbs_only_flag 0, mb_adaptive_frame_field_flag 0, direct_8x8_inference_flag 1
  return nalUnit(unit[0], `${head}001${bits.between(bits.at)}`);
}

/** @param field 'top', 'bottom', or undefined for a frame. */
function rewritten(unit, { numberLength }, frame, field) {
  const bits = new BitText(payloadBits(unit));
  for (let i = 0; i < 3; i++) bits.readGolomb(); // first_mb_in_slice, slice_type, pic_parameter_set_id
  const head = bits.between(0, bits.at) + fixed(frame % 2 ** numberLength, numberLength);
  bits.read(numberLength);
  const structure = field === undefined ? '0' : field === 'top' ? '10' : '11';
  return nalUnit(unit[0], head + structure + bits.between(bits.at));
}

const [fieldsPath, framesPath, out] = process.argv.slice(2);
const fields = readStream(fieldsPath);
const frames = readStream(framesPath);
const units = [withFields(fields.sequence), fields.picture];
frames.slices.forEach((slice, i) => {
  const [top, bottom] = fields.slices.slice(2 * i, 2 * i + 2);
  if (!isField(i)) units.push(rewritten(slice, frames, i));
  else units.push(rewritten(top, fields, i, 'top'), rewritten(bottom, fields, i, 'bottom'));
});
writeFileSync(out, byteStream(units));
