// Bits of headers, for the scripts that put streams together which no encoder at hand makes.

/** A byte stream's NAL units (ITU-T H.264, annex B), without start codes. */
export function nalUnits(stream) {
  const units = [];
  for (let at = stream.indexOf('000001', 0, 'hex'); at >= 0; ) {
    const next = stream.indexOf('000001', at + 3, 'hex');
    let end = next < 0 ? stream.length : next;
    while (next >= 0 && stream[end - 1] === 0) end--;
    units.push(stream.subarray(at + 3, end));
    at = next;
  }
  return units;
}

export function byteStream(units) {
  return Buffer.concat(units.flatMap((unit) => [Buffer.from([0, 0, 0, 1]), unit]));
}

/** Bytes as a text of zeros and ones. */
export function bitsOf(bytes) {
  return [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
}

/** Such a text as bytes, filled up with zeros. */
export function bytesOf(bits) {
  const whole = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
  return Buffer.from(whole.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

export const fixed = (value, length) => value.toString(2).padStart(length, '0');

/** ue(v) of H.264, 9.1. */
export function golomb(value) {
  const bits = (value + 1).toString(2);
  return '0'.repeat(bits.length - 1) + bits;
}

/** The bits of a NAL unit's payload, without emulation prevention and from behind its header of one byte. */
export function payloadBits(unit) {
  const bytes = [];
  let zeros = 0;
  for (const byte of unit.subarray(1)) {
    const prevents = zeros >= 2 && byte === 3;
    if (!prevents) bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return bitsOf(bytes);
}

/** Bytes with a 3 wherever what follows would look like a start code (H.264, 7.4.1; the same in SMPTE 421M, annex E). */
export function protectedBytes(payload) {
  const bytes = [];
  let zeros = 0;
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3);
      zeros = 0;
    }
    bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Buffer.from(bytes);
}

/** A NAL unit of H.264 with that header and payload; the payload's stop bit must be in it. */
export function nalUnit(header, bits) {
  return Buffer.concat([Buffer.from([header]), protectedBytes(bytesOf(bits))]);
}

/** Reads a text of bits from its start. */
export class BitText {
  at = 0;
  #bits;

  constructor(bits) {
    this.#bits = bits;
  }

  read(length) {
    this.at += length;
    return Number.parseInt(this.#bits.slice(this.at - length, this.at) || '0', 2);
  }

  readGolomb() {
    const zeros = this.#bits.indexOf('1', this.at) - this.at;
    this.at += zeros;
    return this.read(zeros + 1) - 1;
  }

  /** The bits between two places. */
  between(from, to = this.#bits.length) {
    return this.#bits.slice(from, to);
  }
}
