// Writes raw frames (yuv420p, 8 bits, limited range) of a moving picture to stdout, each with its number in it: 16
// blocks in a row at the top left, the least significant bit first, white (235) for 1 and black (16) for 0. A block has
// 16x16 luma samples in pictures at least 256 wide, else 8x8: large enough to be read after any lossy coding.
// node scripts/numbered-frames.mjs WIDTH HEIGHT FRAMES [tff|bff]     with a field order, the two fields are of two moments
import { once } from 'node:events';

const [width, height, frames] = process.argv.slice(2, 5).map(Number);
const fields = process.argv[5];
if (!(width >= 128 && height >= 16 && frames > 0)) {
  console.error('usage: numbered-frames.mjs WIDTH HEIGHT FRAMES [tff|bff]   (at least 128x16)');
  process.exit(2);
}
const BITS = 16;
const block = width >= 256 ? 16 : 8;
const WAVE = Array.from({ length: 256 }, (_, i) => Math.sin((2 * Math.PI * i) / 256));

/** Rows of waves that drift, each row at its own moment. */
function fill(plane, at, columns, rows, { mean, swing, drift, momentOf }) {
  for (let y = 0; y < rows; y++) {
    const moment = momentOf(y);
    const across = WAVE[(y * 3 - Math.round(moment * 2)) & 255];
    const shift = Math.round(moment * drift);
    for (let x = 0; x < columns; x++) plane[at++] = mean + swing * (WAVE[(x * 2 + shift) & 255] + across);
  }
}

/** A checkered square that goes to and fro, so that there is something for motion vectors to follow. */
function square(luma, momentOf) {
  const side = Math.min(48, height >> 2);
  const range = width - side;
  const top = (height - side) >> 1;
  for (let y = 0; y < side; y++) {
    const turn = Math.round(momentOf(top + y) * 5) % (2 * range);
    const left = turn < range ? turn : 2 * range - turn;
    const row = (top + y) * width + left;
    for (let x = 0; x < side; x++) luma[row + x] = ((x >> 2) ^ (y >> 2)) & 1 ? 200 : 50;
  }
}

function stamp(luma, number) {
  for (let bit = 0; bit < BITS; bit++) {
    const value = (number >> bit) & 1 ? 235 : 16;
    for (let y = 0; y < block; y++) luma.fill(value, y * width + bit * block, y * width + (bit + 1) * block);
  }
}

const columns = (width + 1) >> 1;
const rows = (height + 1) >> 1;
const frame = new Uint8Array(width * height + 2 * columns * rows);
const luma = frame.subarray(0, width * height);
for (let number = 0; number < frames; number++) {
  const later = fields === 'tff' ? 1 : 0;
  const momentOf = (y) => number + (fields !== undefined && (y & 1) === later ? 0.5 : 0);
  const whole = () => number;
  fill(frame, 0, width, height, { mean: 126, swing: 50, drift: 3, momentOf });
  fill(frame, luma.length, columns, rows, { mean: 128, swing: 40, drift: 5, momentOf: whole });
  fill(frame, luma.length + columns * rows, columns, rows, {
    mean: 128,
    swing: 40,
    drift: -4,
    momentOf: whole,
  });
  square(luma, momentOf);
  stamp(luma, number);
  if (!process.stdout.write(frame.slice())) await once(process.stdout, 'drain');
}
