// What is done to a stream's packets: those lost, repeated, out of order, of another stream, cut up or glued together,
// and damaged inside.
import { mutateBytes } from './mutate-bytes.mjs';

/** Flags of CUVIDSOURCEDATAPACKET (nvcuvid.h). */
export const END_OF_STREAM = 1;
export const TIMESTAMP = 2;
export const DISCONTINUITY = 4;
export const END_OF_PICTURE = 8;

function indexes(random, packets, most) {
  return Array.from({ length: random.few(most) }, () => random.below(packets.length));
}

function damage(random, packets, other) {
  const out = [...packets];
  for (const i of indexes(random, packets, packets.length)) {
    const { bytes } = mutateBytes(random, out[i].data, random.pick(other).data);
    out[i] = { ...out[i], data: bytes };
  }
  return out;
}

function flip(random, packets) {
  const out = [...packets];
  for (const i of indexes(random, packets, packets.length)) {
    const data = Buffer.from(out[i].data);
    for (let n = random.few(8); n > 0 && data.length > 0; n--)
      data[random.below(data.length)] ^= 1 << random.below(8);
    out[i] = { ...out[i], data };
  }
  return out;
}

function drop(random, packets) {
  const gone = new Set(indexes(random, packets, packets.length));
  return packets.filter((_, i) => !gone.has(i));
}

function dropFirst(random, packets) {
  return packets.slice(random.few(packets.length - 1));
}

function repeat(random, packets) {
  const from = random.below(packets.length);
  const some = packets.slice(from, from + random.few(8));
  const at = random.below(packets.length);
  return [...packets.slice(0, at), ...some, ...packets.slice(at)];
}

function swap(random, packets) {
  const out = [...packets];
  for (const i of indexes(random, packets, 8)) {
    const j = random.below(out.length);
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}

function splice(random, packets, other) {
  const at = random.below(packets.length);
  const from = random.below(other.length);
  return [
    ...packets.slice(0, at),
    ...other.slice(from, from + random.few(other.length)),
    ...packets.slice(at),
  ];
}

function restart(random, packets, other) {
  return [...packets.slice(0, random.below(packets.length)), ...other];
}

function glue(random, packets) {
  const at = random.below(packets.length);
  const count = random.few(6);
  const glued = {
    ...packets[at],
    data: Buffer.concat(packets.slice(at, at + count).map(({ data }) => data)),
  };
  return [...packets.slice(0, at), glued, ...packets.slice(at + count)];
}

function cutUp(random, packets) {
  const size = random.few(2000);
  const whole = Buffer.concat(packets.map(({ data }) => data));
  const out = [];
  for (let at = 0; at < whole.length && out.length < 4000; at += size) {
    out.push({ data: whole.subarray(at, at + size), pts: 0n, flags: 0 });
  }
  return out;
}

function retime(random, packets) {
  const strange = [0n, -1n, 1n << 62n, -(1n << 63n), (1n << 63n) - 1n];
  return packets.map((packet) => (random.onceIn(3) ? { ...packet, pts: random.pick(strange) } : packet));
}

function reflag(random, packets) {
  return packets.map((packet) => (random.onceIn(4) ? { ...packet, flags: random.below(32) } : packet));
}

function empty(random, packets) {
  const at = random.below(packets.length);
  return [
    ...packets.slice(0, at),
    { data: Buffer.alloc(0), pts: 0n, flags: random.below(32) },
    ...packets.slice(at),
  ];
}

const OPERATIONS = {
  damage,
  flip,
  drop,
  dropFirst,
  repeat,
  swap,
  splice,
  restart,
  glue,
  cutUp,
  retime,
  reflag,
  empty,
};
const WEIGHTED = [...Object.keys(OPERATIONS), 'damage', 'damage', 'flip', 'flip', 'flip'];

/**
 * One to three operations after another.
 * @param other packets of another stream, or of the same.
 * @returns {{ packets: object[], done: string[] }}
 */
export function mutatePackets(random, packets, other) {
  const done = [];
  let out = packets;
  for (let i = random.few(3); i > 0 && out.length > 0; i--) {
    const name = random.pick(WEIGHTED);
    done.push(name);
    out = OPERATIONS[name](random, out, other);
  }
  return { packets: out, done };
}
