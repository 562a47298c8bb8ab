// Colour conversion beside a plain copy on the same GPU in the same run: how much of the copy's bandwidth each
// conversion reaches, counting each byte read once and each byte written once; then a single 1080p picture, its time on
// the GPU and in JavaScript; then NPP's equivalent, where nvcc and NPP are installed. Prints Markdown.
// There are two copies to compare with: a large one, which reaches the most that the memory gives, and one that moves as
// many bytes as the conversion does, measured in the same way, because starting and ending costs a short one the same.
// A bare kernel that reads and writes as many bytes as NV12 → RGB24 at 4K tells what is left to a conversion of so few.
// node bench/color.mjs [--device 0|soft] [--rounds 9] [--nvcc nvcc]
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  colorDescription,
  convertBatch,
  defaultRegistry,
  imageLayout,
} from '../packages/colorspace/dist/index.js';
import { CudaDriver } from '../packages/cuda-driver/dist/index.js';
import { softCudaPath } from '../packages/soft-driver/dist/index.js';
import { copyKernel, THREADS } from './color-peers/copy-kernel.mjs';

const { values } = parseArgs({
  options: {
    device: { type: 'string', default: '0' },
    rounds: { type: 'string', default: '9' },
    nvcc: { type: 'string', default: 'nvcc' },
  },
});
const soft = values.device === 'soft';
const rounds = Number(values.rounds);
const driver = soft ? CudaDriver.load(softCudaPath) : CudaDriver.load();
const device = driver.device(soft ? 0 : Number(values.device));
const context = device.primaryContext();
const stream = context.createStream();
const registry = defaultRegistry();
/** Buffers are used by turns, so that no picture is in the cache (50 MiB on an H200) when its turn comes. */
const workingSetBytes = soft ? 1 : 2 ** 29;
/** Keeps the GPU busy while work is queued behind it, so that what is timed never waits for JavaScript. */
const ballast = context.allocate(soft ? 2 ** 20 : 2 ** 31);

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** The kinds that are measured: name, source, target. */
const kinds = [
  ['NV12 → RGB24', 'nv12', 'rgb24'],
  ['NV12 → RGB444P', 'nv12', 'rgb444p'],
  ['P016 → RGB48', 'p016', 'rgb48'],
  ['NV12 → float16 NCHW, normalised', 'nv12', 'rgb444pf16', imagenet],
];
const sizes = [
  ['3840x2160', 3840, 2160, 1],
  ['7680x4320', 7680, 4320, 1],
  ['32 of 1920x1080', 1920, 1080, 32],
];

/** Milliseconds of `count` calls of `queue` on the GPU, median of the rounds. */
function gpuMs(count, queue) {
  const [begin, end] = [context.createEvent({ timing: true }), context.createEvent({ timing: true })];
  const times = [];
  for (let round = 0; round <= rounds; round++) {
    for (let i = 0; i < 3; i++) ballast.fill(i, { stream });
    stream.record(begin);
    for (let i = 0; i < count; i++) queue(i);
    stream.record(end);
    stream.synchronize();
    times.push(end.elapsedMs(begin) / count);
  }
  begin.close();
  end.close();
  return median(times.slice(1));
}

/**
 * GB/s of device-to-device copies that read and write about `moved` bytes together; like the pictures of a conversion, they are
 * taken by turns out of more memory than the cache holds.
 */
function copyBandwidth(moved = soft ? 2 ** 25 : 2 ** 29, calls = soft ? 2 : 20) {
  // The driver copies what is beyond a multiple of its blocks by a second kernel.
  const bytes = Math.round(moved / 2 / 65536) * 65536;
  const sets = Math.max(1, Math.ceil(workingSetBytes / moved));
  const [from, to] = [context.allocate(sets * bytes), context.allocate(sets * bytes)];
  const noise = randomFillSync(new Uint8Array(2 ** 24));
  for (let at = 0; at < from.byteLength; at += noise.length) {
    from.copyFromHost(noise.subarray(0, from.byteLength - at), { offset: at });
  }
  const ms = gpuMs(calls, (i) => {
    const offset = (i % sets) * bytes;
    to.copyFromDevice(from.pointer + BigInt(offset), bytes, { stream, offset });
  });
  from.close();
  to.close();
  return (2 * bytes) / ms / 1e6;
}

/** A conversion with as many sources and targets as fill the working set. */
function prepare([, from, to, normalization], [, width, height, count]) {
  const bitDepth = from === 'p016' ? 10 : 8;
  const color = colorDescription({ matrix: 1 }, { width, height });
  const converter = registry.create(
    { context, soft },
    {
      source: { format: from, width, height, bitDepth, color },
      target: { format: to, width, height },
      normalization,
    },
  );
  const source = imageLayout(from, width, height);
  const bytes = count * (source.byteLength + converter.layout.byteLength);
  const sets = Math.max(1, Math.ceil(workingSetBytes / bytes));
  const inputs = context.allocate(sets * count * source.byteLength);
  const outputs = context.allocate(sets * count * converter.layout.byteLength);
  const noise = randomFillSync(new Uint8Array(source.byteLength));
  for (let i = 0; i < sets * count; i++) inputs.copyFromHost(noise, { offset: i * source.byteLength });
  const pitchBytes = source.planes[0].pitchBytes;
  const pictures = Array.from({ length: sets }, (_, set) => ({
    target: outputs.pointer + BigInt(set * count * converter.layout.byteLength),
    sources: Array.from({ length: count }, (_, i) => ({
      pointer: inputs.pointer + BigInt((set * count + i) * source.byteLength),
      pitchBytes,
    })),
  }));
  const convert = (i) => {
    const { target, sources } = pictures[i % sets];
    if (count === 1) converter.convert(sources[0], target, stream);
    else convertBatch(converter, sources, target, stream);
  };
  const close = () => {
    converter.close();
    inputs.close();
    outputs.close();
  };
  return { convert, bytes, close };
}

function bandwidthTable() {
  const copy = copyBandwidth();
  console.log(`Device copy of 256 MiB: ${copy.toFixed(0)} GB/s, read and written.\n`);
  console.log('| conversion | pictures | GPU time | GB/s | of that copy | a copy of as many bytes | of it |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const kind of kinds) {
    for (const size of sizes) {
      const { convert, bytes, close } = prepare(kind, size);
      const ms = gpuMs(soft ? 2 : 20, convert);
      const rate = bytes / ms / 1e6;
      close();
      const alike = copyBandwidth(bytes);
      const shares = [copy, alike].map((one) => `${((100 * rate) / one).toFixed(1)} %`);
      const times = [ms * 1000, bytes / alike / 1000].map((us) => `${us.toFixed(1)} µs`);
      console.log(
        `| ${kind[0]} | ${size[0]} | ${times[0]} | ${rate.toFixed(0)} | ${shares[0]} | ${times[1]} | ${shares[1]} |`,
      );
    }
  }
  const again = copyBandwidth();
  console.log(`\nThe copy once more, at the end: ${again.toFixed(0)} GB/s.\n`);
}

/** JavaScript time of a call in µs: the median of runs that are short enough for the queue to take them. */
function scriptUs(call) {
  const times = [];
  for (let run = 0; run < 60; run++) {
    const count = 100;
    const start = performance.now();
    for (let i = 0; i < count; i++) call(i);
    times.push(((performance.now() - start) * 1000) / count);
    stream.synchronize();
  }
  return median(times.slice(20));
}

function singleTable() {
  console.log('| one 1920x1080 picture | GPU time | JavaScript time | a copy of as many bytes |');
  console.log('| --- | --- | --- | --- |');
  for (const kind of kinds) {
    const { convert, bytes, close } = prepare(kind, ['', 1920, 1080, 1]);
    const us = [gpuMs(soft ? 2 : 200, convert) * 1000, scriptUs(convert)];
    close();
    us.push(bytes / copyBandwidth(bytes, soft ? 2 : 200) / 1000);
    console.log(`| ${kind[0]} | ${us.map((time) => `${time.toFixed(2)} µs`).join(' | ')} |`);
  }
}

/** Bare kernels that move as many bytes as NV12 → RGB24 at 4K, which in a row overlap or do not. */
function bareTable() {
  const moved = 3840 * 2160 * 4.5;
  const copy = copyBandwidth();
  const overlaps = device.computeCapability[0] >= 9 && driver.has('cuLaunchKernelEx');
  console.log('\n| a bare kernel of 37.3 MB | in a row | GPU time | of the large copy |');
  console.log('| --- | --- | --- | --- |');
  for (const [writes, name] of [
    [1, 'reads half, writes half'],
    [2, 'reads a third, writes two'],
  ]) {
    for (const waitsItself of overlaps ? [false, true] : [false]) {
      const us = bareUs(moved / (1 + writes), writes, waitsItself);
      const share = ((100 * moved) / us / 1e3 / copy).toFixed(1);
      const manner = waitsItself ? 'overlapping' : 'one after the other';
      console.log(`| ${name} | ${manner} | ${us.toFixed(1)} µs | ${share} % |`);
    }
  }
}

function bareUs(bytes, writes, waitsItself) {
  const module = context.loadModule(Buffer.from(copyKernel(writes, waitsItself)));
  const kernel = module.kernel('copy', ['pointer', 'pointer', 'u32'], { waitsItself });
  const sets = Math.ceil(workingSetBytes / bytes / (1 + writes));
  const pieces = bytes / 16;
  const blocks = Math.ceil(pieces / THREADS);
  const span = blocks * THREADS * 16;
  const [source, target] = [context.allocate(sets * span), context.allocate(sets * span * writes)];
  const launch = { grid: [blocks, 1, 1], block: [THREADS, 1, 1], stream };
  const ms = gpuMs(20, (i) => {
    const at = BigInt((i % sets) * span);
    kernel.launch(launch, target.pointer + at * BigInt(writes), source.pointer + at, pieces);
  });
  for (const made of [source, target, module]) made.close();
  return ms * 1000;
}

/** NPP's conversion by a program in C++, or why there is none. */
function nppTable() {
  const folder = mkdtempSync(join(tmpdir(), 'color-peers-'));
  const program = join(folder, 'npp');
  try {
    const source = fileURLToPath(new URL('color-peers/npp.cu', import.meta.url));
    const options = ['-O3', '-std=c++17', '-o', program, source, '-lnppicc', '-lnppc'];
    execFileSync(values.nvcc, options, { stdio: ['ignore', 'pipe', 'pipe'] });
    console.log(`\n${execFileSync(program, [values.device], { encoding: 'utf8' })}`);
  } catch (error) {
    const why = String(error.stderr ?? '').trim() || error.message;
    console.log(`\nNPP is not measured: ${why.split('\n').slice(0, 3).join(' ')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

console.log(`${device.name}\n`);
bandwidthTable();
singleTable();
if (!soft) {
  nppTable();
  bareTable();
}
