/**
 * Compiled kernels and where they are loaded. A kernel source is compiled twice: to PTX, which a GPU's driver
 * compiles on, and into a shared object, which the software driver runs.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Context, DeviceBuffer, type Kernel, Lifetime, type Module } from '@nvcodec/cuda-driver';
import type { PluginContext } from './plugin.js';
import { imageFor } from './ptx.js';

/** The two compiled forms of one kernel source, as file paths. */
export interface KernelImages {
  /** For a GPU. */
  readonly ptx: string;
  /** For the software driver: a shared object. */
  readonly host: string;
}

interface LoadedModule {
  readonly module: Module;
  /** The file it came from. */
  readonly path: string;
  readonly soft: boolean;
  /** See KernelOptions of cuda-driver. */
  readonly waitsItself: boolean;
  /** And one for the context, as long as it is open. */
  users: number;
}

/** A kernel whose only parameter is a struct. */
export type StructKernel = Kernel<readonly [{ readonly bytes: number }]>;

/**
 * One kernel source's compiled forms. In each context it is loaded once, until the context is closed and nobody uses it
 * any more; a plugin makes one of these for its own kernels and keeps it.
 */
export class KernelLibrary {
  readonly #images: KernelImages;
  readonly #loaded = new WeakMap<Context, LoadedModule>();

  constructor(images: KernelImages) {
    this.#images = images;
  }

  /**
   * A share in the module, which is loaded in the context if it is not yet.
   * @param user what a DisposedError calls the share after it was closed: 'converter'.
   * @throws Error when the compiled file is missing, saying how to build it; CudaError when it does not load.
   */
  acquire({ context, soft }: PluginContext, user: string): ModuleUse {
    let loaded = this.#loaded.get(context);
    if (!loaded) {
      const path = soft ? this.#images.host : this.#images.ptx;
      if (!existsSync(path)) throw new Error(missing(path, soft));
      const { image, waitsItself } = soft
        ? { image: path, waitsItself: false }
        : imageFor(context, readFileSync(path));
      const made = { module: context.loadModule(image), path, soft, waitsItself, users: 1 };
      context.onClose(() => dropUser(made));
      this.#loaded.set(context, made);
      loaded = made;
    }
    return new ModuleUse(loaded, user);
  }
}

function dropUser(loaded: LoadedModule): void {
  loaded.users -= 1;
  if (loaded.users === 0) loaded.module.close();
}

/** A share in a loaded module, which keeps it loaded. */
export class ModuleUse {
  /** The module; not to be closed by its users. */
  readonly module: Module;
  /** The share's life: it can be asked whether it is open. */
  readonly lifetime: Lifetime;
  readonly #loaded: LoadedModule;

  /** Made by KernelLibrary.acquire(). */
  constructor(loaded: LoadedModule, user: string) {
    const { module } = loaded;
    this.module = module;
    this.#loaded = loaded;
    this.lifetime = new Lifetime(this, {
      name: user,
      parents: [module.lifetime],
      failures: module.context.driver.failures,
      release: () => dropUser(loaded),
    });
    loaded.users += 1;
  }

  /**
   * The kernel `name`, whose only parameter is a struct of `bytes` bytes.
   * @throws Error when in the library for the software driver that struct has another size, because the library was
   * built from another state of the source; CudaError when there is no such kernel.
   */
  kernel(name: string, bytes: number): StructKernel {
    this.lifetime.assertOpen();
    const { soft, path, waitsItself } = this.#loaded;
    const kernel = this.module.kernel(name, [{ bytes }], { waitsItself });
    const sizes = soft ? parameterSizes(this.module, name) : [bytes];
    if (sizes.length === 1 && sizes[0] === bytes) return kernel;
    throw new Error(
      `The kernel ${name} in ${path} takes a struct of ${sizes.join(' and ')} bytes and would be given ${bytes}: ` +
        'the library was built from another state of its source. Run `npm run build:native` in the package',
    );
  }

  /** Gives the share back. Never throws. */
  close(): void {
    this.lifetime.close();
  }

  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** What a library for the software driver says of a kernel's parameters: the size of each in bytes. */
function parameterSizes(module: Module, kernel: string): number[] {
  const { pointer, byteLength } = module.global(`${kernel}_params`);
  const table = new Uint32Array(byteLength / 4);
  using device = DeviceBuffer.wrap(module.context, pointer, byteLength);
  device.copyToHost(table);
  return [...table.subarray(1)];
}

const fromPackage = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * The kernels of this package's source `name`: one PTX for each, and one shared object for all. The variable
 * NVCODEC_HOST_KERNELS names another build of the shared object, such as one with sanitizers.
 */
export function ownKernels(name: string): KernelLibrary {
  return new KernelLibrary({
    ptx: fromPackage(`kernels/ptx/${name}.ptx`),
    host: process.env.NVCODEC_HOST_KERNELS ?? fromPackage('build/libnvcodec-kernels-host.so'),
  });
}

function missing(path: string, soft: boolean): string {
  return soft
    ? `The kernels for the software driver are not built: ${path} is missing. ` +
        'Run `npm run build:native` in the package; it needs a C++ compiler (Debian and Ubuntu: apt-get install g++)'
    : `The kernels for the GPU are missing: ${path}. They belong to the package; install it again`;
}
