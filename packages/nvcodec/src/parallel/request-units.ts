/** Requests for single frames as units of work: those of one GOP, within one window, are served by one session. */
import type { Selection } from '../access/picture-selection.js';
import type { Unit } from '../worker/protocol.js';

/** The units, and which of them each request is part of. */
export interface RequestUnits {
  readonly units: Unit[];
  readonly unitOf: number[];
}

/**
 * @param moments what each request asks for, in ticks.
 * @param keyframes in ticks, ascending.
 * @param window how many requests are looked at together.
 * @param select the requests with these numbers, which are in ascending order of time.
 */
export function requestUnits(
  moments: readonly bigint[],
  keyframes: BigInt64Array,
  window: number,
  select: (requests: readonly number[]) => Selection,
): RequestUnits {
  const units: Unit[] = [];
  const unitOf: number[] = [];
  for (let begin = 0; begin < moments.length; begin += window) {
    for (const requests of byGop(moments, keyframes, begin, window)) {
      for (const request of requests) unitOf[request] = units.length;
      units.push({ selection: select(requests), requests });
    }
  }
  return { units, unitOf };
}

/** The requests of one window, those of one GOP together, in ascending order of time. */
function byGop(
  moments: readonly bigint[],
  keyframes: BigInt64Array,
  begin: number,
  window: number,
): number[][] {
  const lot = moments
    .slice(begin, begin + window)
    .map((moment, i) => ({ moment, request: begin + i }))
    .sort((a, b) => (a.moment < b.moment ? -1 : a.moment > b.moment ? 1 : a.request - b.request));
  const groups = new Map<number, number[]>();
  let gop = 0;
  for (const { moment, request } of lot) {
    for (let next = keyframes[gop]; next !== undefined && next <= moment; next = keyframes[gop]) gop++;
    const group = groups.get(gop);
    if (group === undefined) groups.set(gop, [request]);
    else group.push(request);
  }
  return [...groups.values()];
}
