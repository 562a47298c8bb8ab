// Random numbers that come out the same for the same seed, on every machine: a case is made again from its number.

/** A generator (xorshift128, Marsaglia 2003) whose state is made from any values. */
export class Random {
  #state;

  /** @param parts numbers and strings: equal ones give equal numbers. */
  constructor(...parts) {
    let hash = 0x811c9dc5;
    for (const letter of parts.join('/')) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
    this.#state = Uint32Array.of(hash, hash ^ 0x9e3779b9, Math.imul(hash, 0x85ebca6b), hash | 1);
    for (let i = 0; i < 16; i++) this.word();
  }

  /** 32 bits. */
  word() {
    const s = this.#state;
    let t = s[3];
    s[3] = s[2];
    s[2] = s[1];
    s[1] = s[0];
    t ^= t << 11;
    t ^= t >>> 8;
    s[0] = t ^ s[0] ^ (s[0] >>> 19);
    return s[0];
  }

  /** A whole number from 0 to `limit` - 1; 0 when there is none. */
  below(limit) {
    return limit < 1 ? 0 : Math.floor((this.word() / 2 ** 32) * limit);
  }

  /** A whole number from 1 to `most`, small ones more often. */
  few(most) {
    return 1 + Math.floor((this.word() / 2 ** 32) ** 3 * most);
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** True once in `times`. */
  onceIn(times) {
    return this.below(times) === 0;
  }

  bytes(count) {
    return Buffer.from(Array.from({ length: count }, () => this.below(256)));
  }
}
