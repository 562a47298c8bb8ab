/** Which requests for single frames are served together, by one session. */

/**
 * Those of one group of pictures within one window, in ascending order of time.
 * @param moments what each request asks for, in ticks.
 * @param keyframes in ticks, ascending.
 * @param window how many requests are looked at together.
 */
export function requestsByGop(
  moments: readonly bigint[],
  keyframes: BigInt64Array,
  window: number,
): number[][] {
  const groups: number[][] = [];
  for (let begin = 0; begin < moments.length; begin += window) {
    const lot = moments
      .slice(begin, begin + window)
      .map((moment, i) => ({ moment, request: begin + i }))
      .sort((a, b) => (a.moment < b.moment ? -1 : a.moment > b.moment ? 1 : a.request - b.request));
    groups.push(...groupsOf(lot, keyframes));
  }
  return groups;
}

/** `size` after another. */
export function requestsInBlocks(count: number, size: number): number[][] {
  return Array.from({ length: Math.ceil(count / size) }, (_, block) =>
    Array.from({ length: Math.min(size, count - block * size) }, (_, i) => block * size + i),
  );
}

function groupsOf(
  sorted: readonly { readonly moment: bigint; readonly request: number }[],
  keyframes: BigInt64Array,
): number[][] {
  const groups = new Map<number, number[]>();
  let gop = 0;
  for (const { moment, request } of sorted) {
    for (let next = keyframes[gop]; next !== undefined && next <= moment; next = keyframes[gop]) gop++;
    const group = groups.get(gop);
    if (group === undefined) groups.set(gop, [request]);
    else group.push(request);
  }
  return [...groups.values()];
}
