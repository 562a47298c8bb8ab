/** What is known of a picture, as the words of a record: written by the worker, read on the user's side. */
import type { DisplayInfo } from '@nvcodec/nvcuvid';
import type { ShownTime } from '../decoding/shown-time.js';
import { type Handover, HandoverFlag } from './handover.js';

/** Time and display facts as a record's flags. */
export function flagsOf(time: ShownTime, display: DisplayInfo): number {
  return (
    (time.key ? HandoverFlag.key : 0) |
    (time.corrupt ? HandoverFlag.corrupt : 0) |
    (time.field === 'first' ? HandoverFlag.firstField : 0) |
    (time.field === 'second' ? HandoverFlag.secondField : 0) |
    (time.halfTick === true ? HandoverFlag.halfTick : 0) |
    (display.progressive ? HandoverFlag.progressive : 0) |
    (display.topFieldFirst ? HandoverFlag.topFieldFirst : 0) |
    (display.repeatFirstField < 0 ? HandoverFlag.unpairedField : 0)
  );
}

/** The time of a record's picture. */
export function timeOf({ pts, duration, flags }: Handover): ShownTime {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const second = has(HandoverFlag.secondField) ? ('second' as const) : undefined;
  return {
    pts,
    duration,
    key: has(HandoverFlag.key),
    discard: false,
    corrupt: has(HandoverFlag.corrupt),
    field: has(HandoverFlag.firstField) ? 'first' : second,
    halfTick: has(HandoverFlag.halfTick),
  };
}

/** What the parser said of a record's picture. */
export function displayOf({ slot, flags, pts }: Handover): DisplayInfo {
  return {
    pictureIndex: slot,
    progressive: (flags & HandoverFlag.progressive) !== 0,
    topFieldFirst: (flags & HandoverFlag.topFieldFirst) !== 0,
    repeatFirstField: flags & HandoverFlag.unpairedField ? -1 : 0,
    timestamp: pts,
  };
}
