// Changes a VP9 stream into what libvpx makes of few videos: frames whose size changes without a keyframe, so that they are
// predicted from those of another size, and frames that are shown again. Only headers are rewritten (VP9 bitstream
// specification, 6.2): a frame of nearly the same size has as many blocks, so its data stay as they are.
// usage: node scripts/vp9-frames.mjs IN.ivf OUT.ivf
//   IN: at most 512 pixels wide, of one keyframe, no hidden frames, no segmentation, one tile
import { readFileSync, writeFileSync } from 'node:fs';
import { BitText, bitsOf, bytesOf, fixed } from './bits.mjs';

/** From this frame to before that one the picture is smaller. */
const [SHRINKS, GROWS] = [6, 12];
/** Columns and rows less; a block of 8x8 pixels stays begun. */
const LESS = { width: 6, height: 4 };
/** Behind these frames the one in the first reference slot is shown again. */
const REPEATED = [3, 8, 14];
const HEADER = { file: 32, frame: 12 };

/** The frames of an IVF file, and its header. */
function readIvf(path) {
  const file = readFileSync(path);
  const frames = [];
  for (let at = HEADER.file; at < file.length; ) {
    const end = at + HEADER.frame + file.readUInt32LE(at);
    frames.push(file.subarray(at + HEADER.frame, end));
    at = end;
  }
  return { header: Buffer.from(file.subarray(0, HEADER.file)), frames };
}

function ivf(header, frames) {
  header.writeUInt32LE(frames.length, 24);
  const packets = frames.flatMap((frame, i) => {
    const head = Buffer.alloc(HEADER.frame);
    head.writeUInt32LE(frame.length);
    head.writeBigUInt64LE(BigInt(i), 4);
    return [head, frame];
  });
  return Buffer.concat([header, ...packets]);
}

/** Passes over flags of which each has a value of `length` bits behind it where it is set. */
function skipOptional(bits, count, length) {
  for (let i = 0; i < count; i++) if (bits.read(1) === 1) bits.read(length);
}

/** Passes over what follows the size of an inter frame. */
function skipRest(bits, errorResilient) {
  skipOptional(bits, 1, 32); // render_size
  bits.read(1); // allow_high_precision_mv
  if (bits.read(1) === 0) bits.read(2); // interpolation filter
  bits.read(errorResilient ? 2 : 4); // contexts
  bits.read(9); // loop_filter_level, loop_filter_sharpness
  if (bits.read(1) === 1 && bits.read(1) === 1) skipOptional(bits, 6, 7);
  bits.read(8); // base_q_idx
  skipOptional(bits, 3, 5);
  if (bits.read(1) === 1) throw new Error('segmentation is not followed');
  skipOptional(bits, 1, 1); // tile rows
  bits.read(16); // header_size_in_bytes
}

/** An inter frame with its size in its header. */
function withSize(frame, { width, height }) {
  const text = bitsOf(frame.subarray(0, 64));
  const bits = new BitText(text);
  if (bits.read(7) !== 0b1000011) throw new Error('only shown inter frames of profile 0 are followed');
  const errorResilient = bits.read(1) === 1;
  bits.read((errorResilient ? 0 : 2) + 8 + 3 * 4); // reset_frame_context, refresh_frame_flags, references
  const size = bits.at;
  while (bits.read(1) === 0);
  const rest = bits.at;
  skipRest(bits, errorResilient);
  const explicit = `000${fixed(width - 1, 16)}${fixed(height - 1, 16)}`;
  const header = text.slice(0, size) + explicit + text.slice(rest, bits.at);
  return Buffer.concat([bytesOf(header), frame.subarray(Math.ceil(bits.at / 8))]);
}

/** A frame that shows what lies in a reference slot. */
const shownAgain = (slot) => bytesOf(`10001${fixed(slot, 3)}`);

const [input, output] = process.argv.slice(2);
const { header, frames } = readIvf(input);
const whole = { width: header.readUInt16LE(12), height: header.readUInt16LE(14) };
const smaller = { width: whole.width - LESS.width, height: whole.height - LESS.height };
const changed = frames.flatMap((frame, i) => {
  const sized = i === SHRINKS ? withSize(frame, smaller) : i === GROWS ? withSize(frame, whole) : frame;
  return REPEATED.includes(i) ? [sized, shownAgain(0)] : [sized];
});
writeFileSync(output, ivf(header, changed));
