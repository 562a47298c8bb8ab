/** What lies between the start codes of a packet: NAL units (H.264, HEVC), or the units of MPEG-1, -2 and -4. */

const START_CODE = Buffer.from([0, 0, 1]);

/** The units of a packet, each from the byte behind its start code on; what is before the first is left out. */
export function* startCodeUnits(data: Uint8Array): IterableIterator<Uint8Array> {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  let begin = bytes.indexOf(START_CODE);
  while (begin !== -1) {
    begin += START_CODE.length;
    const next = bytes.indexOf(START_CODE, begin);
    yield bytes.subarray(begin, next === -1 ? bytes.length : next);
    begin = next;
  }
}

/** The payload without emulation prevention bytes: 0 0 3 stands for 0 0 (ISO/IEC 14496-10, 7.4.1). */
export function unescaped(nal: Uint8Array): Uint8Array {
  const out = new Uint8Array(nal.length);
  let length = 0;
  let zeros = 0;
  for (const byte of nal) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    out[length++] = byte;
  }
  return out.subarray(0, length);
}
