/** Why a device was not taken, in one line for the user. */
import { DriverNotFoundError } from '@nvcodec/cuda-driver';
import { CuvidNotFoundError } from '@nvcodec/nvcuvid';
import { UnsupportedCodecError } from '../errors.js';

/** @param device the device's name, or what it is called without one. */
export function fallbackReason(error: Error, device: string): string {
  // The limit names device and stream: "NVIDIA H200 does not decode av1 4:2:0 8 bit".
  if (error instanceof UnsupportedCodecError) return error.limit;
  if (error instanceof DriverNotFoundError || error instanceof CuvidNotFoundError) {
    const [problem = ''] = error.message.split(':');
    return `${problem} (${error.searched[0] ?? 'nothing to look for'})`;
  }
  return `${device}: ${error.message.split('\n')[0]}`;
}
