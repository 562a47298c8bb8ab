/** A kernel: a function that runs on the GPU over a grid of thread blocks. */
import { integer } from './arguments.js';
import type { FunctionHandle } from './handles.js';
import { KernelArgumentList, type KernelArguments, type KernelParameter } from './kernel-arguments.js';
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

  /** Made by Module.kernel(). */
  constructor(module: Module, name: string, handle: FunctionHandle, parameters: P) {
    this.module = module;
    this.name = name;
    this.handle = handle;
    this.#arguments = new KernelArgumentList(name, parameters);
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
    context.call('cuLaunchKernel', () =>
      context.driver.raw.cuLaunchKernel(
        this.handle,
        grid[0],
        grid[1],
        grid[2],
        block[0],
        block[1],
        block[2],
        sharedBytes,
        stream?.handle ?? 0n,
        this.#arguments.pointers,
        null,
      ),
    );
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
