/** A lock on a CUDA context, for threads that share it: CUvideoctxlock. Only CUDA-based decoding needs one. */
import { type Context, Lifetime } from '@nvcodec/cuda-driver';
import type { Nvcuvid } from './nvcuvid.js';

/** A mutex that also makes its context current: `lock()` pushes the context, `unlock()` pops it. */
export class ContextLock {
  /** The library. */
  readonly cuvid: Nvcuvid;
  /** The context that it works in. */
  readonly context: Context;
  /** CUvideoctxlock */
  readonly handle: bigint;
  /** Parent of the decoders that use the lock. */
  readonly lifetime: Lifetime;

  /** @throws CuvidError when the driver refuses. */
  constructor(cuvid: Nvcuvid, context: Context) {
    context.lifetime.assertOpen();
    cuvid.cuda.failures.throwPending();
    const out = new BigUint64Array(1);
    cuvid.verify(cuvid.raw.cuvidCtxLockCreate(out, context.handle), 'cuvidCtxLockCreate');
    const handle = out[0] ?? 0n;
    this.cuvid = cuvid;
    this.context = context;
    this.handle = handle;
    this.lifetime = new Lifetime(this, {
      name: 'ContextLock',
      parents: [context.lifetime],
      failures: cuvid.cuda.failures,
      release: () => cuvid.verify(cuvid.raw.cuvidCtxLockDestroy(handle), 'cuvidCtxLockDestroy'),
    });
  }

  /** Waits for the lock, blocking the thread, and makes the context current. */
  lock(): void {
    this.lifetime.assertOpen();
    this.cuvid.verify(this.cuvid.raw.cuvidCtxLock(this.handle, 0), 'cuvidCtxLock');
  }

  /** Gives the lock back and pops the context. */
  unlock(): void {
    this.lifetime.assertOpen();
    this.cuvid.verify(this.cuvid.raw.cuvidCtxUnlock(this.handle, 0), 'cuvidCtxUnlock');
  }

  /** Runs `fn` with the lock held and the context current. `fn` must be synchronous. */
  run<T>(fn: () => T): T {
    this.lock();
    try {
      return fn();
    } finally {
      this.unlock();
    }
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.lifetime.closed;
  }

  /** Destroys the lock once the decoders that use it are closed. Never throws; see Lifetime. */
  close(): void {
    this.lifetime.close();
  }

  /** `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }
}
