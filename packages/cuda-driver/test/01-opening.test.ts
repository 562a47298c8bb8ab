/** Opening a driver: the right one, the wrong path, one too old, one that lacks functions. */
import { realpathSync } from 'node:fs';
import { CudaDriver, CudaError, DriverNotFoundError } from '@nvcodec/cuda-driver';
import { afterEach, describe, expect, it } from 'vitest';
import { compileText } from './support/compile.js';
import { driverPath, gpu, loadDriver } from './support/driver.js';

/** A driver of an older CUDA version with only the functions that loading needs. */
function oldDriver(version: number): string {
  return compileText(
    `driver-${version}`,
    `extern "C" int cuInit(unsigned) { return 0; }
     extern "C" int cuDriverGetVersion(int *version) { *version = ${version}; return 0; }`,
  );
}

function errorOf(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown');
}

describe('CudaDriver.load', () => {
  const previous = process.env.NVCODEC_LIBCUDA;
  afterEach(() => {
    if (previous === undefined) delete process.env.NVCODEC_LIBCUDA;
    else process.env.NVCODEC_LIBCUDA = previous;
  });

  it('gives a driver with its version and file', () => {
    const driver = loadDriver();
    expect(driver.version).toBeGreaterThanOrEqual(11000);
    expect(driver.path).toContain(gpu ? 'libcuda' : 'libnvcodec-soft-cuda');
    expect(realpathSync(driver.path)).not.toBe('');
    expect(driver.deviceCount()).toBeGreaterThan(0);
  });

  it('gives the same object for the same file', () => {
    const driver = loadDriver();
    expect(CudaDriver.load(driverPath)).toBe(driver);
    expect(CudaDriver.load(driver.path)).toBe(driver);
  });

  it('takes the file that NVCODEC_LIBCUDA names', () => {
    process.env.NVCODEC_LIBCUDA = driverPath;
    expect(CudaDriver.load()).toBe(loadDriver());
  });

  it('says what was looked for, why it failed and what to install', () => {
    const error = errorOf(() => CudaDriver.load('/nowhere/libcuda.so.1'));
    expect(error).toBeInstanceOf(DriverNotFoundError);
    const { message, searched } = error as DriverNotFoundError;
    expect(searched).toHaveLength(1);
    expect(searched[0]).toMatch(/^\/nowhere\/libcuda\.so\.1: .*No such file/);
    expect(message).toContain('/nowhere/libcuda.so.1');
    expect(message).toContain('NVIDIA_DRIVER_CAPABILITIES');
  });

  it('does not fall back when the path it was given is wrong', () => {
    process.env.NVCODEC_LIBCUDA = '/nowhere/else.so';
    expect(errorOf(() => CudaDriver.load())).toMatchObject({
      searched: [expect.stringContaining('/nowhere/else.so')],
    });
  });

  it('refuses a library that is not a CUDA driver', () => {
    const path = compileText('not-a-driver', 'extern "C" int unrelated() { return 0; }');
    expect(() => CudaDriver.load(path)).toThrow(/does not export cuInit/);
  });

  it('refuses a driver that is too old, naming both versions', () => {
    const error = errorOf(() => CudaDriver.load(oldDriver(10020)));
    expect(error).toBeInstanceOf(DriverNotFoundError);
    expect((error as Error).message).toMatch(/too old[\s\S]*CUDA 10\.2[\s\S]*11\.0/);
  });

  it('uses a driver that lacks functions until one of them is called', () => {
    const driver = CudaDriver.load(oldDriver(11020));
    expect(driver.has('cuDeviceGetCount')).toBe(false);
    const error = errorOf(() => driver.deviceCount());
    expect(error).toBeInstanceOf(CudaError);
    expect(error).toMatchObject({ call: 'cuDeviceGetCount', name: 'CUDA_ERROR_NOT_FOUND' });
    expect((error as Error).message).toMatch(/CUDA 11\.2.*does not have this function/);
  });
});

describe('CudaDriver.check', () => {
  it('turns a status into an error with code, name and call', () => {
    const error = errorOf(() => loadDriver().check(2, 'cuMemAlloc_v2'));
    expect(error).toBeInstanceOf(CudaError);
    expect(error).toMatchObject({ code: 2, name: 'CUDA_ERROR_OUT_OF_MEMORY', call: 'cuMemAlloc_v2' });
    expect((error as Error).message).toContain('cuMemAlloc_v2 failed with CUDA_ERROR_OUT_OF_MEMORY (2)');
  });

  it('has a name even for a status that the driver does not know', () => {
    expect(errorOf(() => loadDriver().check(54321, 'cuInit'))).toMatchObject({ name: 'CUDA_ERROR_54321' });
  });
});
