/** Runs something with a CUDA context current, at the cost of one cheap call where it is current already. */
import type { Context } from '@nvcodec/cuda-driver';
import type { Nvcuvid } from './nvcuvid.js';

const current = new BigUint64Array(1);

/** Calls `fn` with the context current on this thread; pushes and pops it only if it is not. */
export function inContext<T>(context: Context, fn: () => T): T {
  const { driver } = context;
  driver.verify(driver.raw.cuCtxGetCurrent(current), 'cuCtxGetCurrent');
  return current[0] === context.handle ? fn() : context.run(fn);
}

/**
 * The release of something made in a context, for a Lifetime: `fn` makes the C call `name`, with the context current.
 * It refers to the context's handle, not the object, and so works after the Context was closed.
 */
export function releaserIn(cuvid: Nvcuvid, context: Context, name: string, fn: () => number): () => void {
  const { driver, handle } = context;
  const { raw } = driver;
  const release = () => {
    driver.verify(raw.cuCtxGetCurrent(current), 'cuCtxGetCurrent');
    const push = current[0] !== handle;
    if (push) driver.verify(raw.cuCtxPushCurrent_v2(handle), 'cuCtxPushCurrent_v2');
    const status = fn();
    if (push) raw.cuCtxPopCurrent_v2(current);
    cuvid.verify(status, name);
  };
  return () => driver.hostFunctions.whenNone(release);
}
