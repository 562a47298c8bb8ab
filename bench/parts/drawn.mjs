// Numbers that look random and are the same in each run, so that all contenders and rounds do the same work.

/** `count` whole numbers from 0 to below `end`. */
export function drawn(count, end, seed = 1) {
  let state = seed;
  return Array.from({ length: count }, () => {
    // The multiplier of Lewis, Goodman and Miller's minimal standard generator.
    state = (state * 16807) % 2147483647;
    return state % end;
  });
}
