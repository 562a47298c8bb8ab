/** Writes parameter sets bit by bit: what an encoder seldom makes. */

export class BitWriter {
  #bits = '';

  /** u(count) */
  bits(value: number, count: number): this {
    this.#bits += value.toString(2).padStart(count, '0');
    return this;
  }

  /** ue(v) */
  ue(value: number): this {
    const code = (value + 1).toString(2);
    this.#bits += '0'.repeat(code.length - 1) + code;
    return this;
  }

  /** se(v) */
  se(value: number): this {
    return this.ue(value > 0 ? 2 * value - 1 : -2 * value);
  }

  /** The bytes. */
  raw(): Uint8Array {
    const digits = this.#bits.match(/.{1,8}/g) ?? [];
    return Uint8Array.from(digits, (byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
  }

  /** The bytes, with emulation prevention. */
  unit(): Uint8Array {
    const unit: number[] = [];
    for (const byte of this.raw()) {
      if (unit.at(-1) === 0 && unit.at(-2) === 0 && byte <= 3) unit.push(3);
      unit.push(byte);
    }
    return Uint8Array.from(unit);
  }
}
