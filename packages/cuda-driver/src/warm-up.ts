/**
 * A device made ready ahead of its use: on an H200 it takes 100 ms to initialise the driver and another 115 to make the first
 * context. It imports next to nothing, so that a program can begin with it, before it loads all else.
 */
import { CudaError, CudaStatus } from './cuda-error.js';
import { openDriverLibrary } from './driver-library.js';
import { bindFunctions, type RawFunction } from './raw/bind.js';

const declarations = {
  cuInit: ['unsigned int'],
  cuDeviceGet: ['CUdevice*', 'int'],
  cuDevicePrimaryCtxRetain: ['CUcontext*', 'CUdevice'],
  cuDevicePrimaryCtxRelease_v2: ['CUdevice'],
} as const;

function failure(status: number, call: string): CudaError {
  return new CudaError(status, `CUDA_ERROR_${status}`, call, 'while a device was made ready');
}

/** Calls a function on a thread of libuv's pool. @throws CudaError */
async function elsewhere<A extends unknown[]>(call: string, fn: RawFunction<A>, ...args: A): Promise<void> {
  const status = await new Promise<number>((resolve, reject) => {
    fn.async(...args, (error, result) => (error === null ? resolve(result) : reject(error)));
  });
  if (status !== CudaStatus.success) throw failure(status, call);
}

/**
 * Initialises a driver and retains the primary context of a device, on another thread: what is opened on the device
 * meanwhile waits only for the rest of it.
 *
 * @param ordinal the device's, from 0.
 * @param path as CudaDriver.load.
 * @returns releases the context; calling it again does nothing.
 * @throws DriverNotFoundError when no driver can be opened; CudaError when it has no such device, or refuses.
 */
export async function warmUpDevice(ordinal: number, path?: string): Promise<() => void> {
  const { library } = openDriverLibrary(path ?? process.env.NVCODEC_LIBCUDA ?? '');
  const absent = (name: string): Error => failure(CudaStatus.notFound, name);
  const raw = bindFunctions(library, declarations, absent, ['cuDevicePrimaryCtxRelease_v2']);
  await elsewhere('cuInit', raw.cuInit, 0);
  const device = new Int32Array(1);
  const status = raw.cuDeviceGet(device, ordinal);
  if (status !== CudaStatus.success) throw failure(status, 'cuDeviceGet');
  const handle = device[0] ?? 0;
  const context = new BigUint64Array(1);
  await elsewhere('cuDevicePrimaryCtxRetain', raw.cuDevicePrimaryCtxRetain, context, handle);
  return () => {
    if (context[0] !== 0n) raw.cuDevicePrimaryCtxRelease_v2(handle);
    context[0] = 0n;
  };
}
