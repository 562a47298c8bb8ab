// What a process and its device hold, in MiB.
import { CudaDriver } from '../../packages/cuda-driver/dist/index.js';
import { softCudaPath } from '../../packages/soft-driver/dist/index.js';

const megabyte = 1 << 20;

export const hostMegabytes = () => process.memoryUsage.rss() / megabyte;

/** What is in use of the memory of the device that a player's `info` names. */
export function deviceMegabytes({ hardware, device }) {
  const driver = CudaDriver.load(...(hardware ? [] : [softCudaPath]));
  const context = driver.device(device.ordinal).primaryContext();
  const { free, total } = context.memoryInfo();
  context.close();
  return (total - free) / megabyte;
}
