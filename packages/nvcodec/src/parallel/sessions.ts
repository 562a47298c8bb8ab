/**
 * The sessions of one player. The first is there from the opening on and does whatever is short or cannot be shared;
 * the others are opened by the first iteration that is long enough to pay for them.
 */
import { imageLayout } from '@nvcodec/colorspace';
import type { FrameIndex } from '../access/frame-index.js';
import { ticksOf } from '../access/picture-reader.js';
import type { Selection } from '../access/picture-selection.js';
import type { Frame } from '../frames/frame.js';
import type { ConversionOptions } from '../frames/frame-conversion.js';
import type { MediaInfo } from '../media-info.js';
import type { PlayerOptions, VideoSource } from '../player-options.js';
import { BEFORE_ALL } from '../stream/packet-stream.js';
import { WorkerClient } from '../worker/client.js';
import type { FrameJob, Unit } from '../worker/protocol.js';
import { type Arrangement, AsAskedFor, AsTheyCome, UnitByUnit } from './arrangement.js';
import type { Cuts } from './cuts.js';
import { requestUnits } from './request-units.js';
import { type Stretch, segmentStarts, segmentUnits, sessionsThatFit } from './segments.js';
import { SharedRun, type SharedWork } from './shared-run.js';

/** How many sessions worked on the last iteration. */
export interface SessionsUsed {
  readonly count: number;
  /** Why not more, in words. */
  readonly reason: string | undefined;
}

/** A share of the free memory that frames made ahead may fill unless the user says otherwise. */
const SHARE_OF_MEMORY = 1 / 4;

/** A segment is about so long, or a GOP if that is longer. */
const SEGMENT_SECONDS = 1;

/** Segments differ; a session may be so far ahead of its own. */
const SLACK = 1.25;
const SLACK_FRAMES = 8;

/** Fewer frames than this are decoded before other sessions are open, unless the user knows better. */
const FEWEST_SHARED = 64;

const USUAL_FRAME_RATE = { num: 30, den: 1 };

type RangeSelection = Extract<Selection, { kind: 'range' }>;

interface Plan extends SharedWork {
  readonly sessions: number;
}

export class Sessions {
  readonly first: WorkerClient;
  readonly #source: VideoSource;
  readonly #options: PlayerOptions;
  readonly #others: Promise<WorkerClient | undefined>[] = [];
  #cuts: Cuts | undefined;
  #index: FrameIndex | undefined;
  #used: SessionsUsed;

  /** @throws as WorkerClient.open; TypeError, RangeError for the options `sessions` and `memoryBudget`. */
  static async open(source: VideoSource, options: PlayerOptions): Promise<Sessions> {
    const { sessions = 1, memoryBudget } = options;
    if (sessions !== 'auto' && !(Number.isInteger(sessions) && sessions >= 1)) {
      throw new RangeError(`sessions: ${sessions} is neither 'auto' nor a whole number from 1 on`);
    }
    if (memoryBudget !== undefined && !(memoryBudget > 0)) {
      throw new RangeError(`memoryBudget: ${memoryBudget} is not a positive number of bytes`);
    }
    return new Sessions(await WorkerClient.open(source, options), source, options);
  }

  private constructor(first: WorkerClient, source: VideoSource, options: PlayerOptions) {
    this.first = first;
    this.#source = source;
    this.#options = options;
    this.#used = { count: 1, reason: options.sessions === 1 ? undefined : 'nothing was shared yet' };
  }

  get used(): SessionsUsed {
    return this.#used;
  }

  get #wanted(): number | 'auto' {
    return this.#options.sessions ?? 1;
  }

  /** The frames of a job, by as many sessions as pay. */
  async *frames(
    job: FrameJob,
    ordered: boolean,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Frame, void, undefined> {
    const plan = this.#wanted === 1 ? undefined : await this.#plan(job, ordered, signal);
    if (plan === undefined) {
      yield* this.first.frames(job, signal);
      return;
    }
    yield* this.#shared(plan, signal);
  }

  /** Closes all. */
  async close(): Promise<void> {
    const others = this.#others.map(async (opening) => (await opening)?.close());
    await Promise.all([this.first.close(), ...others]);
  }

  async *#shared(plan: Plan, signal: AbortSignal | undefined): AsyncGenerator<Frame, void, undefined> {
    signal?.throwIfAborted();
    const run = new SharedRun(plan, signal);
    run.join(this.first);
    this.#open(plan.sessions - 1, run);
    const { place } = this.first;
    for await (const frame of run.frames()) {
      place.given(frame.pts);
      yield frame;
    }
    place.complete();
  }

  /** Lets `count` further sessions join, those that are open at once, others when they are. */
  #open(count: number, run: SharedRun): void {
    while (this.#others.length < count) this.#others.push(this.#openOne());
    for (const opening of this.#others.slice(0, count)) {
      void opening.then((session) => {
        if (session !== undefined) run.join(session);
      });
    }
  }

  /** Undefined when it cannot be opened, as for want of memory: those that are there do its work. */
  async #openOne(): Promise<WorkerClient | undefined> {
    const { kind, ordinal } = this.first.info.device;
    try {
      return await WorkerClient.open(this.#source, {
        ...this.#options,
        device: kind === 'soft' ? 'soft' : ordinal,
      });
    } catch {
      return undefined;
    }
  }

  /** Undefined when one session is to do it alone. */
  async #plan(job: FrameJob, ordered: boolean, signal: AbortSignal | undefined): Promise<Plan | undefined> {
    const { selection } = job;
    if (selection.kind !== 'range' && selection.kind !== 'times' && selection.kind !== 'indices') {
      return this.#alone('frames at a rate or a step are made by one');
    }
    this.#cuts ??= await this.first.cuts(signal);
    if (this.#cuts.obstacle !== undefined) return this.#alone(this.#cuts.obstacle);
    if (selection.kind === 'range') return this.#planRange(job, selection, this.#cuts, ordered);
    return this.#planRequests(job, selection, this.#cuts, signal);
  }

  #alone(reason: string): undefined {
    this.#used = { count: 1, reason };
  }

  #planRange(job: FrameJob, range: RangeSelection, cuts: Cuts, ordered: boolean): Plan | undefined {
    const { info, place } = this.first;
    const stretch = stretchOf(place.placed(range), info);
    const rate = info.frameRate ?? USUAL_FRAME_RATE;
    const frame = ticksOf(rate.den / rate.num, info.timeBase, 'ceil');
    const wanted = this.#sessionsOf(cuts);
    const whole = lengthOf(stretch, cuts.keyframes);
    const most = ticksOf(SEGMENT_SECONDS, info.timeBase, 'ceil');
    const share = whole / BigInt(2 * wanted);
    const starts = segmentStarts(cuts.keyframes, stretch, share < most ? share : most);
    const frames = Number(whole / frame);
    const short = this.#wanted === 'auto' && frames < FEWEST_SHARED;
    if (starts.length < 2 || short) return this.#alone('the stretch is too short to share');
    const perSegment = Math.ceil(frames / starts.length);
    const held = Math.floor(this.#budget(cuts) / frameBytes(info, job.conversion));
    const fitting = ordered ? sessionsThatFit(held, perSegment) : wanted;
    const sessions = Math.min(wanted, starts.length, fitting);
    if (sessions < 2) return this.#alone('the memory budget holds too few frames for more');
    place.beginElsewhere(range);
    this.#tell(sessions, wanted, fitting < starts.length ? 'the memory budget' : 'the number of segments');
    const units = segmentUnits(starts, stretch.before);
    const arrangement = ordered ? new UnitByUnit(units.length) : new AsTheyCome(units.length);
    const numFrames = this.#options.numFrames ?? SLACK_FRAMES;
    const ahead = ordered ? Math.ceil(perSegment * SLACK) + SLACK_FRAMES : numFrames;
    return this.#work(job, units, arrangement, sessions, { frames: ahead, cuts });
  }

  async #planRequests(
    job: FrameJob,
    selection: Extract<Selection, { kind: 'times' | 'indices' }>,
    cuts: Cuts,
    signal: AbortSignal | undefined,
  ): Promise<Plan | undefined> {
    const { window } = selection;
    if (!(window >= 1)) return this.#alone('the window is none');
    const { timeBase } = this.first.info;
    let moments: bigint[];
    let select: (requests: readonly number[]) => Selection;
    if (selection.kind === 'times') {
      const { times } = selection;
      moments = times.map((seconds) => ticksOf(seconds, timeBase, 'floor'));
      select = (requests) => ({ ...selection, times: requests.map((i) => times[i] ?? Number.NaN) });
    } else {
      const index = await this.#madeIndex(signal);
      moments = selection.indices.map((i) => index.pts[index.resolve(i)] ?? 0n);
      select = (requests) => ({ kind: 'moments', pts: requests.map((i) => moments[i] ?? 0n) });
    }
    const { units, unitOf } = requestUnits(moments, cuts.keyframes, window, select);
    const wanted = this.#sessionsOf(cuts);
    const sessions = Math.min(wanted, units.length);
    if (sessions < 2) return this.#alone('all that was asked for lies in one group of pictures');
    this.#tell(sessions, wanted, 'the number of groups of pictures');
    return this.#work(job, units, new AsAskedFor(unitOf, window), sessions, { frames: window, cuts });
  }

  #work(
    { conversion }: FrameJob,
    units: Unit[],
    arrangement: Arrangement,
    sessions: number,
    { frames, cuts }: { readonly frames: number; readonly cuts: Cuts },
  ): Plan {
    const ahead = { frames, bytes: this.#budget(cuts) / sessions };
    return { conversion, units, arrangement, sessions, ahead };
  }

  async #madeIndex(signal: AbortSignal | undefined): Promise<FrameIndex> {
    this.#index ??= (await this.first.index(false, signal)) as FrameIndex;
    return this.#index;
  }

  #sessionsOf({ sessions }: Cuts): number {
    return this.#wanted === 'auto' ? sessions : this.#wanted;
  }

  #budget({ freeMemory }: Cuts): number {
    return this.#options.memoryBudget ?? freeMemory * SHARE_OF_MEMORY;
  }

  #tell(count: number, wanted: number, limit: string): void {
    this.#used = { count, reason: count < wanted ? `${limit} allows no more` : undefined };
  }
}

function stretchOf(
  { start, after, end }: { start?: number | undefined; after?: bigint | undefined; end?: number | undefined },
  { timeBase }: MediaInfo,
): Stretch {
  const from =
    start === undefined ? (after === undefined ? BEFORE_ALL : after + 1n) : ticksOf(start, timeBase, 'ceil');
  return { from, before: end === undefined ? undefined : ticksOf(end, timeBase, 'ceil') };
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
