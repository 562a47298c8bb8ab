/**
 * The hold that a frame or a batch has on a buffer of a pool. It ends when its owner is closed, or was dropped and
 * collected, and no download is under way; then the buffer goes back to its pool, or is freed where that is gone.
 */
import type { SampleType } from '@nvcodec/colorspace';
import { DisposedError, ForgottenObjects } from '@nvcodec/cuda-driver';
import type { Signal } from '../signal.js';
import type { Downloader } from './downloader.js';
import { type BufferWords, freeDevice, type PooledBuffer } from './frame-pool.js';

/** Where buffers go back to, and what copies them to the host, on this thread. */
export interface FrameHome {
  readonly words: BufferWords;
  readonly signal: Signal;
  readonly downloader: Downloader;
}

/** Samples of a frame or a batch in host memory. */
export type FramePixels = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

/** What is downloaded: the first bytes of the buffer. */
interface Samples {
  readonly byteLength: number;
  readonly dtype: SampleType;
}

const forgotten = new ForgottenObjects<HeldBuffer>((held) => held.close());

/** See the head of this file. */
export class HeldBuffer {
  readonly home: FrameHome;
  /** For ForgottenObjects. */
  watched = false;
  readonly #buffer: PooledBuffer;
  readonly #ownerName: string;
  /** Lets the downloader go. */
  readonly #letGo: () => void;
  /** One for the owner until it is closed, one for each download under way. */
  #uses = 1;
  #closed = false;

  /**
   * @param owner whose collection ends the hold if nobody closed it.
   * @param ownerName what messages call it.
   */
  constructor(owner: object, ownerName: string, buffer: PooledBuffer, home: FrameHome) {
    this.home = home;
    this.#buffer = buffer;
    this.#ownerName = ownerName;
    this.#letGo = home.downloader.lifetime.hold();
    forgotten.watch(owner, this);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The buffer, valid until the hold ends. @throws DisposedError when closed. */
  get buffer(): PooledBuffer {
    if (this.#closed) throw new DisposedError(`this ${this.#ownerName} is closed and can no longer be used`);
    return this.#buffer;
  }

  /** @throws DisposedError when closed; RangeError when `into` has another size; CudaError. */
  async download(samples: Samples, into: FramePixels | undefined): Promise<FramePixels> {
    const { pointer } = this.buffer;
    const target = this.#target(samples, into);
    this.#uses += 1;
    try {
      await this.home.downloader.download(pointer, bytesOf(target));
    } finally {
      this.#dropUse();
    }
    return target;
  }

  /** `download`, blocking this thread until the copy is done. */
  downloadSync(samples: Samples, into: FramePixels | undefined): FramePixels {
    const { pointer } = this.buffer;
    const target = this.#target(samples, into);
    this.home.downloader.downloadSync(pointer, bytesOf(target));
    return target;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#dropUse();
    forgotten.unwatch(this);
  }

  #dropUse(): void {
    this.#uses -= 1;
    if (this.#uses > 0) return;
    const { words, signal, downloader } = this.home;
    if (words.release(this.#buffer.id)) freeDevice(downloader.context, this.#buffer.pointer);
    else signal.raise();
    this.#letGo();
  }

  #target({ byteLength, dtype }: Samples, into: FramePixels | undefined): FramePixels {
    if (into !== undefined) {
      if (into.byteLength === byteLength) return into;
      const owner = this.#ownerName.toLowerCase();
      throw new RangeError(`into: ${into.byteLength} bytes, but the ${owner} has ${byteLength}`);
    }
    const memory = new ArrayBuffer(byteLength);
    if (dtype === 'float32') return new Float32Array(memory);
    return dtype === 'uint8' ? new Uint8Array(memory) : new Uint16Array(memory);
  }
}

function bytesOf(array: FramePixels): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
