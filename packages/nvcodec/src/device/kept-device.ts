/**
 * What sessions of one thread on one device share, and keep for the next session for a while when the last has ended: the
 * primary context (115 ms to make and 65 to give up on an H200, where nobody else holds it) and decoders.
 */
import type { Context } from '@nvcodec/cuda-driver';
import type { Nvcuvid } from '@nvcodec/nvcuvid';
import { onDrain } from '../drain.js';
import { DecoderPool } from './decoder-pool.js';

/** How long what nobody uses is kept. */
const KEPT_MS = 10_000;

/** See the head of this file. */
export class KeptDevice {
  static readonly #known = new Map<string, KeptDevice>();
  readonly context: Context;
  readonly decoders: DecoderPool;
  readonly #key: string;
  #users = 0;
  #timer: NodeJS.Timeout | undefined;

  /** The one of this thread for a device and a pair of drivers; `leave` must follow. */
  static join(cuvid: Nvcuvid, ordinal: number): KeptDevice {
    const key = JSON.stringify([ordinal, cuvid.cuda.path, cuvid.path]);
    const known = KeptDevice.#known.get(key);
    const device = known?.isSound() === true ? known : new KeptDevice(cuvid, ordinal, key);
    KeptDevice.#known.set(key, device);
    clearTimeout(device.#timer);
    device.#users++;
    return device;
  }

  /** Gives back all that this thread keeps and nobody uses. */
  static drain(): void {
    for (const device of KeptDevice.#known.values()) {
      device.decoders.clear();
      if (device.#users === 0) device.#release();
    }
  }

  private constructor(cuvid: Nvcuvid, ordinal: number, key: string) {
    this.#key = key;
    this.context = cuvid.cuda.device(ordinal).primaryContext();
    this.decoders = new DecoderPool(cuvid, this.context);
  }

  /** One user has done with it. */
  leave(): void {
    if (--this.#users > 0) return;
    this.#timer = setTimeout(() => this.#release(), KEPT_MS).unref();
  }

  /** A fault on the device leaves a context that is good for nothing any more; one that is kept is given up then. */
  isSound(): boolean {
    if (this.#users > 0) return true;
    try {
      this.context.memoryInfo();
      return true;
    } catch {
      clearTimeout(this.#timer);
      this.#release();
      return false;
    }
  }

  #release(): void {
    clearTimeout(this.#timer);
    if (KeptDevice.#known.get(this.#key) === this) KeptDevice.#known.delete(this.#key);
    this.decoders.clear();
    this.context.close();
  }
}

onDrain(() => KeptDevice.drain());
