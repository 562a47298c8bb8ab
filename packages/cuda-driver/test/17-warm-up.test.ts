/** A device made ready on another thread. */
import { CudaError, DriverNotFoundError, warmUpDevice } from '@nvcodec/cuda-driver';
import { describe, expect, it } from 'vitest';
import { loadDriver } from './support/driver.js';

const driver = loadDriver();
const device = driver.device(0);

describe('a device that is warmed up', () => {
  it('has its primary context until that is released, once', async () => {
    const release = await warmUpDevice(0, driver.path);
    expect(device.primaryContextState().active).toBe(true);
    using held = device.primaryContext();
    release();
    release();
    expect(device.primaryContextState().active).toBe(true);
    held.close();
    expect(device.primaryContextState().active).toBe(false);
  });

  it('keeps the context for those that come later', async () => {
    const release = await warmUpDevice(0, driver.path);
    device.primaryContext().close();
    expect(device.primaryContextState().active).toBe(true);
    release();
    expect(device.primaryContextState().active).toBe(false);
  });

  it('is the only one there is where none is named', async () => {
    const release = await warmUpDevice('auto', driver.path);
    expect(device.primaryContextState().active).toBe(driver.deviceCount() === 1);
    release();
    expect(device.primaryContextState().active).toBe(false);
  });

  it('must be there', async () => {
    await expect(warmUpDevice(99, driver.path)).rejects.toThrow(CudaError);
    await expect(warmUpDevice(0, '/nowhere/libcuda.so')).rejects.toThrow(DriverNotFoundError);
    await expect(warmUpDevice(0, 'libc.so.6')).rejects.toThrow(/does not export cuInit/);
  });
});
