/** How the work of an iteration is divided among sessions, and how many of them pay. */
import { imageLayout } from '@nvcodec/colorspace';
import { type PictureRange, ticksOf } from '../access/picture-reader.js';
import type { Selection } from '../access/picture-selection.js';
import type { ConversionOptions } from '../frames/frame-conversion.js';
import type { MediaInfo } from '../media-info.js';
import { BEFORE_ALL } from '../stream/packet-stream.js';
import { AsAskedFor, AsTheyCome, UnitByUnit } from './arrangement.js';
import { requestsByGop, requestsInBlocks } from './request-units.js';
import { rateUnits, type Stretch, segmentStarts, segmentUnits, sessionsThatFit } from './segments.js';
import type { SharedWork } from './shared-run.js';

/** What planning is done with. */
export interface Means {
  readonly info: MediaInfo;
  /** How many sessions there may be. */
  readonly wanted: number;
  /** Bytes for frames made ahead, of all sessions. */
  readonly budget: number;
  readonly conversion: ConversionOptions;
}

/** Work for `sessions`, which is 1 when it is not to be shared: `reason` says why not more. */
export interface Plan {
  readonly sessions: number;
  readonly reason: string | undefined;
  readonly work?: SharedWork;
}

/** A segment is about so long, or a GOP if that is longer. */
const SEGMENT_SECONDS = 1;

/** Segments differ; a session may be so far ahead of its own. */
const SLACK = 1.25;
const SLACK_FRAMES = 8;

/** Thumbnails that one session makes before it takes the next ones. */
const BLOCK = 4;

const USUAL_FRAME_RATE = { num: 30, den: 1 };

export function alone(reason: string): Plan {
  return { sessions: 1, reason };
}

interface StretchOptions {
  readonly ordered: boolean;
  /** Shorter stretches are not shared, in frames. */
  readonly fewest: number;
  /** Frames at a rate instead of all. */
  readonly rate?: Extract<Selection, { kind: 'rate' }> | undefined;
}

export function planStretch(
  range: PictureRange,
  keyframes: BigInt64Array,
  means: Means,
  { ordered, fewest, rate }: StretchOptions,
): Plan {
  const { info, wanted, budget, conversion } = means;
  const stretch = stretchOf(range, info);
  const whole = lengthOf(stretch, keyframes);
  const usual = ticksOf(SEGMENT_SECONDS, info.timeBase, 'ceil');
  const share = whole / BigInt(2 * wanted);
  const starts = segmentStarts(keyframes, stretch, share < usual ? share : usual);
  const { num, den } = info.frameRate ?? USUAL_FRAME_RATE;
  const frames = Number(whole / ticksOf(den / num, info.timeBase, 'ceil'));
  if (starts.length < 2 || frames < fewest) return alone('the stretch is too short to share');
  const perSegment = Math.ceil(frames / starts.length);
  const fitting = ordered
    ? sessionsThatFit(Math.floor(budget / frameBytes(info, conversion)), perSegment)
    : wanted;
  const sessions = Math.min(wanted, starts.length, fitting);
  if (sessions < 2) return alone('the memory budget holds too few frames for more');
  const units =
    rate === undefined ? segmentUnits(starts, stretch.before) : rateUnits(starts, rate, info.timeBase);
  const ahead = {
    frames: ordered ? Math.ceil(perSegment * SLACK) + SLACK_FRAMES : SLACK_FRAMES,
    bytes: budget / sessions,
  };
  const arrangement = ordered ? new UnitByUnit(units.length) : new AsTheyCome(units.length);
  const limit = fitting < starts.length ? 'memory budget' : 'number of segments';
  return {
    sessions,
    reason: reasonFor(sessions, wanted, limit),
    work: { conversion, units, arrangement, ahead },
  };
}

/**
 * Frames at times, by GOP.
 * @param moments what each request asks for, in ticks; not looked at for keyframes.
 * @param select the selection of the requests with these numbers.
 */
export function planRequests(
  moments: readonly bigint[],
  keyframes: BigInt64Array,
  window: number,
  select: (requests: readonly number[]) => Selection,
  means: Means,
): Plan {
  const requests = requestsByGop(moments, keyframes, window);
  return planGroups(requests, { window, ahead: window }, select, means);
}

/** Keyframes at times, each by itself. */
export function planThumbnails(
  count: number,
  select: (requests: readonly number[]) => Selection,
  means: Means,
): Plan {
  const window = 2 * BLOCK * means.wanted;
  return planGroups(requestsInBlocks(count, BLOCK), { window, ahead: BLOCK }, select, means);
}

function planGroups(
  groups: readonly (readonly number[])[],
  { window, ahead }: { readonly window: number; readonly ahead: number },
  select: (requests: readonly number[]) => Selection,
  { wanted, budget, conversion }: Means,
): Plan {
  const sessions = Math.min(wanted, groups.length);
  if (sessions < 2) return alone('what was asked for lies too close together to share');
  const units = groups.map((requests) => ({ selection: select(requests), requests }));
  const arrangement = new AsAskedFor(groups, window);
  const work: SharedWork = {
    conversion,
    units,
    arrangement,
    ahead: { frames: ahead, bytes: budget / sessions },
  };
  return { sessions, reason: reasonFor(sessions, wanted, 'number of places'), work };
}

function reasonFor(sessions: number, wanted: number, limit: string): string | undefined {
  return sessions < wanted ? `the ${limit} allows no more` : undefined;
}

function stretchOf({ start, after, end }: PictureRange, { timeBase }: MediaInfo): Stretch {
  const behind = after === undefined ? BEFORE_ALL : after + 1n;
  return {
    from: start === undefined ? behind : ticksOf(start, timeBase, 'ceil'),
    before: end === undefined ? undefined : ticksOf(end, timeBase, 'ceil'),
  };
}

/** In ticks, as far as keyframes tell. */
function lengthOf({ from, before }: Stretch, keyframes: BigInt64Array): bigint {
  const first = keyframes[0] ?? 0n;
  const last = keyframes.at(-1) ?? 0n;
  const end = last + (last - first) / BigInt(Math.max(1, keyframes.length - 1));
  const begin = from > first ? from : first;
  const length = (before !== undefined && before < end ? before : end) - begin;
  return length > 0n ? length : 0n;
}

/** Of one frame, near enough: what a conversion makes of the size is known once the first one is made. */
function frameBytes({ outputSize, surfaceFormat }: MediaInfo, { format, size }: ConversionOptions): number {
  const width = size?.width ?? outputSize.width;
  const height = size?.height ?? outputSize.height;
  return imageLayout(format ?? surfaceFormat, width, height).byteLength;
}
