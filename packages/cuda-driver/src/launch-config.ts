/**
 * The launch of a kernel that waits for earlier work by itself: what cuLaunchKernelEx takes, in memory that is made once for
 * a kernel and written anew for each launch.
 */
import koffi from 'koffi';
import type { Dimensions } from './kernel.js';
import { CUlaunchAttribute, CUlaunchConfig, launchAttribute } from './raw/structs.js';

const { offsets } = CUlaunchConfig;

/** A CUlaunchConfig with the attribute of programmatic stream serialization. */
export class LaunchConfig {
  /** The struct's bytes. */
  readonly bytes = new Uint8Array(CUlaunchConfig.size);
  readonly #view = new DataView(this.bytes.buffer);
  /** Kept for the struct points to it. */
  readonly #attribute = new DataView(new ArrayBuffer(CUlaunchAttribute.size));

  constructor() {
    this.#attribute.setInt32(
      CUlaunchAttribute.offsets.id,
      launchAttribute.programmaticStreamSerialization,
      true,
    );
    this.#attribute.setInt32(CUlaunchAttribute.offsets.value, 1, true);
    this.#view.setBigUint64(offsets.attrs, koffi.address(this.#attribute.buffer), true);
    this.#view.setUint32(offsets.numAttrs, 1, true);
  }

  /** Puts a launch in place. */
  write(grid: Dimensions, block: Dimensions, sharedBytes: number, stream: bigint): void {
    const view = this.#view;
    view.setUint32(offsets.gridDimX, grid[0], true);
    view.setUint32(offsets.gridDimY, grid[1], true);
    view.setUint32(offsets.gridDimZ, grid[2], true);
    view.setUint32(offsets.blockDimX, block[0], true);
    view.setUint32(offsets.blockDimY, block[1], true);
    view.setUint32(offsets.blockDimZ, block[2], true);
    view.setUint32(offsets.sharedMemBytes, sharedBytes, true);
    view.setBigUint64(offsets.hStream, stream, true);
  }
}
