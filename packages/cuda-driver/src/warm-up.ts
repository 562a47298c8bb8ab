/**
 * A device made ready ahead of its use: on an H200 it takes 100 ms to initialise the driver and another 115 to make the first
 * context. It imports next to nothing, so that a program can begin with it, before it loads all else.
 */
import { CudaError, CudaStatus } from './cuda-error.js';
import { openDriverLibrary } from './driver-library.js';
import { type BoundFunctions, bindFunctions, type RawFunction } from './raw/bind.js';

export { endQuickly } from './quick-end.js';

const declarations = {
  cuInit: ['unsigned int'],
  cuDeviceGetCount: ['int*'],
  cuDeviceGet: ['CUdevice*', 'int'],
  cuDevicePrimaryCtxRetain: ['CUcontext*', 'CUdevice'],
  cuDevicePrimaryCtxRelease_v2: ['CUdevice'],
} as const;

type Functions = BoundFunctions<typeof declarations>;

/** By the path that was asked for. */
const loaded = new Map<string, Functions>();

/** @throws DriverNotFoundError */
function load(path: string): Functions {
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const { library } = openDriverLibrary(path);
  const absent = (name: string): Error => failure(CudaStatus.notFound, name);
  const raw = bindFunctions(library, declarations, absent, ['cuDevicePrimaryCtxRelease_v2']);
  loaded.set(path, raw);
  return raw;
}

function failure(status: number, call: string): CudaError {
  return new CudaError(status, `CUDA_ERROR_${status}`, call, 'while a device was made ready');
}

/** Calls a function on a thread of libuv's pool. @throws CudaError */
async function elsewhere<A extends unknown[]>(call: string, fn: RawFunction<A>, ...args: A): Promise<void> {
  const status = await new Promise<number>((resolve, reject) => {
    fn.async(...args, (error, result) => (error === null ? resolve(result) : reject(error)));
  });
  check(status, call);
}

function check(status: number, call: string): void {
  if (status !== CudaStatus.success) throw failure(status, call);
}

/** Undefined where there is more than one device: nobody knows yet which it will be. */
function onlyDevice(raw: Functions): number | undefined {
  const count = new Int32Array(1);
  check(raw.cuDeviceGetCount(count), 'cuDeviceGetCount');
  return count[0] === 1 ? 0 : undefined;
}

/**
 * Initialises a driver and retains the primary context of a device, on another thread: what is opened on the device
 * meanwhile waits only for the rest of it.
 *
 * @param which the device's ordinal, from 0; 'auto': of the only one that the driver has, and of several none.
 * @param path as CudaDriver.load.
 * @returns releases the context; calling it again does nothing.
 * @throws DriverNotFoundError when no driver can be opened; CudaError when it has no such device, or refuses.
 */
export async function warmUpDevice(which: number | 'auto', path?: string): Promise<() => void> {
  const raw = load(path ?? process.env.NVCODEC_LIBCUDA ?? '');
  await elsewhere('cuInit', raw.cuInit, 0);
  const ordinal = which === 'auto' ? onlyDevice(raw) : which;
  if (ordinal === undefined) return () => {};
  const device = new Int32Array(1);
  check(raw.cuDeviceGet(device, ordinal), 'cuDeviceGet');
  const handle = device[0] ?? 0;
  const context = new BigUint64Array(1);
  await elsewhere('cuDevicePrimaryCtxRetain', raw.cuDevicePrimaryCtxRetain, context, handle);
  return () => {
    if (context[0] !== 0n) raw.cuDevicePrimaryCtxRelease_v2(handle);
    context[0] = 0n;
  };
}
