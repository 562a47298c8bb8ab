/** What the words of a command line mean: times, sizes, devices, counts. */
import { InvalidArgumentError } from 'commander';
import { UsageError } from './report/failure.js';

/** A place in time: in seconds from the start of the video, or as a part (0 to 1) of its duration. */
export type TimePoint = { readonly seconds: number } | { readonly fraction: number };

/** Pixels wanted; a missing side follows from the picture's shape. */
export interface SizeRequest {
  readonly width?: number;
  readonly height?: number;
}

const NUMBER = String.raw`\d+(?:\.\d*)?|\.\d+`;
const PERCENT = new RegExp(`^(${NUMBER})%$`);
const MILLISECONDS = new RegExp(`^(-?(?:${NUMBER}))ms$`);
const SECONDS = new RegExp(`^(-?(?:${NUMBER}))s?$`);
const CLOCK = /^(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d*)?)$/;

/**
 * Reads `10`, `10.5s`, `250ms`, `1:02.5` (minutes), `1:02:03` (hours) or `50%`.
 * @throws InvalidArgumentError
 */
export function parseTime(text: string): TimePoint {
  const percent = PERCENT.exec(text);
  if (percent !== null && Number(percent[1]) <= 100) return { fraction: Number(percent[1]) / 100 };
  const milliseconds = MILLISECONDS.exec(text);
  if (milliseconds !== null) return { seconds: Number(milliseconds[1]) / 1000 };
  const seconds = SECONDS.exec(text);
  if (seconds !== null) return { seconds: Number(seconds[1]) };
  const clock = CLOCK.exec(text);
  if (clock !== null) {
    const [, hours = '0', minutes, rest] = clock;
    if (Number(minutes) < 60 && Number(rest) < 60) {
      return { seconds: Number(hours) * 3600 + Number(minutes) * 60 + Number(rest) };
    }
  }
  throw new InvalidArgumentError('A time is written 10, 10.5s, 250ms, 1:02.5, 1:02:03 or 50%.');
}

/** For options that may be given several times. */
export function collectTimes(text: string, before: readonly TimePoint[] = []): TimePoint[] {
  return [...before, parseTime(text)];
}

/** The stretch of a stream's own timeline that the video takes up, in seconds. An MPEG-TS often starts at 1.4. */
export interface Timeline {
  readonly startTime: number;
  readonly duration: number | null;
}

/** Seconds on the stream's own timeline. */
export function resolveTime(point: TimePoint, { startTime, duration }: Timeline): number {
  if ('seconds' in point) return startTime + point.seconds;
  if (duration === null) {
    throw new UsageError('a time in per cent needs a file that tells its duration, and this one does not');
  }
  return startTime + duration * point.fraction;
}

/** The way back: seconds from the start of the video. The noise of the subtraction, below a nanosecond, is dropped. */
export function fromStart(seconds: number, { startTime }: Pick<Timeline, 'startTime'>): number {
  return startTime === 0 ? seconds : Number((seconds - startTime).toFixed(9));
}

/**
 * Reads `320x240`, `320x` or `x240`.
 * @throws InvalidArgumentError
 */
export function parseSize(text: string): SizeRequest {
  const match = /^([1-9]\d{0,4})?x([1-9]\d{0,4})?$/i.exec(text);
  const [, width, height] = match ?? [];
  if (width === undefined && height === undefined) {
    throw new InvalidArgumentError('A size is written 320x240, 320x or x240.');
  }
  return {
    ...(width === undefined ? {} : { width: Number(width) }),
    ...(height === undefined ? {} : { height: Number(height) }),
  };
}

/**
 * Reads `auto` or a whole number from 1 to 64.
 * @throws InvalidArgumentError
 */
export function parseSessions(text: string): 'auto' | number {
  return text === 'auto' ? text : wholeNumber(1, 64)(text);
}

/**
 * Reads `auto`, `soft` or a GPU's ordinal.
 * @throws InvalidArgumentError
 */
export function parseDevice(text: string): 'auto' | 'soft' | number {
  if (text === 'auto' || text === 'soft') return text;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A device is auto, soft or the number of a GPU (0, 1 …).');
}

/**
 * Reads a key of 16 bytes.
 * @throws InvalidArgumentError
 */
export function parseKey(text: string): string {
  if (/^[\da-f]{32}$/i.test(text)) return text;
  throw new InvalidArgumentError('A key is written as 32 hexadecimal digits.');
}

/** A reader of whole numbers from `least` to `most`. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`It is a whole number, ${range}.`);
  };
}

/** Reads a number above zero. */
export function positiveNumber(text: string): number {
  const value = new RegExp(`^(?:${NUMBER})$`).test(text) ? Number(text) : Number.NaN;
  if (value > 0) return value;
  throw new InvalidArgumentError('It is a number above 0.');
}
