/** Copies and fills: queued in a stream, or done when the call returns. */
import type { Context } from './context.js';
import type { Stream } from './stream.js';

const defaultStream = 0n;

/**
 * Makes the C call `name` of a copy or fill in `stream`, or without one in the default stream and waits for it: the C
 * functions without a stream return before pageable memory has arrived and before a fill is done, and a non-blocking
 * stream would not wait for them.
 */
export function transfer(
  context: Context,
  stream: Stream | undefined,
  name: string,
  call: (stream: bigint) => number,
): void {
  if (stream) {
    stream.lifetime.assertOpen();
    context.call(name, () => call(stream.handle));
    return;
  }
  context.driver.hostFunctions.assertMayBlock(name);
  context.call(name, () => call(defaultStream));
  context.call('cuStreamSynchronize', () => context.driver.raw.cuStreamSynchronize(defaultStream));
}
