/**
 * When a picture, or one field of it, is shown. With the option `fieldRate` an interlaced picture is shown as two, the
 * second half a picture later; where that is no whole number of ticks, the seconds keep the half tick.
 */
import { type Rational, toSeconds } from '@nvcodec/demux-ffmpeg';
import type { DisplayInfo } from '@nvcodec/nvcuvid';
import type { DamagedTime } from './damage.js';

/** What is shown when: a picture's time, or that of one of its fields. */
export interface ShownTime extends DamagedTime {
  /** Which field is shown; undefined for both. */
  readonly field?: 'first' | 'second' | undefined;
  /** The field's duration, and the second one's time, is half a tick more than told. */
  readonly halfTick?: boolean | undefined;
}

/** Whether a picture has two fields of different moments. */
export function hasTwoFields({ progressive, repeatFirstField }: DisplayInfo): boolean {
  return !progressive && repeatFirstField >= 0;
}

/** @param spacing from this picture to the next, in ticks. */
export function splitFields(time: DamagedTime, spacing: bigint): [ShownTime, ShownTime] {
  const duration = spacing / 2n;
  const halfTick = spacing % 2n === 1n;
  const first = { ...time, duration, halfTick, field: 'first' as const };
  return [first, { ...first, pts: time.pts + duration, field: 'second' }];
}

const half = (halfTick: boolean | undefined, { num, den }: Rational): number =>
  halfTick === true ? num / den / 2 : 0;

/** Presentation time in seconds. */
export function timestampOf({ pts, field, halfTick }: ShownTime, timeBase: Rational): number {
  return toSeconds(pts, timeBase) + (field === 'second' ? half(halfTick, timeBase) : 0);
}

/** Duration in seconds, 0 when not known. */
export function durationOf({ duration, halfTick }: ShownTime, timeBase: Rational): number {
  return toSeconds(duration, timeBase) + half(halfTick, timeBase);
}
