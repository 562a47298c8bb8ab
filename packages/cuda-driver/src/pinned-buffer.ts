/**
 * Page-locked host memory. Copies to and from it run at the bus's full speed and truly beside the host.
 */
import koffi from 'koffi';
import { assertRange, bufferView, byteCount } from './arguments.js';
import type { Context } from './context.js';
import type { DevicePointer } from './handles.js';
import { Lifetime } from './lifetime.js';
import { copyFromHostAsync } from './raw/host-copy.js';
import { first64, written } from './scratch.js';

/** Pinned for every context, not only for the one that allocates: a frame may be copied by another. */
const portable = 1;

interface PinnedMemory {
  readonly bytes: Uint8Array;
  readonly pointer: bigint;
  readonly release: () => void;
  /** Whose collection frees the memory if nobody closes the buffer; the PinnedBuffer when left out. */
  readonly owner?: object;
}

/** A block of page-locked host memory. */
export class PinnedBuffer {
  readonly context: Context;
  /** The host address. */
  readonly pointer: bigint;
  /** Size in bytes. */
  readonly byteLength: number;
  readonly lifetime: Lifetime;
  readonly #bytes: Uint8Array;

  private constructor(context: Context, memory: PinnedMemory) {
    this.context = context;
    this.pointer = memory.pointer;
    this.byteLength = memory.bytes.byteLength;
    this.#bytes = memory.bytes;
    this.lifetime = new Lifetime(memory.owner ?? this, {
      name: 'PinnedBuffer',
      parents: [context.lifetime],
      failures: context.driver.failures,
      release: memory.release,
    });
  }

  /** See Context.allocatePinned(). */
  static allocate(context: Context, bytes: number): PinnedBuffer {
    const { raw } = context.driver;
    byteCount(bytes, 'bytes', 1);
    context.create('cuMemHostAlloc', () => raw.cuMemHostAlloc(first64, bytes, portable));
    const pointer = written(first64);
    const release = context.releaser('cuMemFreeHost', () => raw.cuMemFreeHost(pointer));
    try {
      // Making a view costs 250 µs for 8 MiB, so there is one. It owns the memory: a typed array over it
      // that is still in use keeps it from being freed, though the PinnedBuffer itself was dropped.
      const owner = koffi.view(pointer, bytes);
      return new PinnedBuffer(context, { bytes: new Uint8Array(owner), pointer, release, owner });
    } catch (error) {
      release();
      throw error;
    }
  }

  /**
   * Page-locks memory that JavaScript already owns, until `close()`; the memory itself stays the caller's.
   * The driver locks whole pages: two registered buffers must not share one.
   */
  static register(context: Context, bytes: Uint8Array): PinnedBuffer {
    const { raw } = context.driver;
    byteCount(bufferView(bytes, 'bytes').byteLength, 'bytes.byteLength', 1);
    const pointer = koffi.address(bytes);
    context.create('cuMemHostRegister_v2', () =>
      raw.cuMemHostRegister_v2(pointer, bytes.byteLength, portable),
    );
    // `bytes` is passed, not the address, so that the memory lives until it is unregistered.
    const release = context.releaser('cuMemHostUnregister', () => raw.cuMemHostUnregister(bytes));
    return new PinnedBuffer(context, { bytes, pointer, release });
  }

  /**
   * The memory. @throws DisposedError after `close()`, which frees it: a typed array over it that was taken
   * earlier must not be touched any more.
   */
  get bytes(): Uint8Array {
    this.lifetime.assertOpen();
    return this.#bytes;
  }

  /**
   * Copies the first bytes, as many as `target` has, on another thread: out of large buffers without holding up this one.
   * Until the promise settles `target` must not be transferred, nor either memory written to.
   * @throws RangeError when the buffer has fewer; DisposedError when it is closed. Closing it meanwhile does no harm.
   */
  async copyToAsync(target: Uint8Array): Promise<void> {
    const release = this.lifetime.hold();
    try {
      assertRange(0, bufferView(target, 'target').byteLength, this.byteLength, 'a PinnedBuffer');
      await copyFromHostAsync(target, this.pointer);
    } finally {
      release();
    }
  }

  /** The address by which kernels reach this memory. */
  devicePointer(): DevicePointer {
    this.lifetime.assertOpen();
    const { raw } = this.context.driver;
    this.context.call('cuMemHostGetDevicePointer_v2', () =>
      raw.cuMemHostGetDevicePointer_v2(first64, this.pointer, 0),
    );
    return written(first64) as DevicePointer;
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.lifetime.closed;
  }

  /** Frees (or unlocks) the memory. Never throws; see Lifetime. */
  close(): void {
    this.lifetime.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
