/** Names for several pictures: `%d`, `%03d` and `{n}` count from 1, `{time}` is the picture's time in seconds. */
import { extname } from 'node:path';

const COUNTER = /%(?:0(\d))?d|\{n\}/g;
const HAS_FIELD = /%(?:0\d)?d|\{n\}|\{time\}/;

/** Whether `path` says itself where the number or time goes. */
export function isPattern(path: string): boolean {
  return HAS_FIELD.test(path);
}

/** `shot.png` to `shot-{n}.png`. */
export function withCounter(path: string): string {
  if (isPattern(path)) return path;
  const ending = extname(path);
  return `${path.slice(0, path.length - ending.length)}-{n}${ending}`;
}

/** @param seconds Written with milliseconds, which keeps names in order of time for equal digits. */
export function fillPattern(pattern: string, n: number, seconds: number): string {
  return pattern
    .replace(COUNTER, (_, digits: string | undefined) => String(n).padStart(Number(digits ?? 0), '0'))
    .replaceAll('{time}', seconds.toFixed(3));
}
