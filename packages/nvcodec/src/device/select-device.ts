/**
 * Which device decodes a stream. `device: 'auto'` tries the GPUs, the least used first, and then the soft driver; it goes on to
 * the next when a driver is missing or the caps refuse the stream, and keeps the reason.
 */
import { CudaError, DriverNotFoundError } from '@nvcodec/cuda-driver';
import { CuvidError, CuvidNotFoundError } from '@nvcodec/nvcuvid';
import { NoSuchDeviceError, UnsupportedCodecError } from '../errors.js';
import { reached } from '../stages.js';
import { DecodingDevice, type DeviceChoice, type DriverFiles, listGpus } from './decoding-device.js';
import { fallbackReason } from './fallback-reason.js';
import { leastUsedFirst, usageOf } from './gpu-usage.js';

/** Which device decodes, and by which driver. */
export interface DriverSelection {
  readonly device?: DeviceChoice | undefined;
  /** Another libcuda and libnvcuvid for the GPUs. */
  readonly gpuDriver?: DriverFiles | undefined;
  /** Another soft driver. */
  readonly softDriver?: DriverFiles | undefined;
}

export interface Selected<T> {
  readonly device: DecodingDevice;
  readonly value: T;
  readonly fallbackReason: string | undefined;
}

/** What makes 'auto' try the next device; anything else is the user's to hear of. */
function isRefusal(error: unknown): error is Error {
  return [UnsupportedCodecError, CudaError, CuvidError, CuvidNotFoundError, DriverNotFoundError].some(
    (refusal) => error instanceof refusal,
  );
}

/**
 * Opens a device and tries `start` on it.
 * @throws what the only or the last candidate threw.
 */
export function selectDevice<T>(
  selection: DriverSelection,
  start: (device: DecodingDevice) => T,
): Selected<T> {
  const { device: choice = 'auto', gpuDriver, softDriver } = selection;
  if (choice === 'soft') return attempt(() => DecodingDevice.soft(softDriver), start, undefined);
  if (choice !== 'auto') return attempt(() => openGpu(choice, gpuDriver), start, undefined);
  const { uuids, problem } = listGpus(gpuDriver);
  const reasons = problem === undefined ? [] : [problem];
  for (const ordinal of leastUsedFirst([...uuids.keys()], (gpu) => usageOf(uuids[gpu] ?? ''))) {
    try {
      return attempt(() => DecodingDevice.gpu(ordinal, gpuDriver), start, undefined);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      reasons.push(fallbackReason(error, `GPU ${ordinal}`));
    }
  }
  return attempt(() => DecodingDevice.soft(softDriver), start, reasons.join('; '));
}

function openGpu(ordinal: number, files: DriverFiles | undefined): DecodingDevice {
  if (!Number.isInteger(ordinal) || ordinal < 0) {
    throw new TypeError(`device: ${String(ordinal)} is neither 'auto', 'soft' nor the number of a GPU`);
  }
  try {
    return DecodingDevice.gpu(ordinal, files);
  } catch (error) {
    if (error instanceof DriverNotFoundError) throw new NoSuchDeviceError(ordinal, 0, { cause: error });
    throw error;
  }
}

function attempt<T>(
  open: () => DecodingDevice,
  start: (device: DecodingDevice) => T,
  fallbackReason: string | undefined,
): Selected<T> {
  const device = open();
  reached('context there');
  try {
    return { device, value: start(device), fallbackReason };
  } catch (error) {
    device.close();
    throw error;
  }
}
