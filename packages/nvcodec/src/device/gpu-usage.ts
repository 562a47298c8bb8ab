/**
 * How busy GPUs are, as NVIDIA's management library (NVML) tells it where it is installed, and which to take first.
 * https://docs.nvidia.com/deploy/nvml-api/group__nvmlDeviceQueries.html
 */
import { type BoundFunctions, bindFunctions, openLibrary } from '@nvcodec/cuda-driver';

/** How busy a GPU is. */
export interface GpuUsage {
  /** Per cent of the time, over all of its decoders, of the last moments. */
  readonly decoderPercent: number;
  /** In bytes: what sessions that were opened just now show in, before their decoding does. */
  readonly usedMemory: bigint;
}

/** nvmlDevice_t is an opaque pointer; nvmlMemory_t holds total, free and used, in bytes. */
const declarations = {
  nvmlInit_v2: [],
  nvmlDeviceGetHandleByUUID: ['const char*', 'nvmlDevice_t*'],
  nvmlDeviceGetDecoderUtilization: ['unsigned long long', 'unsigned int*', 'unsigned int*'],
  nvmlDeviceGetMemoryInfo: ['unsigned long long', 'nvmlMemory_t*'],
} as const;

/** Less than this apart, decoders are as busy as each other. */
const STEP_PERCENT = 10;

let opened: BoundFunctions<typeof declarations> | null | undefined;

/** Null where there is no NVML. */
function nvml(): BoundFunctions<typeof declarations> | null {
  if (opened === undefined) {
    const name = process.platform === 'win32' ? 'nvml.dll' : 'libnvidia-ml.so.1';
    const found = openLibrary([name], 'nvmlInit_v2');
    const functions =
      'searched' in found
        ? null
        : bindFunctions(found.library, declarations, (call) => new Error(`${name} has no ${call}`));
    opened = functions !== null && functions.nvmlInit_v2() === 0 ? functions : null;
  }
  return opened;
}

/** Of the GPU with this UUID; undefined where NVML does not tell. */
export function usageOf(uuid: string): GpuUsage | undefined {
  const functions = nvml();
  if (functions === null) return undefined;
  const handle = new BigUint64Array(1);
  const percent = new Uint32Array(1);
  const memory = new BigUint64Array(3);
  if (functions.nvmlDeviceGetHandleByUUID(uuid, handle) !== 0) return undefined;
  const device = handle[0] ?? 0n;
  if (functions.nvmlDeviceGetDecoderUtilization(device, percent, new Uint32Array(1)) !== 0) return undefined;
  if (functions.nvmlDeviceGetMemoryInfo(device, memory) !== 0) return undefined;
  return { decoderPercent: percent[0] ?? 0, usedMemory: memory[2] ?? 0n };
}

/** The least used first; those of which nothing is known stay where they are, at the end. */
export function leastUsedFirst<T>(gpus: readonly T[], usage: (gpu: T) => GpuUsage | undefined): T[] {
  if (gpus.length < 2) return [...gpus];
  const told = gpus.map((gpu) => ({ gpu, usage: usage(gpu) }));
  return told.sort((a, b) => compare(a.usage, b.usage)).map(({ gpu }) => gpu);
}

function compare(a: GpuUsage | undefined, b: GpuUsage | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const busier = Math.floor(a.decoderPercent / STEP_PERCENT) - Math.floor(b.decoderPercent / STEP_PERCENT);
  return busier !== 0 ? busier : a.usedMemory < b.usedMemory ? -1 : a.usedMemory > b.usedMemory ? 1 : 0;
}
