/** A kernel: a function that runs on the GPU over a grid of thread blocks. */
import { integer } from './arguments.js';
import type { FunctionHandle } from './handles.js';
import { KernelArgumentList, type KernelArguments, type KernelParameter } from './kernel-arguments.js';
import { LaunchConfig } from './launch-config.js';
import type { Module } from './module.js';
import { first32, second32, writtenNumber } from './scratch.js';
import type { Stream } from './stream.js';

export type { KernelArgument, KernelArguments, KernelParameter } from './kernel-arguments.js';

/** Three extents: x, y and z. */
export type Dimensions = readonly [x: number, y: number, z: number];

/** Over what a kernel runs, and where. */
export interface LaunchOptions {
  /** Blocks in the grid. */
  readonly grid: Dimensions;
  /** Threads in a block. */
  readonly block: Dimensions;
  /** Dynamic shared memory of a block, in bytes. Default: 0. */
  readonly sharedBytes?: number;
  /** The stream to run in. Default: the context's default stream. */
  readonly stream?: Stream;
}

/** What is said of a kernel when it is taken from its module. */
export interface KernelOptions {
  /**
   * The kernel waits for earlier work of the stream by itself: all its threads that touch memory execute `griddepcontrol.wait`
   * first (PTX ISA 7.8, compute capability 9.0). Its launch, and what it does before that, then overlap the end of
   * the kernel before it; order and results stay those of the stream. Needs CUDA 11.8 (cuLaunchKernelEx). Default: false.
   * https://docs.nvidia.com/cuda/cuda-c-programming-guide/#programmatic-dependent-launch-and-synchronization
   */
  readonly waitsItself?: boolean;
}

const maxUint32 = 2 ** 32 - 1;

/** CUfunction_attribute */
const functionAttributes = {
  maxThreadsPerBlock: 0,
  sharedBytes: 1,
  constantBytes: 2,
  localBytes: 3,
  registers: 4,
  ptxVersion: 5,
  binaryVersion: 6,
  maxDynamicSharedBytes: 8,
} as const;

/** The name of a kernel's attribute; sizes are in bytes. */
export type KernelAttribute = keyof typeof functionAttributes;

/** A kernel of a module, with typed parameters. It needs no closing: its module has it. */
export class Kernel<P extends readonly KernelParameter[] = readonly KernelParameter[]> {
  readonly module: Module;
  readonly name: string;
  /** CUfunction */
  readonly handle: FunctionHandle;
  readonly #arguments: KernelArgumentList;
  readonly #config: LaunchConfig | undefined;

  /** Made by Module.kernel(). */
  constructor(
    module: Module,
    name: string,
    handle: FunctionHandle,
    parameters: P,
    { waitsItself = false }: KernelOptions = {},
  ) {
    this.module = module;
    this.name = name;
    this.handle = handle;
    this.#arguments = new KernelArgumentList(name, parameters);
    this.#config = waitsItself ? new LaunchConfig() : undefined;
  }

  /**
   * Starts the kernel; it runs when the earlier work of the stream is done. The arguments are copied during
   * the call. Errors inside the kernel come up at a later call, when the stream is waited for.
   */
  launch(options: LaunchOptions, ...args: KernelArguments<P>): void {
    const { context, lifetime } = this.module;
    const { grid, block, sharedBytes = 0, stream } = options;
    lifetime.assertOpen();
    stream?.lifetime.assertOpen();
    assertDimensions(grid, 'grid');
    assertDimensions(block, 'block');
    integer(sharedBytes, 'sharedBytes', 0, maxUint32);
    this.#arguments.write(args);
    const { raw } = context.driver;
    const { handle } = this;
    const { pointers } = this.#arguments;
    const queue = stream?.handle ?? 0n;
    const config = this.#config;
    if (config === undefined) {
      const [x, y, z] = grid;
      const [threadsX, threadsY, threadsZ] = block;
      context.call('cuLaunchKernel', () =>
        raw.cuLaunchKernel(handle, x, y, z, threadsX, threadsY, threadsZ, sharedBytes, queue, pointers, null),
      );
    } else {
      config.write(grid, block, sharedBytes, queue);
      context.call('cuLaunchKernelEx', () => raw.cuLaunchKernelEx(config.bytes, handle, pointers, null));
    }
  }

  /** What the compiler made of the kernel: registers, shared memory, limits. */
  attribute(attribute: KernelAttribute): number {
    const number = functionAttributes[attribute];
    if (number === undefined) throw new TypeError(`attribute '${attribute}' is not a kernel attribute`);
    const { raw } = this.module.context.driver;
    this.#call('cuFuncGetAttribute', () => raw.cuFuncGetAttribute(first32, number, this.handle));
    return writtenNumber(first32);
  }

  /** How many blocks of `blockThreads` threads one multiprocessor can run at a time. */
  maxActiveBlocks(blockThreads: number, sharedBytes = 0): number {
    integer(blockThreads, 'blockThreads', 1, maxUint32);
    integer(sharedBytes, 'sharedBytes');
    const { raw } = this.module.context.driver;
    this.#call('cuOccupancyMaxActiveBlocksPerMultiprocessor', () =>
      raw.cuOccupancyMaxActiveBlocksPerMultiprocessor(first32, this.handle, blockThreads, sharedBytes),
    );
    return writtenNumber(first32);
  }

  /** The block size that fills the device best, and the least number of blocks that then fills it. */
  suggestBlockSize(sharedBytes = 0): { blockThreads: number; minGridBlocks: number } {
    integer(sharedBytes, 'sharedBytes');
    const { raw } = this.module.context.driver;
    this.#call('cuOccupancyMaxPotentialBlockSize', () =>
      raw.cuOccupancyMaxPotentialBlockSize(first32, second32, this.handle, 0, sharedBytes, 0),
    );
    return { minGridBlocks: writtenNumber(first32), blockThreads: writtenNumber(second32) };
  }

  #call(name: string, fn: () => number): void {
    this.module.lifetime.assertOpen();
    this.module.context.call(name, fn);
  }
}

function assertDimensions(dimensions: Dimensions, name: string): void {
  integer(dimensions[0], `${name}.x`, 1, maxUint32);
  integer(dimensions[1], `${name}.y`, 1, maxUint32);
  integer(dimensions[2], `${name}.z`, 1, maxUint32);
}
