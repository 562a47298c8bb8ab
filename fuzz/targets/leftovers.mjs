// What is alive after a case: nothing of the soft driver's, no more files and threads than before, and a heap that
// does not grow with the number of cases.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { CudaDriver } from '../../packages/cuda-driver/dist/index.js';
import { drain } from '../../packages/nvcodec/dist/index.js';
import { softCudaPath } from '../../packages/soft-driver/dist/index.js';
import { check } from './checks.mjs';
import { device } from './inputs.mjs';

const { LD_PRELOAD: runtime } = process.env;
const koffi = createRequire(new URL('../../packages/cuda-driver/package.json', import.meta.url))('koffi');

const NAMES = [
  'device allocations',
  'device bytes',
  'pinned allocations',
  'streams',
  'events',
  'modules',
  'contexts',
];
const MOST_THREADS = 150;
const MORE_FILES = 48;
const HEAP_EVERY = 50;
const HEAP_FROM = 200;
/** Exact where a sanitizer counts; else all that is resident. */
const HEAP_GROWTH_BYTES = { counted: 96 << 20, resident: 512 << 20 };

function softStatistics() {
  if (device !== 'soft') return undefined;
  CudaDriver.load(softCudaPath);
  const read = koffi.load(softCudaPath).func('void nvcodecSoftStatistics(uint64_t *out)');
  return () => {
    const alive = new BigUint64Array(8);
    read(alive);
    return alive;
  };
}

function heapSize() {
  if (runtime === undefined) return () => process.memoryUsage().rss;
  return koffi.load(runtime).func('size_t __sanitizer_get_current_allocated_bytes()');
}

const statistics = softStatistics();
const heap = heapSize();
const mostGrowth = runtime === undefined ? HEAP_GROWTH_BYTES.resident : HEAP_GROWTH_BYTES.counted;
const count = (folder) => readdirSync(folder).length;
const files = count('/proc/self/fd');
let cases = 0;
let heapBefore;

/** What is kept warm for the next session does not count; a worker gives its device back a moment after its player is closed. */
async function requireDriverEmpty() {
  for (let attempt = 0; ; attempt++) {
    await drain();
    const left = statistics()
      .subarray(0, NAMES.length)
      .reduce((text, number, i) => (number === 0n ? text : `${text} ${number} ${NAMES[i]}`), '');
    if (left === '') return;
    check(attempt < 50, `left behind:${left}`);
    await sleep(attempt < 10 ? 1 : 50);
  }
}

async function requireSteadyHeap() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await sleep(1);
  }
  const now = Number(heap());
  if (cases >= HEAP_FROM) heapBefore ??= now;
  check(
    heapBefore === undefined || now < heapBefore + mostGrowth,
    `the heap grew from ${heapBefore} to ${now}`,
  );
}

export async function requireNothingLeft() {
  cases += 1;
  if (statistics !== undefined) await requireDriverEmpty();
  check(count('/proc/self/fd') <= files + MORE_FILES, `${count('/proc/self/fd')} open files`);
  check(count('/proc/self/task') <= MOST_THREADS, `${count('/proc/self/task')} threads`);
  if (cases % HEAP_EVERY === 0) await requireSteadyHeap();
}
