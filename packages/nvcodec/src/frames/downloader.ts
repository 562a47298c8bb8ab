/**
 * Device to host copies for frames: through pinned buffers, on a stream of their own, waited for without blocking
 * the event loop.
 */
import {
  type Context,
  type Device,
  type DevicePointer,
  Lifetime,
  type PinnedBuffer,
  type Stream,
} from '@nvcodec/cuda-driver';

/** Pinned memory is scarce: no more buffers than this wait for the next download. */
const KEPT_BUFFERS = 4;

export class Downloader {
  /** Retained once more, for frames outlive the player. */
  readonly context: Context;
  /** Held by every frame that may still be downloaded. */
  readonly lifetime: Lifetime;
  readonly #stream: Stream;
  readonly #idle: PinnedBuffer[] = [];

  /** For the memory of `device`'s primary context. */
  constructor(device: Device) {
    const context = device.primaryContext();
    const stream = context.createStream();
    const idle = this.#idle;
    this.context = context;
    this.#stream = stream;
    this.lifetime = new Lifetime(this, {
      name: 'Downloader',
      failures: context.driver.failures,
      release: () => {
        for (const buffer of idle.splice(0)) buffer.close();
        stream.close();
        context.close();
      },
    });
  }

  /** Copies `into.byteLength` bytes from device memory, which must stay in place until the promise settles. */
  async download(from: DevicePointer, into: Uint8Array): Promise<void> {
    const pinned = this.#take(into.byteLength);
    try {
      this.#start(from, pinned, into.byteLength);
      await this.#stream.synchronizeAsync();
      into.set(pinned.bytes.subarray(0, into.byteLength));
    } finally {
      this.#giveBack(pinned);
    }
  }

  /** The same, blocking this thread. */
  downloadSync(from: DevicePointer, into: Uint8Array): void {
    const pinned = this.#take(into.byteLength);
    try {
      this.#start(from, pinned, into.byteLength);
      this.#stream.synchronize();
      into.set(pinned.bytes.subarray(0, into.byteLength));
    } finally {
      this.#giveBack(pinned);
    }
  }

  /** Lets go what downloads use, once no frame needs it. */
  close(): void {
    this.lifetime.close();
  }

  #start(from: DevicePointer, pinned: PinnedBuffer, byteLength: number): void {
    const { driver } = this.context;
    this.context.run(() => {
      const status = driver.raw.cuMemcpyDtoHAsync_v2(pinned.pointer, from, byteLength, this.#stream.handle);
      driver.check(status, 'cuMemcpyDtoHAsync_v2');
    });
  }

  #take(byteLength: number): PinnedBuffer {
    const index = this.#idle.findIndex((buffer) => buffer.byteLength >= byteLength);
    const [found] = index === -1 ? [] : this.#idle.splice(index, 1);
    return found ?? this.context.run(() => this.context.allocatePinned(byteLength));
  }

  #giveBack(buffer: PinnedBuffer): void {
    this.#idle.push(buffer);
    if (this.#idle.length > KEPT_BUFFERS) this.#idle.shift()?.close();
  }
}
