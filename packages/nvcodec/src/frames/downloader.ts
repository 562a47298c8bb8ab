/**
 * Device to host copies for frames: through pinned buffers, on a stream of their own beside decoding, waited for and
 * copied on without blocking the event loop. A few are under way at a time; further ones wait their turn, so that pinned
 * memory stays bounded however many are asked for.
 */
import {
  type Context,
  type Device,
  type DevicePointer,
  type Event,
  Lifetime,
  type PinnedBuffer,
  type Stream,
} from '@nvcodec/cuda-driver';

/** One over the bus, one on its way to the user, and one or two that are due next. */
const MOST_UNDER_WAY = 4;
/** From so many bytes on, another thread waits for them and copies them out of pinned memory: less would take it longer to be asked. */
const LARGE_BYTES = 1 << 18;
/** For less this thread looks so often whether it has come, before it asks another one to wait. */
const LOOKS = 16;
/** But after so long the event loop has its turn. */
const TURN_MS = 4;

/** Where a frame stops on its way. */
interface Staging {
  readonly memory: PinnedBuffer;
  /** The copy over the bus is done. */
  readonly arrived: Event;
}

export class Downloader {
  /** Retained once more, for frames outlive the player. */
  readonly context: Context;
  /** Held by every frame that may still be downloaded. */
  readonly lifetime: Lifetime;
  readonly #stream: Stream;
  readonly #idle: Staging[] = [];
  #underWay = 0;
  readonly #waiting: (() => void)[] = [];
  /** When the event loop last had its turn, as far as is known here. */
  #turnAt = 0;

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
        for (const staging of idle.splice(0)) closeStaging(staging);
        stream.close();
        context.close();
      },
    });
  }

  /**
   * Copies `into.byteLength` bytes from device memory, which must stay in place, as must `into`, until the promise
   * settles.
   */
  async download(from: DevicePointer, into: Uint8Array): Promise<void> {
    await this.#turn();
    try {
      const staging = this.#start(from, into.byteLength);
      try {
        await this.#arrival(staging.arrived, into.byteLength);
        if (into.byteLength >= LARGE_BYTES) await staging.memory.copyToAsync(into);
        else into.set(staging.memory.bytes.subarray(0, into.byteLength));
      } finally {
        this.#giveBack(staging);
      }
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#underWay -= 1;
      else next();
    }
  }

  /** The same, blocking this thread. */
  downloadSync(from: DevicePointer, into: Uint8Array): void {
    const staging = this.#start(from, into.byteLength);
    try {
      staging.arrived.synchronize();
      into.set(staging.memory.bytes.subarray(0, into.byteLength));
    } finally {
      this.#giveBack(staging);
    }
  }

  async #arrival(arrived: Event, byteLength: number): Promise<void> {
    if (byteLength < LARGE_BYTES && performance.now() - this.#turnAt < TURN_MS) {
      for (let look = 0; look < LOOKS; look++) if (arrived.query()) return;
    }
    await arrived.synchronizeAsync();
    this.#turnAt = performance.now();
  }

  /** Lets go what downloads use, once no frame needs it. */
  close(): void {
    this.lifetime.close();
  }

  /** Resolves when this one may start, in the order of asking. */
  async #turn(): Promise<void> {
    if (this.#underWay < MOST_UNDER_WAY) this.#underWay += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #start(from: DevicePointer, byteLength: number): Staging {
    const { driver } = this.context;
    return this.context.run(() => {
      const staging = this.#take(byteLength);
      try {
        const { pointer } = staging.memory;
        const status = driver.raw.cuMemcpyDtoHAsync_v2(pointer, from, byteLength, this.#stream.handle);
        driver.check(status, 'cuMemcpyDtoHAsync_v2');
        this.#stream.record(staging.arrived);
      } catch (error) {
        this.#giveBack(staging);
        throw error;
      }
      return staging;
    });
  }

  #take(byteLength: number): Staging {
    const index = this.#idle.findIndex(({ memory }) => memory.byteLength >= byteLength);
    const [found] = index === -1 ? [] : this.#idle.splice(index, 1);
    if (found !== undefined) return found;
    const memory = this.context.allocatePinned(byteLength);
    try {
      return { memory, arrived: this.context.createEvent({ blockingSync: true }) };
    } catch (error) {
      memory.close();
      throw error;
    }
  }

  #giveBack(staging: Staging): void {
    this.#idle.push(staging);
    const surplus = this.#idle.length > MOST_UNDER_WAY ? this.#idle.shift() : undefined;
    if (surplus !== undefined) closeStaging(surplus);
  }
}

function closeStaging({ memory, arrived }: Staging): void {
  memory.close();
  arrived.close();
}
