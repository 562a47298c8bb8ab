// The other process of 14-between-processes.test.ts: opens the memory and the event that it is sent, waits
// for the event, answers with what it read, and overwrites the memory.
import { CudaDriver, DeviceBuffer, Event } from '@nvcodec/cuda-driver';

process.once('message', ({ driverPath, memory, event, bytes }) => {
  const context = CudaDriver.load(driverPath).device(0).primaryContext();
  const buffer = DeviceBuffer.openIpc(context, Uint8Array.from(memory), bytes);
  const mark = Event.openIpc(context, Uint8Array.from(event));
  const stream = context.createStream();
  stream.wait(mark);
  const read = new Uint8Array(bytes);
  buffer.copyToHost(read, { stream });
  buffer.fill(0x77, { stream });
  stream.synchronize();
  for (const object of [buffer, mark, stream, context]) object.close();
  context.driver.failures.throwPending();
  process.send([...read], () => process.disconnect());
});
