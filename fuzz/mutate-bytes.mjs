// What is done to a file's bytes: flips, garbage, cuts, repeats, splices. Each operation takes the bytes and gives new
// ones; none needs to know the format.

const NUMBERS = [
  0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];

/** A place in the file: half of the time in its first bytes, where the headers are. */
function place(random, length) {
  return random.onceIn(2) ? random.below(Math.min(length, 1024)) : random.below(length);
}

/** [begin, end): mostly short, at times up to all of the rest. */
function range(random, length) {
  const begin = place(random, length);
  return [begin, begin + Math.min(length - begin, random.few(random.onceIn(4) ? length : 256))];
}

function flipBits(random, bytes) {
  const out = Buffer.from(bytes);
  if (out.length === 0) return out;
  for (let i = random.few(64); i > 0; i--) out[place(random, out.length)] ^= 1 << random.below(8);
  return out;
}

function overwriteBytes(random, bytes) {
  const out = Buffer.from(bytes);
  const [begin, end] = range(random, out.length);
  random.bytes(end - begin).copy(out, begin);
  return out;
}

function clearRange(random, bytes) {
  const out = Buffer.from(bytes);
  const [begin, end] = range(random, out.length);
  out.fill(random.pick([0, 0xff]), begin, end);
  return out;
}

function overwriteNumber(random, bytes) {
  const out = Buffer.from(bytes);
  if (out.length < 4) return out;
  const at = place(random, out.length - 3);
  const value = random.pick(NUMBERS);
  const write = random.pick(['writeUInt32BE', 'writeUInt32LE', 'writeUInt16BE', 'writeUInt8']);
  const bits = Number(/\d+/.exec(write)[0]);
  out[write](bits === 32 ? value : value % 2 ** bits, at);
  return out;
}

function truncate(random, bytes) {
  return bytes.subarray(0, random.below(bytes.length));
}

function cutFront(random, bytes) {
  return bytes.subarray(random.below(bytes.length));
}

function dropRange(random, bytes) {
  const [begin, end] = range(random, bytes.length);
  return Buffer.concat([bytes.subarray(0, begin), bytes.subarray(end)]);
}

function repeatRange(random, bytes) {
  const [begin, end] = range(random, bytes.length);
  const copies = Array(random.few(4)).fill(bytes.subarray(begin, end));
  return Buffer.concat([bytes.subarray(0, end), ...copies, bytes.subarray(end)]);
}

function moveRange(random, bytes) {
  const [begin, end] = range(random, bytes.length);
  const rest = Buffer.concat([bytes.subarray(0, begin), bytes.subarray(end)]);
  const at = random.below(rest.length);
  return Buffer.concat([rest.subarray(0, at), bytes.subarray(begin, end), rest.subarray(at)]);
}

function insertBytes(random, bytes) {
  const at = place(random, bytes.length);
  return Buffer.concat([bytes.subarray(0, at), random.bytes(random.few(64)), bytes.subarray(at)]);
}

function splice(random, bytes, other) {
  if (random.onceIn(3)) return Buffer.concat([bytes, other]);
  if (random.onceIn(2)) {
    return Buffer.concat([
      bytes.subarray(0, random.below(bytes.length)),
      other.subarray(random.below(other.length)),
    ]);
  }
  const [begin, end] = range(random, other.length);
  const at = random.below(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), other.subarray(begin, end), bytes.subarray(at)]);
}

/** The operations by name; the third argument is another file of the corpus. */
export const BYTE_OPERATIONS = {
  flipBits,
  overwriteBytes,
  clearRange,
  overwriteNumber,
  truncate,
  cutFront,
  dropRange,
  repeatRange,
  moveRange,
  insertBytes,
  splice,
};

const NAMES = Object.keys(BYTE_OPERATIONS);
/** Cuts leave little to look at, so they are done less often than flips. */
const WEIGHTED = [
  ...NAMES,
  'flipBits',
  'flipBits',
  'flipBits',
  'flipBits',
  'overwriteNumber',
  'overwriteBytes',
];

/**
 * One to four operations after another.
 * @returns {{ bytes: Buffer, done: string[] }} the result and the names of what was done.
 */
export function mutateBytes(random, bytes, other) {
  const done = [];
  let out = bytes;
  for (let i = random.few(4); i > 0; i--) {
    const name = random.pick(WEIGHTED);
    done.push(name);
    out = BYTE_OPERATIONS[name](random, out, other);
  }
  return { bytes: Buffer.from(out), done };
}
