/** A GPU made ready while the thread that is going to decode on it still loads: on an H200 either takes 0.2 s. */
import { warmUpDevice } from '@nvcodec/cuda-driver';
import type { DriverSelection } from './select-device.js';

/** Begins with it. Whoever opens the device says what is wrong. @returns what gives it up again, unless others use it. */
export function makeReady({ device = 'auto', gpuDriver }: DriverSelection): () => void {
  if (device === 'soft') return () => {};
  const ready = warmUpDevice(device, gpuDriver?.cuda).catch(() => undefined);
  return () => void ready.then((release) => release?.());
}
