/**
 * The sessions of one player. The first is there from the opening on and does whatever is short or cannot be shared;
 * the others are opened by the first iteration that is long enough to pay for them.
 */
import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import type { FrameIndex } from '../access/frame-index.js';
import { ticksOf } from '../access/picture-reader.js';
import type { Selection } from '../access/picture-selection.js';
import type { DeviceChoice } from '../device/decoding-device.js';
import { makeReady } from '../device/make-ready.js';
import { NoSuchDeviceError } from '../errors.js';
import type { Frame } from '../frames/frame.js';
import type { MediaInfo } from '../media-info.js';
import type { PlayerOptions, VideoSource } from '../player-options.js';
import { WorkerClient } from '../worker/client.js';
import type { FrameJob } from '../worker/protocol.js';
import { warmUp } from '../worker/threads.js';
import type { Cuts } from './cuts.js';
import { alone, type Means, type Plan, planRequests, planStretch, planThumbnails } from './plan.js';
import { SharedRun, type SharedWork } from './shared-run.js';

/** How many sessions worked on the last iteration. */
export interface SessionsUsed {
  readonly count: number;
  /** Why not more, in words. */
  readonly reason: string | undefined;
}

/** The part of the free memory that frames made ahead may fill unless the user says otherwise. */
const SHARE_OF_MEMORY = 1 / 4;

/**
 * With 'auto', so many threads load while the first session opens, where they do not take its processor: by the time that they
 * have decoders, which are made one after another, further ones have loaded.
 */
const THREADS_AHEAD = 4;
const PROCESSORS_OF_THREAD = 4;

type Select<Kind extends Selection['kind']> = Extract<Selection, { kind: Kind }>;

export class Sessions {
  /** The one that is always there. */
  readonly first: WorkerClient;
  readonly #source: VideoSource;
  /** The source as all others read it. */
  #sourceOfOthers: VideoSource | undefined;
  readonly #options: PlayerOptions;
  /** What sessions are dealt to, in turn. */
  readonly #devices: readonly DeviceChoice[];
  readonly #others: Promise<WorkerClient | undefined>[] = [];
  readonly #closing = new AbortController();
  #cuts: Cuts | undefined;
  #index: FrameIndex | undefined;
  #used: SessionsUsed = { count: 1, reason: 'nothing was shared yet' };

  /** @throws as WorkerClient.open; RangeError for the options `sessions` and `memoryBudget`, or no device. */
  static async open(source: VideoSource, options: PlayerOptions): Promise<Sessions> {
    const { sessions = 1, memoryBudget } = options;
    if (sessions !== 'auto' && !(Number.isInteger(sessions) && sessions >= 1)) {
      throw new RangeError(`sessions: ${sessions} is neither 'auto' nor a whole number from 1 on`);
    }
    if (memoryBudget !== undefined && !(memoryBudget > 0)) {
      throw new RangeError(`memoryBudget: ${memoryBudget} is not a positive number of bytes`);
    }
    const chosen = { ...options, device: firstOf(options.device) };
    const opening = WorkerClient.open(source, chosen);
    const giveUp = makeReady(chosen);
    if (sessions !== 1) warmUp(sessions === 'auto' ? threadsAhead() : sessions - 1);
    const first = await opening.finally(giveUp);
    try {
      return new Sessions(first, source, options);
    } catch (error) {
      await first.close();
      throw error;
    }
  }

  private constructor(first: WorkerClient, source: VideoSource, options: PlayerOptions) {
    this.#devices = devicesOf(options.device, first);
    this.first = first;
    this.#source = source;
    this.#options = options;
    // Every session that is being opened listens.
    setMaxListeners(0, this.#closing.signal);
  }

  get info(): MediaInfo {
    return this.first.info;
  }

  get used(): SessionsUsed {
    return this.#used;
  }

  /**
   * The frames of a job, by as many sessions as pay, each the caller's to close.
   * @param ordered false: a stretch's as they are made.
   */
  async *frames(
    job: FrameJob,
    signal: AbortSignal | undefined,
    ordered = true,
  ): AsyncGenerator<Frame, void, undefined> {
    const { sessions, reason, work } = await this.#plan(job, signal, ordered);
    this.#used = { count: sessions, reason };
    if (work === undefined) yield* this.first.frames(job, signal);
    else yield* this.#shared(work, sessions, job, signal);
  }

  /** Closes all. */
  async close(): Promise<void> {
    this.#closing.abort();
    const others = this.#others.map(async (opening) => (await opening)?.close());
    await Promise.all([this.first.close(), ...others]);
  }

  async *#shared(
    work: SharedWork,
    sessions: number,
    job: FrameJob,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Frame, void, undefined> {
    const { place } = this.first;
    place.beginElsewhere(job);
    signal?.throwIfAborted();
    const run = new SharedRun(work, signal);
    run.join(this.first);
    this.#open(sessions - 1, run);
    for await (const frame of run.frames()) {
      place.given(frame.pts);
      yield frame;
    }
    place.complete();
  }

  /** Lets `count` further sessions join, those that are open at once, others when they are. */
  #open(count: number, run: SharedRun): void {
    while (this.#others.length < count) this.#others.push(this.#openOne(this.#others.length + 1));
    for (const opening of this.#others.slice(0, count)) {
      // One that cannot begin, as its player was closed, is not waited for either.
      void opening.then((session) => session !== undefined && run.join(session)).catch(() => undefined);
    }
  }

  /** Undefined when it cannot be opened, as for want of memory: those that are there do its work. */
  async #openOne(number: number): Promise<WorkerClient | undefined> {
    const device = this.#devices[number % this.#devices.length];
    const { signal } = this.#closing;
    this.#sourceOfOthers ??= shareable(this.#source);
    try {
      return await WorkerClient.open(this.#sourceOfOthers, { ...this.#options, device, signal });
    } catch {
      return undefined;
    }
  }

  async #plan(
    { selection, conversion }: FrameJob,
    signal: AbortSignal | undefined,
    ordered: boolean,
  ): Promise<Plan> {
    const several = this.#devices.length > 1;
    const { sessions = several ? 'auto' : 1, memoryBudget } = this.#options;
    if (sessions === 1) return alone('no more were asked for');
    const { capacity, info } = this.first;
    const wanted = sessions === 'auto' ? capacity.sessions * this.#devices.length : sessions;
    if (wanted === 1) return alone('one keeps the device busy');
    const budget = memoryBudget ?? capacity.freeMemory * this.#devices.length * SHARE_OF_MEMORY;
    const opened = 1 + this.#others.length;
    const means = { info, wanted, opened, thrifty: sessions === 'auto', budget, conversion };
    if (selection.kind === 'times' && selection.near === true) {
      return planThumbnails(selection.times.length, (requests) => timesOf(selection, requests), means);
    }
    if (selection.kind === 'moments' || (selection.kind === 'every' && selection.step !== 1)) {
      return alone('frames at a step are made by one');
    }
    this.#cuts ??= await this.first.cuts(signal);
    const { keyframes, obstacle } = this.#cuts;
    if (obstacle !== undefined) return alone(obstacle);
    if (selection.kind === 'times' || selection.kind === 'indices') {
      return this.#planRequests(selection, keyframes, means, signal);
    }
    const { start, end } = selection;
    const range = selection.kind === 'range' ? this.first.place.placed(selection) : { start, end };
    const rate = selection.kind === 'rate' ? selection : undefined;
    return planStretch(range, keyframes, means, { ordered, rate });
  }

  async #planRequests(
    selection: Select<'times' | 'indices'>,
    keyframes: BigInt64Array,
    means: Means,
    signal: AbortSignal | undefined,
  ): Promise<Plan> {
    const { window } = selection;
    if (!(window >= 1)) return alone('the window holds no request');
    if (selection.kind === 'times') {
      const moments = selection.times.map((seconds) => ticksOf(seconds, this.info.timeBase, 'floor'));
      return planRequests(moments, keyframes, window, (requests) => timesOf(selection, requests), means);
    }
    this.#index ??= (await this.first.index(false, signal)) as FrameIndex;
    const index = this.#index;
    const moments = selection.indices.map((i) => index.pts[index.resolve(i)] ?? 0n);
    const select = (requests: readonly number[]): Selection => ({
      kind: 'moments',
      pts: requests.map((i) => moments[i] ?? 0n),
    });
    return planRequests(moments, keyframes, window, select, means);
  }
}

function threadsAhead(): number {
  return Math.min(THREADS_AHEAD, Math.floor(availableParallelism() / PROCESSORS_OF_THREAD));
}

/** A file in memory would be copied to each thread. */
function shareable(source: VideoSource): VideoSource {
  if (!(source instanceof Uint8Array) || source.buffer instanceof SharedArrayBuffer) return source;
  const shared = new Uint8Array(new SharedArrayBuffer(source.byteLength));
  shared.set(source);
  return shared;
}

function timesOf(selection: Select<'times'>, requests: readonly number[]): Selection {
  return { ...selection, times: requests.map((i) => selection.times[i] ?? Number.NaN) };
}

/** Where the first session lives. @throws RangeError for a list without any device. */
function firstOf(device: PlayerOptions['device']): DeviceChoice | undefined {
  if (device === 'all') return 0;
  if (typeof device !== 'object') return device;
  const [first] = device;
  if (first === undefined) throw new RangeError('device: the list is empty, and names no GPU');
  return first;
}

/** @throws NoSuchDeviceError for a GPU that is not there. */
function devicesOf(device: PlayerOptions['device'], first: WorkerClient): readonly DeviceChoice[] {
  const { devices: count } = first.capacity;
  if (device === 'all') return Array.from({ length: count }, (_, ordinal) => ordinal);
  if (typeof device === 'object') {
    for (const ordinal of device) if (!(ordinal < count)) throw new NoSuchDeviceError(ordinal, count);
    return device;
  }
  const { kind, ordinal } = first.info.device;
  return [kind === 'soft' ? 'soft' : ordinal];
}
