/**
 * A CUDA context: the home of streams, memory and modules on one device. A context is current per thread;
 * the objects made here push and pop it around their own calls, so no caller needs to.
 */

import { CudaStatus } from './cuda-error.js';
import type { Device } from './device.js';
import { DeviceBuffer } from './device-buffer.js';
import type { CudaDriver } from './driver.js';
import { Event, type EventOptions } from './event.js';
import type { ContextHandle } from './handles.js';
import { Lifetime } from './lifetime.js';
import { Module, type ModuleOptions } from './module.js';
import { PinnedBuffer } from './pinned-buffer.js';
import { PitchedBuffer } from './pitched-buffer.js';
import { first32, first64, popped64, second32, second64, written, writtenNumber } from './scratch.js';
import { Stream, type StreamOptions } from './stream.js';

/** How host threads wait for the GPU: CU_CTX_SCHED_*; the driver's own choice when left out. */
export interface ContextFlags {
  readonly wait?: 'auto' | 'spin' | 'yield' | 'block';
}

/** Turns a status of a C call into an error. */
export interface StatusChecker {
  /** Throws unless `status` is success. @param call the C function's name, for the message. */
  verify(status: number, call: string): void;
}

const waitFlags = { auto: 0, spin: 1, yield: 2, block: 4 } as const;

/** A retained primary context, or one of our own. */
export class Context {
  readonly driver: CudaDriver;
  readonly device: Device;
  readonly handle: ContextHandle;
  /** Parent of everything made in this context; for objects of other packages too. */
  readonly lifetime: Lifetime;
  readonly #onClose: (() => void)[] = [];

  private constructor(device: Device, handle: ContextHandle, release: () => void) {
    const { driver } = device;
    this.driver = driver;
    this.device = device;
    this.handle = handle;
    this.lifetime = new Lifetime(this, {
      name: 'Context',
      failures: driver.failures,
      release: () => driver.hostFunctions.whenNone(release),
    });
  }

  /** See Device.primaryContext(). */
  static retainPrimary(device: Device): Context {
    const { driver, handle: deviceHandle } = device;
    driver.failures.throwPending();
    driver.check(driver.raw.cuDevicePrimaryCtxRetain(first64, deviceHandle), 'cuDevicePrimaryCtxRetain');
    return new Context(device, written(first64) as ContextHandle, () => {
      driver.verify(driver.raw.cuDevicePrimaryCtxRelease_v2(deviceHandle), 'cuDevicePrimaryCtxRelease_v2');
    });
  }

  /** See Device.createContext(). */
  static create(device: Device, flags: ContextFlags): Context {
    const { driver } = device;
    driver.failures.throwPending();
    const status = driver.raw.cuCtxCreate_v2(first64, flagBits(flags), device.handle);
    driver.check(status, 'cuCtxCreate_v2');
    const handle = written(first64) as ContextHandle;
    // A new context is left current; ours are current only around their calls.
    driver.check(driver.raw.cuCtxPopCurrent_v2(popped64), 'cuCtxPopCurrent_v2');
    return new Context(device, handle, () => {
      driver.verify(driver.raw.cuCtxDestroy_v2(handle), 'cuCtxDestroy_v2');
    });
  }

  /** See Device.setPrimaryContextFlags(). */
  static setPrimaryFlags(device: Device, flags: ContextFlags): void {
    const status = device.driver.raw.cuDevicePrimaryCtxSetFlags_v2(device.handle, flagBits(flags));
    device.driver.check(status, 'cuDevicePrimaryCtxSetFlags_v2');
  }

  /**
   * Makes the context current on this thread, above what was current; `pop()` undoes it. As `run`, it works
   * until the context is really released, so that what was made in it can outlive `close()`.
   */
  push(): void {
    this.lifetime.assertUnreleased();
    const { driver } = this;
    driver.running = undefined;
    driver.verify(driver.raw.cuCtxPushCurrent_v2(this.handle), 'cuCtxPushCurrent_v2');
  }

  /** Undoes the matching `push()`. @throws Error when another context is on top. */
  pop(): void {
    const { driver } = this;
    driver.running = undefined;
    driver.verify(driver.raw.cuCtxPopCurrent_v2(popped64), 'cuCtxPopCurrent_v2');
    const popped = written(popped64);
    if (popped === this.handle) return;
    driver.verify(driver.raw.cuCtxPushCurrent_v2(popped), 'cuCtxPushCurrent_v2');
    throw new Error('pop() without a matching push(): another context is current on this thread');
  }

  /** Makes this the thread's current context in place of what was current (cuCtxSetCurrent). */
  makeCurrent(): void {
    this.lifetime.assertOpen();
    this.driver.running = undefined;
    this.driver.check(this.driver.raw.cuCtxSetCurrent(this.handle), 'cuCtxSetCurrent');
  }

  /**
   * Runs `fn` with the context current. `fn` must be synchronous: the context is current on this thread only. Within a
   * `run` another one of the same context costs no call: a loop of many calls does well to lie inside one.
   */
  run<T>(fn: () => T): T {
    const { driver } = this;
    const outer = driver.running;
    if (outer === this.handle) {
      this.lifetime.assertUnreleased();
      return fn();
    }
    this.push();
    driver.running = this.handle;
    try {
      return fn();
    } finally {
      this.pop();
      driver.running = outer;
    }
  }

  /** Makes the C call `name` with the context current and checks its status. */
  call(name: string, fn: () => number): void {
    this.driver.check(this.run(fn), name);
  }

  /**
   * `call` for a C function that creates something. Older failures are thrown before it and none after it,
   * so that what it creates always reaches its owner.
   */
  create(name: string, fn: () => number): void {
    this.lifetime.assertOpen();
    this.driver.failures.throwPending();
    this.driver.verify(this.run(fn), name);
  }

  /**
   * The release of something made in this context, for a Lifetime: `fn` makes the C call, with the context
   * current and once no host function is outstanding. `fn` must refer to handles only, not to the object.
   *
   * @param checker whose `verify` checks the status: the driver, or a library on it with an error class of its own.
   */
  releaser(name: string, fn: () => number, checker: StatusChecker = this.driver): () => void {
    const { driver, handle } = this;
    const { raw } = driver;
    const release = () => {
      const push = driver.running !== handle;
      if (push) driver.verify(raw.cuCtxPushCurrent_v2(handle), 'cuCtxPushCurrent_v2');
      const status = fn();
      if (push) raw.cuCtxPopCurrent_v2(popped64);
      checker.verify(status, name);
    };
    return () => driver.hostFunctions.whenNone(release);
  }

  /** Waits until the GPU has done everything submitted in this context; blocks the thread. */
  synchronize(): void {
    this.lifetime.assertOpen();
    this.driver.hostFunctions.assertMayBlock('Context.synchronize()');
    this.call('cuCtxSynchronize', () => this.driver.raw.cuCtxSynchronize());
  }

  /** Device memory in bytes: what is free now, of all processes, and what there is. */
  memoryInfo(): { free: number; total: number } {
    this.lifetime.assertOpen();
    this.call('cuMemGetInfo_v2', () => this.driver.raw.cuMemGetInfo_v2(first64, second64));
    return { free: Number(written(first64)), total: Number(written(second64)) };
  }

  /** The priorities streams may have: `greatest` (a lower number) runs first, `least` is 0. */
  streamPriorityRange(): { least: number; greatest: number } {
    this.lifetime.assertOpen();
    this.call('cuCtxGetStreamPriorityRange', () =>
      this.driver.raw.cuCtxGetStreamPriorityRange(first32, second32),
    );
    return { least: writtenNumber(first32), greatest: writtenNumber(second32) };
  }

  /** A new stream: work in it runs in order, and beside that of other streams. */
  createStream(options: StreamOptions = {}): Stream {
    return Stream.create(this, options);
  }

  /** A new event: a mark in a stream that can be waited for, and timed. */
  createEvent(options: EventOptions = {}): Event {
    return Event.create(this, options);
  }

  /** `bytes` (at least 1) of device memory; ordered in a stream (cuMemAllocAsync) when one is given. */
  allocate(bytes: number, options: { stream?: Stream } = {}): DeviceBuffer {
    return options.stream
      ? DeviceBuffer.allocateAsync(this, bytes, options.stream)
      : DeviceBuffer.allocate(this, bytes);
  }

  /** Device memory for `height` rows of `widthBytes`, each row starting at a pitch the hardware likes. */
  allocatePitched(widthBytes: number, height: number, elementBytes: 4 | 8 | 16 = 16): PitchedBuffer {
    return PitchedBuffer.allocate(this, widthBytes, height, elementBytes);
  }

  /** `bytes` (at least 1) of page-locked host memory, which copies at full speed and asynchronously. */
  allocatePinned(bytes: number): PinnedBuffer {
    return PinnedBuffer.allocate(this, bytes);
  }

  /** Loads kernels: see Module. */
  loadModule(image: string | Uint8Array, options: ModuleOptions = {}): Module {
    return Module.load(this, image, options);
  }

  /** Lets kernels and copies of this context reach the memory of `peer`; asking twice does no harm. */
  enablePeerAccess(peer: Context): void {
    this.lifetime.assertOpen();
    peer.lifetime.assertOpen();
    const status = this.run(() => this.driver.raw.cuCtxEnablePeerAccess(peer.handle, 0));
    if (status !== CudaStatus.peerAccessAlreadyEnabled) this.driver.check(status, 'cuCtxEnablePeerAccess');
  }

  /** Undoes enablePeerAccess(). */
  disablePeerAccess(peer: Context): void {
    this.lifetime.assertOpen();
    this.call('cuCtxDisablePeerAccess', () => this.driver.raw.cuCtxDisablePeerAccess(peer.handle));
  }

  /** Whether it was closed. What was made in it stays usable; the context goes when the last of it goes. */
  get closed(): boolean {
    return this.lifetime.closed;
  }

  /**
   * Has `work` done when the context is closed: for what is kept open in it, for its next user, and would keep it from being
   * released. It must not throw.
   */
  onClose(work: () => void): void {
    this.lifetime.assertOpen();
    this.#onClose.push(work);
  }

  /** Releases the context once everything made in it is closed. Never throws; see Lifetime. */
  close(): void {
    this.lifetime.close();
    for (const work of this.#onClose.splice(0)) work();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function flagBits(flags: ContextFlags): number {
  const bits = waitFlags[flags.wait ?? 'auto'];
  if (bits === undefined) throw new TypeError(`wait must be auto, spin, yield or block, not ${flags.wait}`);
  return bits;
}
