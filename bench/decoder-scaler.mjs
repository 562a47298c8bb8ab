// How the decoder's own scaler compares with the filters of @nvcodec/colorspace: frames decoded with `targetSize` are
// held against the same frames decoded at full size and filtered in float64 (whose filters are equal to zimg's, see
// packages/colorspace/test/13-golden-scaling.test.ts). Luma only, in code values of 8 bits.
// node bench/decoder-scaler.mjs FILE [--device auto|soft|N] [--sizes 1280x720,960x540,640x360] [--frames 3]
import { parseArgs } from 'node:util';
import { stretchTaps } from '../packages/colorspace/dist/reference/filters.js';
import { Player } from '../packages/nvcodec/dist/index.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    device: { type: 'string', default: 'auto' },
    sizes: { type: 'string', default: '2560x1440,1280x720,960x540,640x360' },
    frames: { type: 'string', default: '3' },
  },
});
const [file] = positionals;
const device = /^\d+$/.test(values.device) ? Number(values.device) : values.device;
const count = Number(values.frames);
const sizes = values.sizes.split(',').map((size) => size.split('x').map(Number));
const filters = ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'area'];

/** The luma planes of the first frames, as decoded. */
async function lumaPlanes(targetSize) {
  const player = await Player.open(file, { device, ...(targetSize ? { targetSize } : {}) });
  const planes = [];
  try {
    for await (const frame of player.frames({ format: 'nv12' })) {
      const [width, height] = [frame.width, frame.height];
      const bytes = await frame.download();
      frame.close();
      planes.push({ width, height, samples: bytes.subarray(0, width * height) });
      if (planes.length === count) break;
    }
    return { planes, device: player.info.device.name };
  } finally {
    await player.close();
  }
}

/** The samples that `grid` and `pixels` say, flattened for speed. */
function taps(filter, from, pixels) {
  if (filter === 'two taps') return unwidened(from, pixels);
  const grid = { count: from, origin: 0, step: 1 };
  return stretchTaps(filter, grid, { from: 0, length: from, pixels });
}

/** Bilinear between the two nearest samples, however much the picture shrinks. */
function unwidened(from, pixels) {
  return Array.from({ length: pixels }, (_, pixel) => {
    const position = ((pixel + 0.5) * from) / pixels - 0.5;
    const first = Math.floor(position);
    return [first, first + 1].map((index) => ({
      index: Math.min(Math.max(index, 0), from - 1),
      weight: 1 - Math.abs(position - index),
    }));
  });
}

function scale({ width, height, samples }, filter, targetWidth, targetHeight) {
  const across = taps(filter, width, targetWidth);
  const down = taps(filter, height, targetHeight);
  const wide = new Float64Array(targetWidth * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < targetWidth; x++) {
      let sum = 0;
      for (const { index, weight } of across[x]) sum += weight * samples[y * width + index];
      wide[y * targetWidth + x] = sum;
    }
  }
  const out = new Float64Array(targetWidth * targetHeight);
  for (let y = 0; y < targetHeight; y++) {
    for (let x = 0; x < targetWidth; x++) {
      let sum = 0;
      for (const { index, weight } of down[y]) sum += weight * wide[index * targetWidth + x];
      out[y * targetWidth + x] = Math.min(Math.max(Math.round(sum), 0), 255);
    }
  }
  return out;
}

function compare(pairs) {
  let [sum, squares, largest, samples] = [0, 0, 0, 0];
  for (const [ours, theirs] of pairs) {
    for (let i = 0; i < ours.length; i++) {
      const error = Math.abs(ours[i] - theirs[i]);
      sum += error;
      squares += error * error;
      largest = Math.max(largest, error);
    }
    samples += ours.length;
  }
  const psnr = 10 * Math.log10(255 ** 2 / (squares / samples));
  return { mean: sum / samples, largest, psnr };
}

const full = await lumaPlanes();
console.log(
  `${file}, ${full.planes.length} frames, decoder of ${full.device}; mean and largest error of luma, PSNR in dB\n`,
);
console.log(`| target | against | mean | largest | PSNR |\n| --- | --- | --- | --- | --- |`);
for (const [width, height] of sizes) {
  const scaled = await lumaPlanes({ width, height });
  for (const filter of [...filters, 'two taps']) {
    const pairs = full.planes.map((plane, i) => [
      scale(plane, filter, width, height),
      scaled.planes[i].samples,
    ]);
    const { mean, largest, psnr } = compare(pairs);
    console.log(`| ${width}x${height} | ${filter} | ${mean.toFixed(3)} | ${largest} | ${psnr.toFixed(1)} |`);
  }
}
