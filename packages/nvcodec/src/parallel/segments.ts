/** How a stretch of a video is cut into segments, and how many sessions share them. */
import { type Rational, toSeconds } from '@nvcodec/demux-ffmpeg';
import { ticksOf } from '../access/picture-reader.js';
import type { Selection } from '../access/picture-selection.js';
import type { Unit } from '../worker/protocol.js';

/** A stretch in ticks: `from` ≤ pts < `before`. */
export interface Stretch {
  readonly from: bigint;
  /** Default: the end of the video. */
  readonly before?: bigint | undefined;
}

/** When each segment begins: at `from`, then at keyframes that are at least `length` ticks apart, one GOP or more. */
export function segmentStarts(keyframes: BigInt64Array, { from, before }: Stretch, length: bigint): bigint[] {
  const starts = [from];
  const inside = keyframes.filter((pts) => pts > from && (before === undefined || pts < before));
  // What comes before the first keyframe is a GOP too: `from` may be long before it.
  let last = keyframes.findLast((pts) => pts <= from) ?? inside[0] ?? from;
  for (const pts of inside) {
    if (pts - last < length) continue;
    starts.push(pts);
    last = pts;
  }
  return starts;
}

/** The segments, each to be read by one session; one after the other they are the stretch. */
export function segmentUnits(starts: readonly bigint[], before: bigint | undefined): Unit[] {
  return starts.map((from, i) => ({
    selection: { kind: 'range', after: from - 1n, before: starts[i + 1] ?? before },
  }));
}

/** The requests for frames at a rate, those of each segment by one session; segments without any are left out. */
export function rateUnits(
  starts: readonly bigint[],
  row: Extract<Selection, { kind: 'rate' }>,
  timeBase: Rational,
): Unit[] {
  const units: Unit[] = [];
  const momentOf = (request: number): bigint => ticksOf(row.start + request / row.fps, timeBase, 'floor');
  let first = 0;
  for (const end of starts.slice(1)) {
    const seconds = toSeconds(end, timeBase);
    let next = Math.max(first, Math.floor((seconds - row.start) * row.fps) - 1);
    while (momentOf(next) < end) next++;
    if (next > first) units.push({ selection: { ...row, first, count: next - first } });
    first = next;
  }
  units.push({ selection: { ...row, first } });
  return units;
}

/**
 * How many sessions pay when their frames are wanted in order: while one gives its segment away, the others have to
 * keep theirs. With room for `held` frames of segments of `frames` each, more than this many would wait for room.
 */
export function sessionsThatFit(held: number, frames: number): number {
  const fitting = Math.floor(1 + held / frames);
  return fitting < 2 && held >= frames / WORTHWHILE ? 2 : fitting;
}

/** A second session that can keep this fraction of its segment still gains something. */
const WORTHWHILE = 8;
