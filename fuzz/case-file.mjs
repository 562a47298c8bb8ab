// A case as a file: one line of words, "TARGET name=value name=value …", and behind it the bytes of the input. Both
// kinds of child read it (native/case_file.h), and a finding is kept in it.
import { readFileSync, writeFileSync } from 'node:fs';

export function writeCase(path, { target, settings, payload }) {
  const words = [target, ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)];
  writeFileSync(path, Buffer.concat([Buffer.from(`${words.join(' ')}\n`), payload]));
}

/** @returns {{ target: string, settings: Record<string, string>, payload: Buffer }} */
export function readCase(path) {
  const bytes = readFileSync(path);
  const end = bytes.indexOf(10);
  if (end === -1) throw new Error(`${path} is not a case: its first line is missing`);
  const [target, ...pairs] = bytes.subarray(0, end).toString().split(' ');
  const settings = Object.fromEntries(pairs.map((pair) => pair.split('=')));
  return { target, settings, payload: bytes.subarray(end + 1) };
}

/** Packets for the driver: size, flags and timestamp of each, little-endian, and its bytes. */
export function packPackets(header, packets) {
  const parts = [header];
  for (const { data, flags, pts } of packets) {
    const head = Buffer.alloc(16);
    head.writeUInt32LE(data.length, 0);
    head.writeUInt32LE(flags, 4);
    head.writeBigInt64LE(BigInt.asIntN(64, pts), 8);
    parts.push(head, data);
  }
  return Buffer.concat(parts);
}
