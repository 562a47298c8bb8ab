/**
 * A loaded CUDA driver: the raw functions, the check that turns a status into an error, and the devices.
 * It is a value, not a module global: the real driver and a stand-in can be loaded side by side.
 */
import koffi from 'koffi';
import { integer } from './arguments.js';
import { CudaError, CudaStatus } from './cuda-error.js';
import { Device } from './device.js';
import { assertNewEnough, type LoadedLibrary, openDriverLibrary } from './driver-library.js';
import { FailureRecord } from './failure-record.js';
import type { ContextHandle } from './handles.js';
import { HostFunctions } from './host-functions.js';
import { bindFunctions, hasSymbol } from './raw/bind.js';
import {
  type CudaFunctionName,
  type CudaFunctions,
  cudaDeclarations,
  cudaDisposal,
} from './raw/functions.js';
import { first32, first64, written, writtenNumber } from './scratch.js';

const byRequest = new Map<string, CudaDriver>();
const byFile = new Map<string, CudaDriver>();

/** The CUDA driver library, initialised. */
export class CudaDriver {
  /** The library's file, as the loader names it. */
  readonly path: string;
  /** The CUDA version that the driver supports: 1000 × major + 10 × minor, e.g. 13000. */
  readonly version: number;
  /** The C functions: see CudaFunctions. A function that this driver lacks throws when it is called. */
  readonly raw: CudaFunctions;
  /** Failures of disposals, thrown by the next `check()`. */
  readonly failures = new FailureRecord();
  /** Host functions of this thread that have not run yet. */
  readonly hostFunctions = new HostFunctions(this.failures);
  /** The context that a `Context.run` of this thread has made current; undefined outside, or when it may be another. */
  running: ContextHandle | undefined;
  readonly #loaded: LoadedLibrary;

  /**
   * Loads and initialises a driver; on one thread the same file gives the same object.
   *
   * @param path a file, or a name for the system's loader. Default: the environment variable
   *   NVCODEC_LIBCUDA, else libcuda.so.1 (Linux) or nvcuda.dll (Windows).
   * @throws DriverNotFoundError when no driver can be opened or it is older than CUDA 11.0.
   * @throws CudaError when the driver cannot be initialised, e.g. CUDA_ERROR_NO_DEVICE.
   */
  static load(path?: string): CudaDriver {
    const request = path ?? process.env.NVCODEC_LIBCUDA ?? '';
    const known = byRequest.get(request);
    if (known) return known;
    const loaded = openDriverLibrary(request);
    const driver = byFile.get(loaded.path) ?? new CudaDriver(loaded);
    byFile.set(driver.path, driver);
    byRequest.set(request, driver);
    return driver;
  }

  private constructor(loaded: LoadedLibrary) {
    this.#loaded = loaded;
    this.path = loaded.path;
    this.raw = bindFunctions(loaded.library, cudaDeclarations, (name) => this.#absent(name), cudaDisposal);
    this.verify(this.raw.cuDriverGetVersion(first32), 'cuDriverGetVersion');
    this.version = writtenNumber(first32);
    assertNewEnough(this.version, this.path);
    this.verify(this.raw.cuInit(0), 'cuInit');
  }

  /** Whether the driver exports a function; those of newer CUDA versions may be absent. */
  has(name: CudaFunctionName): boolean {
    return hasSymbol(this.#loaded.library, name);
  }

  /**
   * Throws CudaError unless `status` is CUDA_SUCCESS, then throws what disposals have recorded.
   * Before a call that creates something use `failures.throwPending()` too, so that an older failure cannot
   * be thrown between the creation and the object that would own it; `Context.create` does both.
   *
   * @param call the C function's name, for the message.
   */
  check(status: number, call: string): void {
    this.verify(status, call);
    this.failures.throwPending();
  }

  /** Throws CudaError unless `status` is CUDA_SUCCESS; leaves recorded failures alone, as releases must. */
  verify(status: number, call: string): void {
    if (status !== CudaStatus.success) throw this.error(status, call);
  }

  /** The CudaError for a status, with the driver's name and description of it and further `details`. */
  error(status: number, call: string, details = ''): CudaError {
    const name = this.#text('cuGetErrorName', status) ?? `CUDA_ERROR_${status}`;
    const description = this.#text('cuGetErrorString', status) ?? 'the driver does not know this status';
    return new CudaError(status, name, call, details ? `${description}\n${details}` : description);
  }

  /** The number of CUDA devices; may be 0. */
  deviceCount(): number {
    this.check(this.raw.cuDeviceGetCount(first32), 'cuDeviceGetCount');
    return writtenNumber(first32);
  }

  /** The device of an ordinal, from 0. @throws RangeError when there is none. */
  device(ordinal: number): Device {
    const count = this.deviceCount();
    integer(ordinal, 'ordinal');
    if (ordinal >= count)
      throw new RangeError(`There is no CUDA device ${ordinal}: ${this.path} has ${count}`);
    return new Device(this, ordinal);
  }

  /** All devices, in the driver's order. */
  devices(): Device[] {
    return Array.from({ length: this.deviceCount() }, (_, ordinal) => new Device(this, ordinal));
  }

  /** The device at a PCI bus id such as '0000:65:00.0'. @throws CudaError when there is none. */
  deviceByPciBusId(pciBusId: string): Device {
    this.check(this.raw.cuDeviceGetByPCIBusId(first32, pciBusId), 'cuDeviceGetByPCIBusId');
    const handle = writtenNumber(first32);
    const found = this.devices().find((device) => device.handle === handle);
    if (!found) throw this.error(CudaStatus.invalidDevice, 'cuDeviceGetByPCIBusId');
    return found;
  }

  /** The context that is current on this thread, or null. */
  currentContext(): ContextHandle | null {
    this.check(this.raw.cuCtxGetCurrent(first64), 'cuCtxGetCurrent');
    const handle = written(first64);
    return handle === 0n ? null : (handle as ContextHandle);
  }

  #text(call: 'cuGetErrorName' | 'cuGetErrorString', status: number): string | null {
    const out = new BigUint64Array(1);
    if (!this.has(call) || this.raw[call](status, out) !== CudaStatus.success || !out[0]) return null;
    return koffi.decode.string(out[0]);
  }

  #absent(name: string): CudaError {
    const version = `${Math.floor(this.version / 1000)}.${Math.floor((this.version % 1000) / 10)}`;
    const detail = `${this.path} (CUDA ${version}) does not have this function; a newer driver may`;
    return new CudaError(CudaStatus.notFound, 'CUDA_ERROR_NOT_FOUND', name, detail);
  }
}
