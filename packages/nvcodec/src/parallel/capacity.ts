/** What a device has for several sessions on one video. */
import { availableParallelism, freemem } from 'node:os';
import { DecoderCaps, type VideoFormat } from '@nvcodec/nvcuvid';
import type { DecodingDevice } from '../device/decoding-device.js';

/** See the head of this file. */
export interface Capacity {
  /** How many sessions keep its decoders busy. */
  readonly sessions: number;
  /** In bytes, where frames are kept: of the GPU, or of the host. */
  readonly freeMemory: number;
  /** How many devices its driver has. */
  readonly devices: number;
}

/** While one seeks, another one keeps the engine busy. */
const SESSIONS_OF_ENGINE = 2;

/** The soft driver uses so many processors for one stream. */
const PROCESSORS_OF_SOFT_DECODER = 12;

/** @param format undefined where nothing could be decoded. */
export function capacityOf(
  { info, cuvid, context }: DecodingDevice,
  format: VideoFormat | undefined,
): Capacity {
  const devices = context.driver.deviceCount();
  if (info.kind === 'soft') {
    const sessions = Math.max(1, Math.round(availableParallelism() / PROCESSORS_OF_SOFT_DECODER));
    return { sessions, freeMemory: freemem(), devices };
  }
  const engines = format === undefined ? 1 : DecoderCaps.query(cuvid, context, format).engines;
  const { free: freeMemory } = context.run(() => context.memoryInfo());
  return { sessions: SESSIONS_OF_ENGINE * engines, freeMemory, devices };
}
