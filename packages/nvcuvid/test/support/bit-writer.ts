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

  /** The bytes, with emulation prevention. */
  unit(): Uint8Array {
    const unit: number[] = [];
    for (const digits of this.#bits.match(/.{1,8}/g) ?? []) {
      const byte = Number.parseInt(digits.padEnd(8, '0'), 2);
      if (unit.at(-1) === 0 && unit.at(-2) === 0 && byte <= 3) unit.push(3);
      unit.push(byte);
    }
    return Uint8Array.from(unit);
  }
}
