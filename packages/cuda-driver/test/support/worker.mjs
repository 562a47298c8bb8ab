// One worker thread of 11-worker-threads.test.ts: loads the driver, uses it, and leaves as it is told to.
import { parentPort, workerData } from 'node:worker_threads';
import { CudaDriver } from '@nvcodec/cuda-driver';

const { driverPath, value, leave } = workerData;
const driver = CudaDriver.load(driverPath);
if (leave === 'loaded') {
  parentPort.postMessage({ version: driver.version, correct: true });
  process.exit(0);
}
const context = driver.device(0).primaryContext();
const stream = context.createStream();
const buffer = context.allocate(4096);
buffer.fill(value, { stream });
const bytes = new Uint8Array(4096);
buffer.copyToHost(bytes, { stream });
await stream.synchronizeAsync();
parentPort.postMessage({ version: driver.version, correct: bytes.every((byte) => byte === value) });
if (leave !== 'open') for (const object of [context, stream, buffer]) object.close();
driver.failures.throwPending();
if (leave === 'exit') process.exit(0);
if (leave === 'stay') setInterval(() => {}, 1000);
