/** Reads the fields of a parameter set: the descriptors u(n), ue(v) and se(v) of ITU-T H.264 clause 7.2 and H.265. */

/** A position in the bits of a raw byte sequence payload, most significant bit first. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  /** @param bytes without emulation prevention; see `rawPayload`. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** u(1). @throws RangeError when the bits are at their end, as do the others. */
  flag(): boolean {
    const byte = this.#bytes[this.#position >> 3];
    if (byte === undefined) throw new RangeError(`The bits end after ${this.#bytes.length} bytes`);
    const bit = (byte >> (7 - (this.#position & 7))) & 1;
    this.#position += 1;
    return bit === 1;
  }

  /** u(count), for up to 32 bits. */
  bits(count: number): number {
    let value = 0;
    for (let read = 0; read < count; read++) value = value * 2 + (this.flag() ? 1 : 0);
    return value;
  }

  /** Passes over bits. */
  skip(count: number): void {
    this.#position += count;
  }

  /** ue(v): unsigned Exp-Golomb, clause 9.1. */
  unsigned(): number {
    let zeros = 0;
    while (!this.flag()) {
      zeros += 1;
      if (zeros > 31) throw new RangeError('An Exp-Golomb code is longer than 32 bits allow');
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** se(v): signed Exp-Golomb, clause 9.1.1. */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }
}

/** What `read` gives, or undefined where the data that it reads is cut short (RangeError, as BitReader throws it). */
export function unlessCutShort<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
