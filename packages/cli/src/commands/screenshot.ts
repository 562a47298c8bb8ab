/** `nvcodec screenshot`: pictures at given times, or at regular ones, as image files. */
import type { Frame, PlayerOptions, Screenshoter, Track } from 'nvcodec';
import { fromStart, resolveTime, type SizeRequest, type TimePoint } from '../arguments.js';
import type { Environment } from '../environment.js';
import { openDestination } from '../output/destination.js';
import { type Fit, type Fitting, fitPicture } from '../output/fit.js';
import { encodeImage, type ImageFormat, imageFormatOf } from '../output/image.js';
import { fillPattern, withCounter } from '../output/numbered-names.js';
import { type Orientation, orientationOf, swapsSides, UPRIGHT } from '../output/orientation.js';
import { FileError, UsageError } from '../report/failure.js';
import { toJson } from '../report/json.js';
import { reached } from '../report/stages.js';
import { type InputOptions, inspectForDecoding, noteFallback, playerOptions } from './input.js';

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
  readonly orientation: Orientation;
  /** Name of the file, or a pattern for several. */
  readonly pattern: string;
}

function checkUsage(options: ScreenshotOptions): void {
  const { at = [], every, output } = options;
  if (at.length > 0 && every !== undefined) throw new UsageError('give either --at or --every, not both');
  const several = every !== undefined || at.length > 1;
  if (several && output === '-')
    throw new UsageError('several screenshots do not fit on standard output: give -o FILE');
}

function planFor(options: ScreenshotOptions, track: Track): Plan {
  const several = options.every !== undefined || (options.at?.length ?? 0) > 1;
  const { output } = options;
  return {
    options,
    format: imageFormatOf(output, options.format),
    orientation: options.rotate === 'auto' ? orientationOf(track.displayMatrix) : UPRIGHT,
    pattern: several ? withCounter(output) : output,
  };
}

/** The size as the decoder's picture is asked for, which may lie on its side. */
function requestFor({ options, orientation }: Plan): SizeRequest | undefined {
  const { size } = options;
  if (size === undefined || !swapsSides(orientation)) return size;
  const { width, height } = size;
  return {
    ...(height === undefined ? {} : { width: height }),
    ...(width === undefined ? {} : { height: width }),
  };
}

function pixelAspect({ sampleAspectRatio: { num, den } }: Track): number {
  return num > 0 && den > 0 ? num / den : 1;
}

type Geometry = Pick<PlayerOptions, 'cropping' | 'targetSize' | 'targetRect'>;

/** The options for the decoder, which knows the picture's size better than the container does. */
function geometry(
  fitting: (picture: { width: number; height: number }) => Fitting | undefined,
  track: Track,
): Geometry {
  const sample = fitting(track);
  if (sample === undefined) return {};
  const whole = ({ width, height }: { width: number; height: number }) => ({
    left: 0,
    top: 0,
    right: width,
    bottom: height,
  });
  return {
    targetSize: (picture) => fitting(picture)?.targetSize ?? picture,
    ...(sample.cropping === undefined
      ? {}
      : { cropping: (picture) => fitting(picture)?.cropping ?? whole(picture) }),
    ...(sample.targetRect === undefined
      ? {}
      : { targetRect: (picture) => fitting(picture)?.targetRect ?? whole(picture) }),
  };
}

/** A frame and where it belongs. */
interface Shot {
  readonly frame: Frame;
  /** From 1. */
  readonly n: number;
  /** Seconds from the start of the video. */
  readonly timestamp: number;
}

async function save(
  { frame, n, timestamp }: Shot,
  plan: Plan,
  exact: Fitting['exact'] | undefined,
): Promise<Saved> {
  const { format, orientation, options } = plan;
  reached('frame received');
  const pixels = await frame.download();
  reached('frame downloaded');
  if (!(pixels instanceof Uint8Array)) throw new TypeError('a screenshot has 8-bit samples');
  const bytes = await encodeImage(
    { data: pixels, width: frame.width, height: frame.height },
    {
      format,
      orientation,
      ...(options.quality === undefined ? {} : { quality: options.quality }),
      ...(exact === undefined ? {} : { size: exact }),
    },
  );
  reached('picture encoded');
  const file = plan.pattern === '-' ? '-' : fillPattern(plan.pattern, n, timestamp);
  const out = await openDestination(file, { overwrite: options.overwrite ?? false, binary: true });
  try {
    await out.write(bytes);
    await out.commit();
    reached('file written');
  } finally {
    await out.discard();
  }
  const size = exact ?? frame;
  const [width, height] = swapsSides(orientation) ? [size.height, size.width] : [size.width, size.height];
  return { file, width, height, timestamp, keyframe: frame.key };
}

/** Says in the user's own times, not in the stream's, that there is no frame. */
function noFrameAt(time: number, info: Screenshoter['info'], cause: Error): FileError {
  const length = info.duration === null ? 'ends before' : `is ${Number(info.duration.toFixed(3))} s long`;
  return new FileError(`no frame is shown at ${fromStart(time, info)} s: the video ${length}`, { cause });
}

async function* framesAt(
  shots: Screenshoter,
  times: readonly number[],
  options: { readonly accurate: boolean; readonly signal: AbortSignal },
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

async function* framesOf(
  shots: Screenshoter,
  options: ScreenshotOptions,
  signal: AbortSignal,
): AsyncGenerator<Frame> {
  const accurate = options.accurate ?? false;
  const at = (point: TimePoint | undefined): number | undefined =>
    point === undefined ? undefined : resolveTime(point, shots.info);
  if (options.every !== undefined) {
    const start = at(options.start);
    const end = at(options.end);
    yield* shots.screenshots({ every: options.every, start, end, accurate, signal });
    return;
  }
  const times = (options.at ?? [{ seconds: 0 }]).map((time) => resolveTime(time, shots.info));
  yield* framesAt(shots, times, { accurate, signal });
}

export async function screenshot(
  file: string,
  options: ScreenshotOptions,
  environment: Environment,
): Promise<void> {
  checkUsage(options);
  const { signal, words } = environment;
  imageFormatOf(options.output, options.format);
  const { source, track } = await inspectForDecoding(file, options, environment);
  reached('file probed');
  const plan = planFor(options, track);
  const fitting = (picture: { width: number; height: number }): Fitting | undefined =>
    fitPicture(picture, pixelAspect(track), requestFor(plan), options.fit);
  const { Screenshoter } = await import('nvcodec');
  await using shots = await Screenshoter.open(source, {
    ...playerOptions(options, environment),
    ...geometry(fitting, track),
    format: 'rgb24',
  });
  reached('screenshoter open');
  noteFallback(shots.info, environment);
  const exact = fitting(shots.info.displaySize)?.exact;
  const saved: Saved[] = [];
  for await (using frame of framesOf(shots, options, signal)) {
    signal.throwIfAborted();
    const timestamp = fromStart(frame.timestamp, shots.info);
    const shot = await save({ frame, n: saved.length + 1, timestamp }, plan, exact);
    saved.push(shot);
    const what = `${shot.width}x${shot.height} at ${shot.timestamp.toFixed(3)} s`;
    if (shot.file !== '-') words.note(`${shot.file}: ${what}`);
  }
  if (saved.length === 0) throw new FileError(`${file}: there is no frame in the range asked for`);
  if (options.json === true) await environment.print(toJson(saved));
}
