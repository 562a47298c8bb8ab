/** Frames as they are found, compactly: a long video has millions. */
import type { Rational } from '@nvcodec/demux-ffmpeg';
import type { ShownTime } from '../decoding/shown-time.js';
import { FrameIndex } from './frame-index.js';

/** A list of 64-bit numbers that grows. */
class Ticks {
  #values = new BigInt64Array(1024);
  #length = 0;

  push(value: bigint): void {
    if (this.#length === this.#values.length) {
      const longer = new BigInt64Array(2 * this.#length);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.#length++] = value;
  }

  get length(): number {
    return this.#length;
  }

  toArray(): BigInt64Array {
    return this.#values.slice(0, this.#length);
  }
}

/** See the head of this file. */
export class ShownFrames {
  readonly #pts = new Ticks();
  readonly #durations = new Ticks();
  readonly #keyframes: number[] = [];

  add(times: readonly ShownTime[]): void {
    for (const { pts, duration, key } of times) {
      if (key) this.#keyframes.push(this.#pts.length);
      this.#pts.push(pts);
      this.#durations.push(duration);
    }
  }

  get length(): number {
    return this.#pts.length;
  }

  /** The index of frames that were added in the order they are shown. */
  index(timeBase: Rational): FrameIndex {
    const [pts, durations] = [this.#pts.toArray(), this.#durations.toArray()];
    return new FrameIndex({ timeBase, pts, durations, keyframes: Uint32Array.from(this.#keyframes) });
  }

  /** The index of frames that were added in any order. */
  inOrder(timeBase: Rational): FrameIndex {
    const { pts, durations, keyframes } = this.index(timeBase);
    const order = Uint32Array.from(pts, (_, i) => i).sort((a, b) => Number((pts[a] ?? 0n) - (pts[b] ?? 0n)));
    const keys = new Set(keyframes);
    return new FrameIndex({
      timeBase,
      pts: BigInt64Array.from(order, (i) => pts[i] ?? 0n),
      durations: BigInt64Array.from(order, (i) => durations[i] ?? 0n),
      keyframes: Uint32Array.from([...order].flatMap((from, to) => (keys.has(from) ? [to] : []))),
    });
  }
}
