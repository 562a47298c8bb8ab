/** JSON as `--json` prints it: timestamps (bigint) become numbers where that is exact, bytes become base64. */

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  if (value instanceof Int32Array) return [...value];
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}

export function toJson(value: unknown): string {
  return `${JSON.stringify(value, plain, 2)}\n`;
}
