/** Finding NAL units in a byte stream: ITU-T H.264 and H.265, annex B. */

const startCode = Buffer.from([0, 0, 1]);

/** The NAL units that begin in `stream`, each up to the next start code or the end; views, not copies. */
export function* nalUnits(stream: Uint8Array): Generator<Uint8Array> {
  const bytes = Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength);
  let start = bytes.indexOf(startCode);
  while (start >= 0) {
    const first = start + startCode.length;
    start = bytes.indexOf(startCode, first);
    yield bytes.subarray(first, start < 0 ? bytes.length : start);
  }
}

/** A NAL unit without its emulation prevention bytes: 00 00 03 stands for 00 00 (clause 7.4.1). */
export function rawPayload(unit: Uint8Array): Uint8Array {
  const payload: number[] = [];
  let zeros = 0;
  for (const byte of unit) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    payload.push(byte);
  }
  return Uint8Array.from(payload);
}
