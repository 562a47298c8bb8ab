/** Waiting for an event on another thread, so that the event loop goes on. */
import type { CudaDriver } from './driver.js';
import { inBackground } from './raw/background.js';

/** Resolves when the work that `event` marks is done; the event must live until then. */
export async function waitForEvent(driver: CudaDriver, event: bigint): Promise<void> {
  const status = await inBackground(driver.raw.cuEventSynchronize, event);
  await driver.hostFunctions.returned();
  driver.check(status, 'cuEventSynchronize');
}
