/** A stream: a queue of GPU work that runs in order. */
import koffi from 'koffi';
import { integer } from './arguments.js';
import type { Context } from './context.js';
import { CudaStatus } from './cuda-error.js';
import { CU_EVENT_BLOCKING_SYNC, CU_EVENT_DISABLE_TIMING, type Event } from './event.js';
import { waitForEvent } from './event-wait.js';
import type { StreamHandle } from './handles.js';
import { Lifetime } from './lifetime.js';
import { first64, written } from './scratch.js';

/** How a stream is made. */
export interface StreamOptions {
  /** From `streamPriorityRange().greatest` (first) to `.least` (0, the default). */
  readonly priority?: number;
  /** Whether it runs beside the default stream instead of waiting for it. Default: true. */
  readonly nonBlocking?: boolean;
}

const CU_STREAM_NON_BLOCKING = 1;
/** For events waited for on another thread: it sleeps instead of spinning. */
const markFlags = CU_EVENT_BLOCKING_SYNC | CU_EVENT_DISABLE_TIMING;
const hostFunctionType = koffi.pointer(koffi.proto('void', ['void *']));

/** A stream of a context. */
export class Stream {
  readonly context: Context;
  /** CUstream; 0n for the default stream. */
  readonly handle: StreamHandle;
  /** Parent of what needs the stream until its release. */
  readonly lifetime: Lifetime;

  private constructor(context: Context, handle: StreamHandle, release?: () => void) {
    this.context = context;
    this.handle = handle;
    this.lifetime = new Lifetime(this, {
      name: 'Stream',
      parents: [context.lifetime],
      failures: context.driver.failures,
      ...(release && { release }),
    });
  }

  /** See Context.createStream(). @throws RangeError for a priority outside the context's range. */
  static create(context: Context, options: StreamOptions): Stream {
    const { raw } = context.driver;
    const { priority = 0, nonBlocking = true } = options;
    if (priority !== 0) {
      const { least, greatest } = context.streamPriorityRange();
      integer(priority, 'priority', greatest, least);
    }
    const flags = nonBlocking ? CU_STREAM_NON_BLOCKING : 0;
    context.create('cuStreamCreateWithPriority', () =>
      raw.cuStreamCreateWithPriority(first64, flags, priority),
    );
    const handle = written(first64) as StreamHandle;
    const release = context.releaser('cuStreamDestroy_v2', () => raw.cuStreamDestroy_v2(handle));
    return new Stream(context, handle, release);
  }

  /** A stream that somebody else owns, such as 0n, the context's default stream; closing it leaves it alone. */
  static wrap(context: Context, handle: StreamHandle | bigint): Stream {
    return new Stream(context, handle as StreamHandle);
  }

  /** Waits for all work in the stream; blocks the thread. */
  synchronize(): void {
    this.context.driver.hostFunctions.assertMayBlock('Stream.synchronize()');
    this.#call('cuStreamSynchronize', () => this.context.driver.raw.cuStreamSynchronize(this.handle));
  }

  /**
   * Resolves when all work now in the stream is done. The wait is on another thread, so the event loop goes
   * on; the stream may be closed meanwhile.
   */
  async synchronizeAsync(): Promise<void> {
    const { context, handle } = this;
    const { driver } = context;
    const { raw } = driver;
    const release = this.lifetime.hold();
    let releaseMark: (() => void) | undefined;
    try {
      // An event is waited for, not the stream: later work must not prolong the wait, and unlike the default
      // stream an event needs no context on the thread that waits.
      context.call('cuEventCreate', () => raw.cuEventCreate(first64, markFlags));
      const mark = written(first64);
      releaseMark = context.releaser('cuEventDestroy_v2', () => raw.cuEventDestroy_v2(mark));
      context.call('cuEventRecord', () => raw.cuEventRecord(mark, handle));
      await waitForEvent(driver, mark);
    } finally {
      releaseMark?.();
      release();
    }
  }

  /** Whether all work in the stream is done. */
  query(): boolean {
    this.lifetime.assertOpen();
    const { driver } = this.context;
    const status = this.context.run(() => driver.raw.cuStreamQuery(this.handle));
    if (status === CudaStatus.notReady) return false;
    driver.check(status, 'cuStreamQuery');
    return true;
  }

  /** Marks the work submitted so far with `event`. */
  record(event: Event): void {
    event.lifetime.assertOpen();
    this.#call('cuEventRecord', () => this.context.driver.raw.cuEventRecord(event.handle, this.handle));
  }

  /** Later work in this stream waits, on the GPU, for what `event` marks. */
  wait(event: Event): void {
    event.lifetime.assertOpen();
    this.#call('cuStreamWaitEvent', () =>
      this.context.driver.raw.cuStreamWaitEvent(this.handle, event.handle, 0),
    );
  }

  /**
   * Calls `fn` when all earlier work in the stream is done; later work waits until it has returned. `fn` runs
   * on this thread's event loop, so until then a call here that waits for the GPU throws instead of waiting
   * for ever, and closed objects are released afterwards. `fn` must make no CUDA calls; what it throws is
   * thrown by the next call on the driver.
   */
  launchHostFunction(fn: () => void): void {
    const { driver } = this.context;
    const done = driver.hostFunctions.launched();
    // Nothing else would keep the event loop alive until the GPU gets there.
    const alive = setInterval(() => {}, 2 ** 30);
    const finish = () => {
      clearInterval(alive);
      koffi.unregister(callback);
      done();
    };
    const callback = koffi.register(() => {
      try {
        fn();
      } catch (error) {
        driver.failures.record(error);
      }
      // koffi must have returned from the callback before it may be unregistered.
      setImmediate(finish);
    }, hostFunctionType);
    try {
      this.#call('cuLaunchHostFunc', () => driver.raw.cuLaunchHostFunc(this.handle, callback, null));
    } catch (error) {
      finish();
      throw error;
    }
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.lifetime.closed;
  }

  /** Destroys the stream once the work in it is done; returns at once. Never throws; see Lifetime. */
  close(): void {
    this.lifetime.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #call(name: string, fn: () => number): void {
    this.lifetime.assertOpen();
    this.context.call(name, fn);
  }
}
