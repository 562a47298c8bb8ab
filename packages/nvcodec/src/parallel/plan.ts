/** How the work of an iteration is divided among sessions, and how many of them pay. */
import { imageLayout } from '@nvcodec/colorspace';
import { type PictureRange, ticksOf } from '../access/picture-reader.js';
import type { Selection } from '../access/picture-selection.js';
import type { ConversionOptions } from '../frames/frame-conversion.js';
import type { MediaInfo } from '../media-info.js';
import { BEFORE_ALL } from '../stream/packet-stream.js';
import { AsAskedFor, UnitByUnit } from './arrangement.js';
import { requestsByGop, requestsInBlocks } from './request-units.js';
import { rateUnits, type Stretch, segmentStarts, segmentUnits, sessionsThatFit } from './segments.js';
import type { SharedWork } from './shared-run.js';

/** What planning is done with. */
export interface Means {
  readonly info: MediaInfo;
  /** How many sessions there may be. */
  readonly wanted: number;
  /** How many are open. */
  readonly opened: number;
  /** Further ones are opened only where there is still work for them by then. */
  readonly thrifty: boolean;
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

/**
 * How long opening takes, in pictures that a session decodes meanwhile: 140 ms on an H200 until the second one is open, then 50 for
 * each, for the driver makes decoders one after another.
 */
const SECOND_OPENS = 92;
const NEXT_OPENS = 33;

/** A segment is about so long, or a GOP if that is longer. */
const SEGMENT_SECONDS = 1;

/** Segments differ; a session may be so far ahead of its own. */
const SLACK = 1.25;
const SLACK_FRAMES = 8;

/** Thumbnails that one session makes before it takes the next ones. */
const BLOCK = 8;

/** A keyframe takes as long as so many pictures of a stretch. */
const THUMBNAIL_COST = 1.5;

const USUAL_FRAME_RATE = { num: 30, den: 1 };

export function alone(reason: string): Plan {
  return { sessions: 1, reason };
}

interface StretchOptions {
  readonly ordered: boolean;
  /** Frames at a rate instead of all. */
  readonly rate?: Extract<Selection, { kind: 'rate' }> | undefined;
}

export function planStretch(
  range: PictureRange,
  keyframes: BigInt64Array,
  means: Means,
  { ordered, rate }: StretchOptions,
): Plan {
  const { info, wanted, budget, conversion } = means;
  const stretch = stretchOf(range, info);
  const whole = lengthOf(stretch, keyframes);
  const usual = ticksOf(SEGMENT_SECONDS, info.timeBase, 'ceil');
  const share = whole / BigInt(2 * wanted);
  const starts = segmentStarts(keyframes, stretch, share < usual ? share : usual);
  const frames = framesIn(whole, info);
  const perSegment = Math.ceil(frames / starts.length);
  const fitting = ordered
    ? sessionsThatFit(Math.floor(budget / frameBytes(info, conversion)), perSegment)
    : wanted;
  const { sessions, reason } = within(wanted, {
    'number of segments': starts.length,
    'memory budget': fitting,
    'length of the stretch': worthOpening(frames, means),
  });
  if (sessions < 2) return { sessions, reason };
  const units =
    rate === undefined ? segmentUnits(starts, stretch.before) : rateUnits(starts, rate, info.timeBase);
  const ahead = {
    frames: ordered ? Math.ceil(perSegment * SLACK) + SLACK_FRAMES : SLACK_FRAMES,
    bytes: budget / sessions,
  };
  const arrangement = new UnitByUnit(units.length, ordered);
  return { sessions, reason, work: { conversion, units, arrangement, ahead } };
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
  const gop = framesIn(lengthOf({ from: BEFORE_ALL }, keyframes), means.info) / Math.max(1, keyframes.length);
  return planGroups(requests, { window, ahead: window, decoded: (requests.length * gop) / 2 }, select, means);
}

/** Keyframes at times, each by itself. */
export function planThumbnails(
  count: number,
  select: (requests: readonly number[]) => Selection,
  means: Means,
): Plan {
  const window = 2 * BLOCK * means.wanted;
  const decoded = count * THUMBNAIL_COST;
  return planGroups(requestsInBlocks(count, BLOCK), { window, ahead: BLOCK, decoded }, select, means);
}

interface GroupOptions {
  readonly window: number;
  /** Frames that each session may make ahead. */
  readonly ahead: number;
  /** Frames to be decoded for all, near enough. */
  readonly decoded: number;
}

function planGroups(
  groups: readonly (readonly number[])[],
  { window, ahead, decoded }: GroupOptions,
  select: (requests: readonly number[]) => Selection,
  means: Means,
): Plan {
  const { wanted, budget, conversion } = means;
  const { sessions, reason } = within(wanted, {
    'number of groups of pictures': groups.length,
    'number of requests': worthOpening(decoded, means),
  });
  if (sessions < 2) return { sessions, reason };
  const units = groups.map((requests) => ({ selection: select(requests), requests }));
  const arrangement = new AsAskedFor(groups, window);
  const work: SharedWork = {
    conversion,
    units,
    arrangement,
    ahead: { frames: ahead, bytes: budget / sessions },
  };
  return { sessions, reason, work };
}

/** How many sessions there can be, and by which of the limits no more than that. */
function within(wanted: number, limits: Readonly<Record<string, number>>): Plan {
  let [sessions, reason]: [number, string | undefined] = [wanted, undefined];
  for (const [what, limit] of Object.entries(limits)) {
    if (limit < sessions) [sessions, reason] = [Math.max(1, limit), `the ${what} allows no more`];
  }
  return { sessions, reason };
}

/** How many sessions have something to do before those that are open sooner have done it all. */
function worthOpening(frames: number, { opened, thrifty }: Means): number {
  if (!thrifty) return Number.POSITIVE_INFINITY;
  // Until the n-th is open the others decode SECOND_OPENS + (n * (n - 1) / 2 - 1) * NEXT_OPENS pictures.
  const pairs = Math.max(0, (frames - SECOND_OPENS) / NEXT_OPENS + 1);
  return Math.max(opened, Math.floor((1 + Math.sqrt(1 + 8 * pairs)) / 2));
}

function stretchOf({ start, after, end }: PictureRange, { timeBase }: MediaInfo): Stretch {
  const behind = after === undefined ? BEFORE_ALL : after + 1n;
  return {
    from: start === undefined ? behind : ticksOf(start, timeBase, 'ceil'),
    before: end === undefined ? undefined : ticksOf(end, timeBase, 'ceil'),
  };
}

/** How many frames are shown in so many ticks, near enough. */
function framesIn(ticks: bigint, { frameRate, timeBase }: MediaInfo): number {
  const { num, den } = frameRate ?? USUAL_FRAME_RATE;
  return Number(ticks / ticksOf(den / num, timeBase, 'ceil'));
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
