/** An event: a mark in a stream, to wait for and to measure time between. */
import type { Context } from './context.js';
import { CudaStatus } from './cuda-error.js';
import { waitForEvent } from './event-wait.js';
import type { EventHandle } from './handles.js';
import { ipcHandle, newIpcHandle } from './ipc.js';
import { Lifetime } from './lifetime.js';
import { first64, firstFloat, written, writtenNumber } from './scratch.js';
import type { Stream } from './stream.js';

/** How an event is made. */
export interface EventOptions {
  /** Whether it takes the time, for `elapsedMs`. Default: false, which is cheaper. */
  readonly timing?: boolean;
  /** Whether `synchronize()` sleeps instead of spinning. Default: false. */
  readonly blockingSync?: boolean;
  /** Whether other processes may open it by `ipcHandle()`; such an event takes no time. Default: false. */
  readonly interprocess?: boolean;
}

/** CUevent_flags. */
export const CU_EVENT_BLOCKING_SYNC = 1;
export const CU_EVENT_DISABLE_TIMING = 2;
const CU_EVENT_INTERPROCESS = 4;

/** An event of a context. */
export class Event {
  readonly context: Context;
  /** CUevent */
  readonly handle: EventHandle;
  readonly lifetime: Lifetime;

  private constructor(context: Context, handle: EventHandle) {
    const { raw, failures } = context.driver;
    this.context = context;
    this.handle = handle;
    this.lifetime = new Lifetime(this, {
      name: 'Event',
      parents: [context.lifetime],
      failures,
      release: context.releaser('cuEventDestroy_v2', () => raw.cuEventDestroy_v2(handle)),
    });
  }

  /** See Context.createEvent(). */
  static create(context: Context, options: EventOptions): Event {
    const { timing = false, blockingSync = false, interprocess = false } = options;
    if (timing && interprocess) throw new TypeError('timing and interprocess exclude each other in an event');
    const flags =
      (blockingSync ? CU_EVENT_BLOCKING_SYNC : 0) |
      (timing ? 0 : CU_EVENT_DISABLE_TIMING) |
      (interprocess ? CU_EVENT_INTERPROCESS : 0);
    context.create('cuEventCreate', () => context.driver.raw.cuEventCreate(first64, flags));
    return new Event(context, written(first64) as EventHandle);
  }

  /** Opens an event of another process by the handle that its `ipcHandle()` gave. */
  static openIpc(context: Context, handle: Uint8Array): Event {
    const raw = { reserved: ipcHandle(handle) };
    context.create('cuIpcOpenEventHandle', () => context.driver.raw.cuIpcOpenEventHandle(first64, raw));
    return new Event(context, written(first64) as EventHandle);
  }

  /** Marks the work submitted to `stream` so far. */
  record(stream: Stream): void {
    stream.record(this);
  }

  /** Waits for the marked work; blocks the thread. An event that was never recorded counts as done. */
  synchronize(): void {
    this.context.driver.hostFunctions.assertMayBlock('Event.synchronize()');
    this.#call('cuEventSynchronize', () => this.context.driver.raw.cuEventSynchronize(this.handle));
  }

  /** Resolves when the marked work is done; the wait is on another thread. */
  async synchronizeAsync(): Promise<void> {
    const release = this.lifetime.hold();
    try {
      await waitForEvent(this.context.driver, this.handle);
    } finally {
      release();
    }
  }

  /** Whether the marked work is done. */
  query(): boolean {
    this.lifetime.assertOpen();
    const { driver } = this.context;
    const status = this.context.run(() => driver.raw.cuEventQuery(this.handle));
    if (status === CudaStatus.notReady) return false;
    driver.check(status, 'cuEventQuery');
    return true;
  }

  /** Milliseconds from `since` to this event, to half a microsecond; both recorded, done, and with timing. */
  elapsedMs(since: Event): number {
    since.lifetime.assertOpen();
    const { raw } = this.context.driver;
    this.#call('cuEventElapsedTime', () => raw.cuEventElapsedTime(firstFloat, since.handle, this.handle));
    return writtenNumber(firstFloat);
  }

  /** Sixty-four bytes by which another process can open the event; it must be `interprocess`. */
  ipcHandle(): Uint8Array {
    const handle = newIpcHandle();
    this.#call('cuIpcGetEventHandle', () => this.context.driver.raw.cuIpcGetEventHandle(handle, this.handle));
    return handle;
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.lifetime.closed;
  }

  /** Destroys the event; work that waits for it still does. Never throws; see Lifetime. */
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
