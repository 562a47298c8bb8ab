// Colour conversion and scaling against zimg on real frames: frames of FILE are taken to R'G'B' by FFmpeg's zscale
// filter (zimg) and by @nvcodec/colorspace, and the mean and largest differences are printed, in code values.
// Needs ffmpeg with zscale and ffprobe on PATH (FFMPEG and FFPROBE name others).
// node bench/color-accuracy.mjs FILE [--device soft|N] [--frames 3] [--every 25] [--by kernels|reference]
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { colorDescription, defaultRegistry } from '../packages/colorspace/dist/index.js';
import { referenceConversion, SourcePicture } from '../packages/colorspace/dist/testing/index.js';
import { CudaDriver } from '../packages/cuda-driver/dist/index.js';
import { softDriverPaths } from '../packages/soft-driver/dist/index.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    device: { type: 'string', default: 'soft' },
    frames: { type: 'string', default: '3' },
    every: { type: 'string', default: '25' },
    by: { type: 'string', default: 'kernels' },
  },
});
const [file] = positionals;
if (!file)
  throw new Error('usage: node bench/color-accuracy.mjs FILE [--device soft|N] [--by kernels|reference]');
const { FFMPEG: ffmpeg = 'ffmpeg', FFPROBE: ffprobe = 'ffprobe' } = process.env;

const zimgMatrices = {
  bt709: '709',
  fcc: 'fcc',
  bt470bg: '470bg',
  smpte170m: '170m',
  smpte240m: '7',
  ycgco: 'ycgco',
  bt2020nc: '2020_ncl',
};

/** The colours and the size of the first video stream. */
function probe() {
  const entries =
    'stream=width,height,pix_fmt,color_range,color_space,color_primaries,color_transfer,chroma_location';
  const args = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', entries, '-of', 'json', file];
  const { width, height, ...stream } = JSON.parse(execFileSync(ffprobe, args, { encoding: 'utf8' }))
    .streams[0];
  // As they are decoded: taking full-range yuvj420p to NV12 would make it limited.
  if (!['yuv420p', 'yuvj420p', 'yuv420p10le'].includes(stream.pix_fmt))
    throw new Error(`This script takes 4:2:0 of 8 or 10 bits, not ${stream.pix_fmt}`);
  const deep = stream.pix_fmt === 'yuv420p10le';
  const stated = {
    matrix: stream.color_space,
    primaries: stream.color_primaries,
    transfer: stream.color_transfer,
    range: { tv: 'limited', pc: 'full' }[stream.color_range],
    chromaLocation: stream.chroma_location,
  };
  const known = Object.entries(stated).filter(
    ([, name]) => name && !['unknown', 'unspecified', 'reserved'].includes(name),
  );
  const color = colorDescription({}, { width, height }, { override: Object.fromEntries(known) });
  return {
    decoded: stream.pix_fmt,
    source: { format: deep ? 'p016' : 'nv12', width, height, bitDepth: deep ? 10 : 8, color },
  };
}

/** Frames through a chain of filters, as one piece of bytes each. */
function frames(filter, pixelFormat) {
  const chain = [`select=not(mod(n\\,${values.every}))`, filter, `format=${pixelFormat}`]
    .filter(Boolean)
    .join(',');
  const output = ['-vsync', 'passthrough', '-frames:v', values.frames, '-f', 'rawvideo', '-'];
  const args = ['-v', 'error', '-nostdin', '-i', file, '-map', '0:v:0', '-vf', chain, ...output];
  const bytes = execFileSync(ffmpeg, args, { maxBuffer: 2 ** 31 });
  const count = Number(values.frames);
  const size = bytes.length / count;
  if (!Number.isInteger(size))
    throw new Error(`${file} has fewer than ${count} frames, ${values.every} apart`);
  return Array.from({ length: count }, (_, i) => new Uint8Array(bytes.subarray(i * size, (i + 1) * size)));
}

/** A source picture from the tightly packed planes Y, Cb and Cr of a frame of 4:2:0. */
function pictureOf(source, bytes) {
  const picture = new SourcePicture(source);
  const deep = source.format === 'p016';
  const samples = deep ? new Uint16Array(bytes.slice().buffer) : bytes;
  const unit = deep ? 2 ** (16 - source.bitDepth) : 1;
  let at = 0;
  for (const component of [0, 1, 2]) {
    const { data, pitch } = picture.planes[component === 0 ? 0 : 1];
    const columns = component === 0 ? source.width : Math.ceil(source.width / 2);
    const rows = component === 0 ? source.height : Math.ceil(source.height / 2);
    const [step, first] = component === 0 ? [1, 0] : [2, component - 1];
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        data[row * pitch + column * step + first] = samples[at++] * unit;
  }
  return picture;
}

const soft = values.device === 'soft';
const driver = CudaDriver.load(soft ? softDriverPaths().cuda : undefined);
const context = driver.device(soft ? 0 : Number(values.device)).primaryContext();

function convert(conversion, picture) {
  if (values.by === 'reference') return referenceConversion(conversion, picture.planes);
  const converter = defaultRegistry().create({ context, soft }, conversion);
  const stream = context.createStream();
  const surface = picture.upload(context);
  const target = context.allocate(converter.layout.byteLength);
  const bytes = new Uint8Array(target.byteLength);
  converter.convert(picture.image(surface.pointer), target.pointer, stream);
  stream.synchronize();
  target.copyToHost(bytes);
  for (const owned of [target, surface, stream, converter]) owned.close();
  return converter.layout.dtype === 'uint8' ? bytes : new Uint16Array(bytes.buffer);
}

/** Differences of planes R, G, B from zimg's planes G, B, R, and how much of it lies 8 pixels or more inside. */
function difference(ours, zimg, { width, height }) {
  let [sum, largest, largestInside] = [0, 0, 0];
  for (const [plane, zimgPlane] of [2, 0, 1].entries()) {
    for (let i = 0; i < width * height; i++) {
      const error = Math.abs(ours[plane * width * height + i] - zimg[zimgPlane * width * height + i]);
      sum += error;
      if (error <= largestInside) continue;
      largest = Math.max(largest, error);
      const [x, y] = [i % width, Math.floor(i / width)];
      if (Math.min(x, y, width - 1 - x, height - 1 - y) >= 8) largestInside = error;
    }
  }
  return { mean: sum / ours.length, largest, largestInside };
}

const { decoded, source } = probe();
const { width, height, color } = source;
const matrix = zimgMatrices[color.matrix];
if (!matrix) throw new Error(`zscale has no matrix '${color.matrix}'`);
const colors = `min=${matrix}:rin=${color.range}:cin=${color.chromaLocation}:m=gbr:r=full:d=none:agamma=0`;
const deep = source.format === 'p016';
// zimg scales in the source's codes, rounded; of 10 bits they are brought to 16 first.
const deeper = deep ? `zscale=rin=${color.range}:r=${color.range}:d=none,format=yuv420p16le,` : '';
const [format, zimgFormat] = deep ? ['rgb444p16', 'gbrp16le'] : ['rgb444p', 'gbrp'];
const pictures = frames('', decoded).map((bytes) => pictureOf(source, bytes));

console.log(
  `${file}: ${width}x${height}, ${color.matrix}, ${color.range} range, chroma ${color.chromaLocation}; to ${format}`,
);
console.log(
  `${pictures.length} frames, by ${values.by === 'reference' ? 'the float64 reference' : `the kernels on ${context.device.name}`}\n`,
);
console.log(
  '| target | filter | mean error | largest | largest 8 pixels inside |\n| --- | --- | --- | --- | --- |',
);

const even = (value) => 2 * Math.round(value / 2);
for (const [scale, ...filters] of [
  [1, 'bilinear'],
  [2 / 3, 'bilinear', 'bicubic', 'lanczos3'],
  [1 / 3, 'bilinear', 'bicubic', 'lanczos3'],
  [3 / 2, 'bilinear', 'bicubic', 'lanczos3'],
]) {
  const size = scale === 1 ? { width, height } : { width: even(width * scale), height: even(height * scale) };
  for (const filter of filters) {
    const zimgFilter = { bicubic: 'bicubic:param_a=0:param_b=0.5', lanczos3: 'lanczos' }[filter] ?? filter;
    const conversion = { source, target: { format, ...size }, filter };
    let row;
    try {
      const ours = pictures.map((picture) => convert(conversion, picture));
      const zimg = frames(
        `${deeper}zscale=s=${size.width}x${size.height}:f=${zimgFilter}:${colors}`,
        zimgFormat,
      );
      const each = ours.map((samples, i) => {
        return difference(samples, deep ? new Uint16Array(zimg[i].slice().buffer) : zimg[i], size);
      });
      const mean = each.reduce((sum, { mean }) => sum + mean, 0) / each.length;
      const most = (name) => Math.max(...each.map((one) => one[name]));
      row = `${mean.toFixed(4)} | ${most('largest')} | ${most('largestInside')}`;
    } catch (error) {
      if (error.name !== 'UnsupportedFormatError') throw error;
      row = 'no plugin does this | |';
    }
    console.log(`| ${size.width}x${size.height} | ${filter} | ${row} |`);
  }
}
context.close();
