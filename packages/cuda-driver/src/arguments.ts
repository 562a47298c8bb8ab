/** Checks of arguments, so that a wrong one is named before it reaches C, where it would wrap silently. */

/** The value if it is a whole number in [min, max]; else a TypeError or RangeError that names the argument. */
export function integer(value: number, name: string, min = 0, max: number = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new TypeError(`${name} must be a whole number, not ${describe(value)}`);
  }
  if (value < min || value > max) {
    throw new RangeError(`${name} must be from ${min} to ${max}, not ${value}`);
  }
  return value;
}

/** A size or offset in bytes, at least `min`. */
export function byteCount(value: number, name: string, min = 0): number {
  return integer(value, name, min);
}

/** Checks that [offset, offset + length) lies within `size` bytes of `what`. */
export function assertRange(offset: number, length: number, size: number, what: string): void {
  integer(offset, 'offset');
  integer(length, 'length');
  if (offset + length > size) {
    throw new RangeError(`${length} bytes at offset ${offset} do not fit in ${what} of ${size} bytes`);
  }
}

/** An address or handle given as a number or bigint, as a bigint in [0, 2^64). */
export function addressValue(value: bigint | number, name: string): bigint {
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) {
    throw new TypeError(`${name} must be a bigint or a whole number, not ${describe(value)}`);
  }
  const wide = BigInt(value);
  if (wide < 0n || wide >= 1n << 64n)
    throw new RangeError(`${name} must be an unsigned 64-bit value, not ${wide}`);
  return wide;
}

/** The value if it is a typed array, Buffer or DataView. */
export function bufferView<T extends ArrayBufferView>(value: T, name: string): T {
  if (!ArrayBuffer.isView(value)) {
    throw new TypeError(`${name} must be a typed array, Buffer or DataView, not ${describe(value)}`);
  }
  return value;
}

function describe(value: unknown): string {
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : typeof value;
}
