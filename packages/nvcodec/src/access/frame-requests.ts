/** How single frames are asked for: what `Player` and `DecodeSession` have in common. */
import type { ConversionOptions } from '../frames/frame-conversion.js';
import type { MediaInfo } from '../media-info.js';
import type { TimeRange } from './picture-reader.js';
import type { Selection } from './picture-selection.js';

/** How one frame is taken. */
export type FrameAtOptions = ConversionOptions;

/** How several frames are taken. */
export interface FramesAtOptions extends FrameAtOptions {
  /**
   * How many requests are looked at together. They are decoded in the video's order and handed out in yours, so
   * that at most so many frames are held back in device memory; the more, the fewer seeks. Default 32.
   */
  readonly window?: number | undefined;
}

/** Which frames of a stretch are taken; without `step` and `fps` all. */
export interface FramesInOptions extends TimeRange, FrameAtOptions {
  /** Every `step`-th frame, the first one of the stretch included. */
  readonly step?: number | undefined;
  /** The frame shown at `start`, `start` + 1/fps, … before `end`, whatever the video's own rate. */
  readonly fps?: number | undefined;
}

/** How many requests are looked at together unless the user says otherwise. */
export const DEFAULT_WINDOW = 32;

/** The frames shown at these times, in seconds. */
export function selectTimes(
  times: Iterable<number>,
  { window = DEFAULT_WINDOW }: FramesAtOptions,
): Selection {
  return { kind: 'times', times: Array.from(times), missing: 'throw', window };
}

/** The frames with these numbers. */
export function selectIndices(
  indices: Iterable<number>,
  { window = DEFAULT_WINDOW }: FramesAtOptions,
): Selection {
  return { kind: 'indices', indices: Array.from(indices), window };
}

/** @throws TypeError when `step` and `fps` are both given. */
export function selectIn({ start, end, step, fps }: FramesInOptions, info: MediaInfo): Selection {
  if (fps === undefined) return { kind: 'every', step: step ?? 1, start, end };
  if (step !== undefined) throw new TypeError('step and fps: give one of them, not both');
  return { kind: 'rate', fps, start: start ?? info.startTime, end };
}
