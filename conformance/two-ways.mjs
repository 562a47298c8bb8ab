// Streams that FFmpeg decodes in two ways, by its number of threads or by the buffers it has: what it says of them where the
// ways agree. Frames are known by their timestamps, since one way may give more of them than the other.

/** Frames by timestamp; those that share one are told apart by their order. */
function byTime(frames) {
  const found = new Map();
  for (const { pts, hash } of frames) {
    let key = pts;
    for (let again = 1; found.has(key); again++) key = `${pts}+${again}`;
    found.set(key, hash);
  }
  return found;
}

/**
 * @param ours `[{ pts, hash }]`
 * @returns how many frames the ways have together, how many of these are decoded in two ways, and whether ours has all
 * the others with the same bytes and none that is in neither way.
 */
export function heldAgainstTwoWays(ours, oneWay, otherWay) {
  const [own, one, other] = [ours, oneWay, otherWay].map(byTime);
  const all = new Set([...one.keys(), ...other.keys()]);
  const agreed = [...one].filter(([key, hash]) => other.get(key) === hash);
  const agrees =
    agreed.every(([key, hash]) => own.get(key) === hash) && [...own.keys()].every((key) => all.has(key));
  return { frames: all.size, inTwoWays: all.size - agreed.length, agrees };
}
