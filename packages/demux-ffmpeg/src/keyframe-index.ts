// The keyframes of a track, ordered by presentation time.
import type { NativeKeyframes } from './binding.js';
import { NO_TIMESTAMP } from './packet.js';
import type { Rational } from './rational.js';

/**
 * How the index is obtained. `'if-needed'`: from the container's index where it is exact (Matroska's cues; MP4's
 * sample table in a pass that skips payloads), else by reading the file. `'always'`: by reading every packet of
 * the track, so that keyframes that only the bitstream shows are found too. `'never'`: only what the container
 * has told so far, without reading; entries may lack their presentation times.
 */
export type ScanMode = 'if-needed' | 'always' | 'never';

/** One keyframe. */
export interface KeyframeEntry {
  /** When it is shown, in ticks. */
  readonly pts: bigint | null;
  /** When it is decoded, in ticks. */
  readonly dts: bigint | null;
  /** Byte offset: of the packet, or in Matroska's cues of the cluster. */
  readonly position: number | null;
}

/** The keyframes of one track, as three lists of one length. */
export class KeyframeIndex {
  /** Seconds per tick. */
  readonly timeBase: Rational;
  /** Presentation times in ticks; NO_TIMESTAMP where unknown. */
  readonly pts: BigInt64Array;
  /** Decode times, likewise. */
  readonly dts: BigInt64Array;
  /** Byte offsets; -1 where unknown. */
  readonly position: Float64Array;
  /** Whether it covers the whole track. */
  readonly complete: boolean;
  /** Where it is from. */
  readonly origin: 'container' | 'packets';

  constructor(timeBase: Rational, native: NativeKeyframes) {
    const order = sortedOrder(native);
    this.timeBase = timeBase;
    this.pts = order === undefined ? native.pts : BigInt64Array.from(order, (i) => native.pts[i] as bigint);
    this.dts = order === undefined ? native.dts : BigInt64Array.from(order, (i) => native.dts[i] as bigint);
    this.position =
      order === undefined ? native.position : Float64Array.from(order, (i) => native.position[i] as number);
    this.complete = native.complete;
    this.origin = native.fromContainer ? 'container' : 'packets';
  }

  /** How many keyframes there are. */
  get length(): number {
    return this.pts.length;
  }

  /** RangeError outside 0 … length - 1. */
  entry(index: number): KeyframeEntry {
    const pts = this.pts[index];
    const dts = this.dts[index];
    const position = this.position[index];
    if (pts === undefined || dts === undefined || position === undefined) {
      throw new RangeError(`there is no keyframe ${index}: the index has ${this.length}`);
    }
    return {
      pts: pts === NO_TIMESTAMP ? null : pts,
      dts: dts === NO_TIMESTAMP ? null : dts,
      position: position < 0 ? null : position,
    };
  }

  /** The entries in order. */
  *[Symbol.iterator](): IterableIterator<KeyframeEntry> {
    for (let i = 0; i < this.length; i++) yield this.entry(i);
  }

  /**
   * The last entry shown at or before `pts`, or -1 when all are after it. Entries without a pts count by their
   * dts. In a raw stream, which has no times at all, it is always the first.
   */
  floor(pts: bigint): number {
    if (this.length > 0 && timeAt(this, this.length - 1) === NO_TIMESTAMP) return 0;
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (timeAt(this, middle) <= pts) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

function timeAt(lists: { pts: BigInt64Array; dts: BigInt64Array }, index: number): bigint {
  const pts = lists.pts[index] as bigint;
  return pts === NO_TIMESTAMP ? (lists.dts[index] as bigint) : pts;
}

/** The order by time, or undefined when the lists are in it already, as those of nearly all files are. */
function sortedOrder(lists: NativeKeyframes): number[] | undefined {
  const count = lists.pts.length;
  let sorted = true;
  for (let i = 1; i < count && sorted; i++) sorted = timeAt(lists, i - 1) <= timeAt(lists, i);
  if (sorted) return undefined;
  return Array.from({ length: count }, (_, i) => i).sort((a, b) => {
    const difference = timeAt(lists, a) - timeAt(lists, b);
    return difference < 0n ? -1 : difference > 0n ? 1 : a - b;
  });
}
