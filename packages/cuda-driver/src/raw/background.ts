/** Runs a raw function that blocks on a thread of koffi's pool, so that the event loop goes on. */
import type { RawFunction } from './bind.js';

/** Resolves to the status. Buffers among `args` must live until then. */
export function inBackground<A extends unknown[]>(raw: RawFunction<A>, ...args: A): Promise<number> {
  return new Promise((resolve, reject) => {
    raw.async(...args, (error, status) => (error ? reject(error) : resolve(status)));
  });
}
