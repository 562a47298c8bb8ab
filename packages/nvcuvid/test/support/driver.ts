/**
 * The library under test: NVIDIA's when NVCODEC_TEST_DRIVER is 'gpu' or REQUIRE_GPU is 1, else the software driver.
 * Faults and limited GPUs are played by the software driver always; both can live in one process.
 */
import { type Context, CudaDriver } from '@nvcodec/cuda-driver';
import { type Codec, DecoderCaps, Nvcuvid } from '@nvcodec/nvcuvid';
import { softCudaPath, softCuvidPath } from '@nvcodec/soft-driver';
import koffi from 'koffi';
import { afterAll } from 'vitest';

/** Whether the tests run on a real GPU. With REQUIRE_GPU=1 they do, and fail where there is none. */
export const gpu = process.env.NVCODEC_TEST_DRIVER === 'gpu' || process.env.REQUIRE_GPU === '1';

export function loadCuvid(): Nvcuvid {
  return gpu ? Nvcuvid.load(CudaDriver.load('libcuda.so.1'), 'libnvcuvid.so.1') : loadSoftCuvid();
}

export function loadSoftCuvid(): Nvcuvid {
  return Nvcuvid.load(CudaDriver.load(softCudaPath), softCuvidPath);
}

/** The primary context of a library's first device. */
export function openContext(cuvid: Nvcuvid): Context {
  return cuvid.cuda.device(0).primaryContext();
}

/**
 * Keeps the primary context alive until the tests of a file are done: `openContext` then only counts up, where a GPU
 * would need 0.3 to 1.5 seconds to make the context anew.
 */
export function keepContext(cuvid: Nvcuvid): void {
  const context = openContext(cuvid);
  afterAll(() => context.close());
}

/** Whether the first device decodes a codec, 4:2:0 in 8 bit. */
export function decodes(cuvid: Nvcuvid, codec: Codec): boolean {
  using context = openContext(cuvid);
  return DecoderCaps.query(cuvid, context, { codec, chromaFormat: '420', bitDepth: 8 }).supported;
}

/** Runs `fn` with the software driver playing what the environment variables ask for. */
export function withSoftEnvironment<T>(variables: Readonly<Record<string, string>>, fn: () => T): T {
  Object.assign(process.env, variables);
  resetSoftDriver();
  try {
    return fn();
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
    resetSoftDriver();
  }
}

function resetSoftDriver(): void {
  for (const path of [softCudaPath, softCuvidPath]) {
    const library = koffi.load(path);
    library.func('nvcodecSoftReset', 'void', [])();
  }
}
