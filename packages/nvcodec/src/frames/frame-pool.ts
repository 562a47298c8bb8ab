/**
 * The device buffers that frames are converted into. A buffer belongs to the pool while nobody holds its frame,
 * and is used again; one word of shared memory per buffer tells, so that a frame can be released on any thread.
 * A pool that closes while frames are held leaves their buffers to the frames: the last release frees the memory.
 */
import type { Context, DevicePointer } from '@nvcodec/cuda-driver';
import type { Signal } from '../signal.js';

const FREE = 0;
const HELD = 1;
const ORPHANED = 2;

/** More frames than this cannot be held at once. */
const CAPACITY = 4096;

export interface PooledBuffer {
  readonly id: number;
  readonly pointer: DevicePointer;
  readonly byteLength: number;
}

/** What the holder of a frame needs to give its buffer back; `memory` can be sent to another thread. */
export class BufferWords {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(memory = new SharedArrayBuffer(CAPACITY * 4)) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  isFree(id: number): boolean {
    return Atomics.load(this.#words, id) === FREE;
  }

  hold(id: number): void {
    Atomics.store(this.#words, id, HELD);
  }

  /** Marks a held buffer as its holder's to free. False when it had been released already. */
  orphan(id: number): boolean {
    return Atomics.compareExchange(this.#words, id, HELD, ORPHANED) === HELD;
  }

  /** Ends the hold. True when the pool is gone and the caller must free the memory. */
  release(id: number): boolean {
    return Atomics.exchange(this.#words, id, FREE) === ORPHANED;
  }
}

export class FramePool {
  readonly words = new BufferWords();
  readonly #context: Context;
  readonly #signal: Signal;
  readonly #buffers: (PooledBuffer | undefined)[] = [];
  /** How many unused buffers are kept for the next frames. */
  keep: number;

  constructor(context: Context, signal: Signal, keep: number) {
    this.#context = context;
    this.#signal = signal;
    this.keep = keep;
  }

  get signal(): Signal {
    return this.#signal;
  }

  /**
   * A buffer of `byteLength` bytes, held until its words are released.
   * @throws CudaError when the device has no memory left.
   */
  acquire(byteLength: number): PooledBuffer {
    const buffer = this.#takeFree(byteLength) ?? this.#allocate(byteLength);
    this.words.hold(buffer.id);
    return buffer;
  }

  close(): void {
    this.#buffers.forEach((buffer, id) => {
      if (buffer !== undefined && !this.words.orphan(id)) this.#free(buffer);
    });
    this.#buffers.length = 0;
  }

  #takeFree(byteLength: number): PooledBuffer | undefined {
    let found: PooledBuffer | undefined;
    let spare = 0;
    for (const buffer of this.#buffers) {
      if (buffer === undefined || !this.words.isFree(buffer.id)) continue;
      if (buffer.byteLength !== byteLength || spare >= this.keep) this.#free(buffer);
      else if (found === undefined) found = buffer;
      else spare++;
    }
    return found;
  }

  #allocate(byteLength: number): PooledBuffer {
    const vacant = this.#buffers.indexOf(undefined);
    const id = vacant === -1 ? this.#buffers.length : vacant;
    if (id >= CAPACITY)
      throw new RangeError(`${CAPACITY} frames are held: close some before asking for more`);
    const buffer = { id, pointer: allocateDevice(this.#context, byteLength), byteLength };
    this.#buffers[id] = buffer;
    return buffer;
  }

  #free(buffer: PooledBuffer): void {
    this.#buffers[buffer.id] = undefined;
    freeDevice(this.#context, buffer.pointer);
  }
}

function allocateDevice(context: Context, byteLength: number): DevicePointer {
  const out = new BigUint64Array(1);
  const { driver } = context;
  // An older failure thrown behind the allocation would lose it.
  driver.failures.throwPending();
  context.run(() => driver.verify(driver.raw.cuMemAlloc_v2(out, byteLength), 'cuMemAlloc_v2'));
  return out[0] as DevicePointer;
}

/** Frees device memory from whichever thread; a failure is kept for the driver's next call, as in every disposal. */
export function freeDevice(context: Context, pointer: DevicePointer): void {
  const { driver } = context;
  try {
    context.run(() => driver.verify(driver.raw.cuMemFree_v2(pointer), 'cuMemFree_v2'));
  } catch (error) {
    driver.failures.record(error as Error);
  }
}
