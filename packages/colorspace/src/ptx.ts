/**
 * PTX as a GPU gets it. What is checked in is for every GPU since Maxwell; the kernels of `launch.h` have in it, as a
 * comment, an instruction with which newer GPUs start one kernel while the one before it ends.
 */
import type { Context } from '@nvcodec/cuda-driver';

/** Before an instruction that is for compute capability 9.0 and later. */
const marker = '// sm_90: ';
const waitMarker = `${marker}griddepcontrol.wait;`;

/** A module's image, and whether its kernels wait for earlier work by themselves: see KernelOptions of cuda-driver. */
export interface GpuImage {
  readonly image: Uint8Array;
  readonly waitsItself: boolean;
}

/** The image to be loaded in a context: the same, or PTX with what its comments offer to this GPU. */
export function imageFor({ device, driver }: Context, image: Buffer): GpuImage {
  const offered = image.includes(waitMarker);
  if (!offered || device.computeCapability[0] < 9 || !driver.has('cuLaunchKernelEx'))
    return { image, waitsItself: false };
  return { image: Buffer.from(forHopper(image.toString('latin1')), 'latin1'), waitsItself: true };
}

/** PTX ISA 7.8 for compute capability 9.0, with the instructions that need them. */
export function forHopper(ptx: string): string {
  return ptx
    .replace(/^\.version .*$/m, '.version 7.8')
    .replace(/^\.target .*$/m, '.target sm_90')
    .replaceAll(marker, '');
}
