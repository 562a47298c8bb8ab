/** Reads the fields of a header, most significant bit first (ISO/IEC 14496-10, 7.2 and 9.1). */
export class BitReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** u(count); zeros past the end. At most 31 bits. */
  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#position++) {
      const byte = this.#bytes[this.#position >> 3] ?? 0;
      value = (value << 1) | ((byte >> (7 - (this.#position & 7))) & 1);
    }
    return value;
  }

  /** ue(v), an Exp-Golomb code. */
  readExpGolomb(): number {
    let zeros = 0;
    while (zeros < 31 && this.read(1) === 0) zeros++;
    return 2 ** zeros - 1 + this.read(zeros);
  }
}
