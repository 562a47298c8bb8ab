/**
 * The driver under test: NVIDIA's when NVCODEC_TEST_DRIVER is 'gpu' or REQUIRE_GPU is 1, else the software
 * driver as it is built beside this package (or the file that NVCODEC_TEST_DRIVER names).
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Context, CudaDriver } from '@nvcodec/cuda-driver';

const wanted = process.env.NVCODEC_TEST_DRIVER ?? '';

/** Whether the tests run on a real GPU. With REQUIRE_GPU=1 they do, and fail where there is none. */
export const gpu = wanted === 'gpu' || process.env.REQUIRE_GPU === '1';

/** The software driver as it is built beside this package. */
export const softDriverPath = fileURLToPath(
  new URL('../../../soft-driver/build/Release/libnvcodec-soft-cuda.so', import.meta.url),
);

/** What CudaDriver.load() is given. */
export const driverPath = gpu ? 'libcuda.so.1' : wanted || softDriverPath;

export function loadDriver(): CudaDriver {
  if (!gpu && !existsSync(driverPath)) {
    throw new Error(`${driverPath} is missing: run \`npm run build:native\` in packages/soft-driver`);
  }
  return CudaDriver.load(driverPath);
}

/** The primary context of the first device. */
export function openContext(): Context {
  return loadDriver().device(0).primaryContext();
}
