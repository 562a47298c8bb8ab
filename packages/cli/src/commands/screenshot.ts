/** `nvcodec screenshot`: pictures at given times, or at regular ones, as image files. */
import type { Frame, Screenshoter, ScreenshotOptions as TakeOptions } from 'nvcodec';
import { fromStart, resolveTime, type SizeRequest, type TimePoint } from '../arguments.js';
import type { Environment } from '../environment.js';
import { openDestination } from '../output/destination.js';
import { type Fit, fitPicture } from '../output/fit.js';
import {
  encodeImage,
  type ImageFormat,
  imageFormatOf,
  loadEncoder,
  type RgbPicture,
} from '../output/image.js';
import { fillPattern, withCounter } from '../output/numbered-names.js';
import { FileError, UsageError } from '../report/failure.js';
import { toJson } from '../report/json.js';
import { reached } from '../report/stages.js';
import { type InputOptions, inspectForDecoding, noteFallback, playerOptions, sourceOf } from './input.js';

export interface ScreenshotOptions extends InputOptions {
  readonly at?: readonly TimePoint[];
  readonly every?: number;
  readonly start?: TimePoint;
  readonly end?: TimePoint;
  readonly output: string;
  readonly overwrite?: boolean;
  readonly format?: string;
  readonly accurate?: boolean;
  readonly size?: SizeRequest;
  readonly fit: Fit;
  readonly rotate: 'auto' | 'none';
  readonly quality?: number;
  readonly json?: boolean;
}

interface Saved {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** Seconds from the start of the video. */
  readonly timestamp: number;
  readonly keyframe: boolean;
}

/** How each frame becomes a file. */
interface Plan {
  readonly options: ScreenshotOptions;
  readonly format: ImageFormat;
  /** Name of the file, or a pattern for several. */
  readonly pattern: string;
}

/** So many pictures are encoded at a time. */
const MOST_UNDER_WAY = 4;

function checkUsage(options: ScreenshotOptions): void {
  const { at = [], every, output } = options;
  if (at.length > 0 && every !== undefined) throw new UsageError('give either --at or --every, not both');
  const several = every !== undefined || at.length > 1;
  if (several && output === '-')
    throw new UsageError('several screenshots do not fit on standard output: give -o FILE');
}

function planFor(options: ScreenshotOptions): Plan {
  const several = options.every !== undefined || (options.at?.length ?? 0) > 1;
  const { output, format } = options;
  return {
    options,
    format: imageFormatOf(output, format),
    pattern: several ? withCounter(output) : output,
  };
}

/** A picture in memory and where it belongs. */
interface Shot extends RgbPicture {
  /** From 1. */
  readonly n: number;
  /** Seconds from the start of the video. */
  readonly timestamp: number;
  readonly keyframe: boolean;
}

async function download(frame: Frame, n: number, timestamp: number): Promise<Shot> {
  const { width, height, key: keyframe } = frame;
  reached('frame received');
  const data = await frame.download();
  reached('frame downloaded');
  if (!(data instanceof Uint8Array)) throw new TypeError('a screenshot has 8-bit samples');
  return { data, width, height, n, timestamp, keyframe };
}

async function save(shot: Shot, { format, options, pattern }: Plan, signal: AbortSignal): Promise<Saved> {
  const { n, timestamp, width, height, keyframe } = shot;
  const { quality } = options;
  const bytes = await encodeImage(shot, { format, ...(quality === undefined ? {} : { quality }) });
  reached('picture encoded');
  signal.throwIfAborted();
  const file = pattern === '-' ? '-' : fillPattern(pattern, n, timestamp);
  const out = await openDestination(file, { overwrite: options.overwrite ?? false, binary: true });
  try {
    await out.write(bytes);
    await out.commit();
    reached('file written');
  } finally {
    await out.discard();
  }
  return { file, width, height, timestamp, keyframe };
}

/** Pictures that are encoded and written while the next ones are decoded, a few at a time; told in their order. */
class Saving {
  readonly #underWay: Promise<Saved>[] = [];
  readonly #saved: Saved[] = [];
  readonly #tell: (saved: Saved) => void;

  constructor(tell: (saved: Saved) => void) {
    this.#tell = tell;
  }

  async add(work: Promise<Saved>): Promise<void> {
    // It may fail before it is waited for.
    work.catch(() => {});
    this.#underWay.push(work);
    if (this.#underWay.length === MOST_UNDER_WAY) await this.#settle();
  }

  async finish(): Promise<readonly Saved[]> {
    while (this.#underWay.length > 0) await this.#settle();
    return this.#saved;
  }

  async #settle(): Promise<void> {
    const saved = await this.#underWay.shift();
    if (saved === undefined) return;
    this.#saved.push(saved);
    this.#tell(saved);
  }
}

/** Says in the user's own times, not in the stream's, that there is no frame. */
function noFrameAt(time: number, info: Screenshoter['info'], cause: Error): FileError {
  const length = info.duration === null ? 'ends before' : `is ${Number(info.duration.toFixed(3))} s long`;
  return new FileError(`no frame is shown at ${fromStart(time, info)} s: the video ${length}`, { cause });
}

async function* framesAt(
  shots: Screenshoter,
  times: readonly number[],
  options: TakeOptions,
): AsyncGenerator<Frame> {
  let given = 0;
  try {
    for await (const frame of shots.screenshots({ at: times, ...options })) {
      given++;
      yield frame;
    }
  } catch (error) {
    const time = times[given];
    if (time === undefined || !(error instanceof Error && error.name === 'NoFrameError')) throw error;
    throw noFrameAt(time, shots.info, error);
  }
}

function framesOf(
  shots: Screenshoter,
  options: ScreenshotOptions,
  signal: AbortSignal,
): AsyncGenerator<Frame> {
  const upright = options.rotate === 'auto';
  const take: TakeOptions = {
    accurate: options.accurate ?? false,
    orientation: upright ? 'display' : 'coded',
    ...fitPicture(shots.info, upright, options.size, options.fit),
    signal,
  };
  const at = (point: TimePoint | undefined): number | undefined =>
    point === undefined ? undefined : resolveTime(point, shots.info);
  if (options.every !== undefined) {
    return shots.screenshots({
      every: options.every,
      start: at(options.start),
      end: at(options.end),
      ...take,
    });
  }
  const times = (options.at ?? [{ seconds: 0 }]).map((time) => resolveTime(time, shots.info));
  return framesAt(shots, times, take);
}

async function openScreenshoter(
  file: string,
  options: ScreenshotOptions,
  environment: Environment,
): Promise<Screenshoter> {
  const source = await sourceOf(file);
  const { Screenshoter } = await import('nvcodec');
  try {
    const opening = Screenshoter.open(source, playerOptions(options, environment));
    // Meanwhile; where it cannot be loaded, encoding says so.
    loadEncoder().catch(() => {});
    return await opening;
  } catch (error) {
    environment.signal.throwIfAborted();
    // The container may tell it in the words of the command line.
    await inspectForDecoding(file, options, environment);
    throw error;
  }
}

export async function screenshot(
  file: string,
  options: ScreenshotOptions,
  environment: Environment,
): Promise<void> {
  checkUsage(options);
  const { words } = environment;
  const plan = planFor(options);
  const saving = new Saving(({ file: name, width, height, timestamp }) => {
    if (name !== '-') words.note(`${name}: ${width}x${height} at ${timestamp.toFixed(3)} s`);
  });
  await take(file, plan, environment, saving);
  const saved = await saving.finish();
  if (saved.length === 0) throw new FileError(`${file}: there is no frame in the range asked for`);
  if (options.json === true) await environment.print(toJson(saved));
}

/** Has every frame saved. What is open for it closes while the last ones are. */
async function take(file: string, plan: Plan, environment: Environment, saving: Saving): Promise<void> {
  const { options } = plan;
  const { signal } = environment;
  await using shots = await openScreenshoter(file, options, environment);
  reached('screenshoter open');
  noteFallback(shots.info, environment);
  let n = 0;
  for await (using frame of framesOf(shots, options, signal)) {
    signal.throwIfAborted();
    const shot = await download(frame, ++n, fromStart(frame.timestamp, shots.info));
    await saving.add(save(shot, plan, signal));
  }
}
