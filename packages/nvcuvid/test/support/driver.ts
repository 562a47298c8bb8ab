/**
 * The library under test: NVIDIA's when NVCODEC_TEST_DRIVER is 'gpu' or REQUIRE_GPU is 1, else the software driver.
 * Faults and limited GPUs are played by the software driver always; both can live in one process.
 */
import { type Context, CudaDriver } from '@nvcodec/cuda-driver';
import { Nvcuvid } from '@nvcodec/nvcuvid';
import { softCudaPath, softCuvidPath } from '@nvcodec/soft-driver';
import koffi from 'koffi';

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
