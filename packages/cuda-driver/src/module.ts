/** A module: compiled kernels, loaded into a context. */
import { readFileSync } from 'node:fs';
import koffi from 'koffi';
import { bufferView, integer } from './arguments.js';
import type { Context } from './context.js';
import { type CudaError, CudaStatus } from './cuda-error.js';
import type { DevicePointer, FunctionHandle, ModuleHandle } from './handles.js';
import { Kernel, type KernelOptions, type KernelParameter } from './kernel.js';
import { Lifetime } from './lifetime.js';
import { first64, second64, written } from './scratch.js';

/** How a module is loaded. */
export interface ModuleOptions {
  /** The most registers a thread may use, for PTX. */
  readonly maxRegisters?: number;
  /** How hard the JIT compiler tries, 0 to 4, for PTX. Default: 4. */
  readonly optimizationLevel?: number;
}

/** CUjit_option */
const jitOption = { maxRegisters: 0, errorLog: 5, errorLogBytes: 6, optimizationLevel: 7 } as const;
const errorLogBytes = 8192;

/** Kernels loaded from PTX, a cubin or a fat binary; on the software driver, from an ELF shared object. */
export class Module {
  readonly context: Context;
  /** CUmodule */
  readonly handle: ModuleHandle;
  readonly lifetime: Lifetime;

  private constructor(context: Context, handle: ModuleHandle) {
    const { raw, failures } = context.driver;
    this.context = context;
    this.handle = handle;
    this.lifetime = new Lifetime(this, {
      name: 'Module',
      parents: [context.lifetime],
      failures,
      release: context.releaser('cuModuleUnload', () => raw.cuModuleUnload(handle)),
    });
  }

  /**
   * Loads a module.
   *
   * @param image the path of a file, or the bytes of one.
   * @throws CudaError with the JIT compiler's log in its message when PTX does not compile.
   */
  static load(context: Context, image: string | Uint8Array, options: ModuleOptions = {}): Module {
    context.lifetime.assertOpen();
    const bytes = typeof image === 'string' ? readFileSync(image) : bufferView(image, 'image');
    // PTX is text that ends in NUL; after a binary the extra byte does no harm.
    const terminated = new Uint8Array(bytes.byteLength + 1);
    terminated.set(bytes);
    return new Module(context, loadData(context, terminated, options));
  }

  /**
   * A kernel of the module, with the types of its parameters in order.
   * @throws CudaError CUDA_ERROR_NOT_FOUND when the module has no kernel of that name.
   */
  kernel<const P extends readonly KernelParameter[]>(
    name: string,
    parameters: P,
    options: KernelOptions = {},
  ): Kernel<P> {
    this.lifetime.assertOpen();
    const { driver } = this.context;
    const status = this.context.run(() => driver.raw.cuModuleGetFunction(first64, this.handle, name));
    if (status !== CudaStatus.success) throw driver.error(status, 'cuModuleGetFunction', `kernel: ${name}`);
    return new Kernel(this, name, written(first64) as FunctionHandle, parameters, options);
  }

  /** A __device__ or __constant__ variable of the module: its address and its size in bytes. */
  global(name: string): { pointer: DevicePointer; byteLength: number } {
    this.lifetime.assertOpen();
    const { driver, handle } = { driver: this.context.driver, handle: this.handle };
    const status = this.context.run(() => driver.raw.cuModuleGetGlobal_v2(first64, second64, handle, name));
    if (status !== CudaStatus.success)
      throw driver.error(status, 'cuModuleGetGlobal_v2', `variable: ${name}`);
    return { pointer: written(first64) as DevicePointer, byteLength: Number(written(second64)) };
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.lifetime.closed;
  }

  /** Unloads the module; its kernels can no longer be launched. Never throws; see Lifetime. */
  close(): void {
    this.lifetime.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function loadData(context: Context, image: Uint8Array, options: ModuleOptions): ModuleHandle {
  const { driver } = context;
  const log = new Uint8Array(errorLogBytes);
  const settings: [option: number, value: bigint][] = [
    [jitOption.errorLog, koffi.address(log)],
    [jitOption.errorLogBytes, BigInt(errorLogBytes)],
  ];
  if (options.maxRegisters !== undefined) {
    settings.push([jitOption.maxRegisters, BigInt(integer(options.maxRegisters, 'maxRegisters', 1, 255))]);
  }
  if (options.optimizationLevel !== undefined) {
    const level = integer(options.optimizationLevel, 'optimizationLevel', 0, 4);
    settings.push([jitOption.optimizationLevel, BigInt(level)]);
  }
  const names = Int32Array.from(settings, ([option]) => option);
  const values = BigUint64Array.from(settings, ([, value]) => value);
  driver.failures.throwPending();
  const status = context.run(() =>
    driver.raw.cuModuleLoadDataEx(first64, image, settings.length, names, values),
  );
  if (status !== CudaStatus.success) throw loadError(context, status, log);
  return written(first64) as ModuleHandle;
}

function loadError(context: Context, status: number, log: Uint8Array): CudaError {
  const end = log.indexOf(0);
  const text = Buffer.from(log.subarray(0, end < 0 ? log.length : end)).toString('utf8');
  return context.driver.error(status, 'cuModuleLoadDataEx', text.trim());
}
