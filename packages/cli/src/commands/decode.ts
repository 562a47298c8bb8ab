/** `nvcodec decode`: frames to Y4M or raw video. */
import { extname } from 'node:path';
import type { Frame, MediaInfo, PixelFormat, Player, Track } from 'nvcodec';
import { fromStart, resolveTime, type TimePoint } from '../arguments.js';
import type { Environment } from '../environment.js';
import { type Destination, openDestination } from '../output/destination.js';
import { convertedFormats } from '../output/device-formats.js';
import { parseRawFormat, type RawFormat, rawFormatFor } from '../output/raw-format.js';
import { rearrange } from '../output/rearrange.js';
import { Y4M_FRAME, type Y4mStream, y4mHeader } from '../output/y4m.js';
import { FileError, UsageError } from '../report/failure.js';
import { type Progress, startProgress } from '../report/progress.js';
import { FrameLog, integerSamples, surfaceShape } from './frames.js';
import { type InputOptions, inspectForDecoding, openPlayer, span } from './input.js';

export interface DecodeOptions extends InputOptions {
  readonly output: string;
  readonly overwrite?: boolean;
  readonly format?: 'y4m' | 'raw';
  readonly pixFmt?: string;
  readonly start?: TimePoint;
  readonly end?: TimePoint;
  readonly step: number;
  /** Keep the output of a file that is cut short. */
  readonly partial?: boolean;
}

/** The others are re-arranged here. */
const CONVERTED: ReadonlySet<string> = new Set<PixelFormat>(convertedFormats);

/** Either a conversion on the device or a re-arrangement here. */
type Pixels = { readonly converted: PixelFormat } | { readonly raw: RawFormat };

const RAW_ENDINGS: ReadonlySet<string> = new Set(['.yuv', '.raw', '.rgb', '.bin', '.nv12', '.p010']);

function containerOf({ format, output }: DecodeOptions): 'y4m' | 'raw' {
  if (format !== undefined) return format;
  const ending = extname(output).toLowerCase();
  if (ending === '.y4m' || output === '-') return 'y4m';
  if (RAW_ENDINGS.has(ending)) return 'raw';
  throw new UsageError(
    `the ending of ${output} says neither Y4M (.y4m) nor raw video (.yuv, .raw, .rgb): give --format`,
  );
}

function pixelsFor(name: string | undefined, info: MediaInfo, container: 'y4m' | 'raw'): Pixels {
  if (name !== undefined && CONVERTED.has(name)) {
    if (container === 'raw') return { converted: name as PixelFormat };
    throw new UsageError(`Y4M holds no ${name}: choose a yuv format, or --format raw`);
  }
  if (name !== undefined && parseRawFormat(name) === undefined) {
    throw new UsageError(`--pix-fmt ${name} is not known: see nvcodec decode --help`);
  }
  const raw = rawFormatFor(name, info);
  if (container === 'y4m' && raw.layout !== 'planar') {
    throw new UsageError(`Y4M holds planar video, not ${raw.name}: leave --pix-fmt out, or --format raw`);
  }
  return { raw };
}

const FIRST_FIELD: Readonly<Record<string, 't' | 'b'>> = { tt: 't', tb: 't', bb: 'b', bt: 'b' };

/** What the frames are made of. */
interface Scan {
  readonly interlacing: Y4mStream['interlacing'];
  readonly framesOfPicture: 1 | 2;
}

/** The command's words, understood for this stream. */
interface Plan {
  readonly container: 'y4m' | 'raw';
  readonly pixels: Pixels;
  readonly track: Track;
  readonly step: number;
  readonly scan: Scan;
  /** Seconds. */
  readonly start: number | undefined;
  readonly end: number | undefined;
}

function scanOf(info: MediaInfo, track: Track, { deinterlace = 'weave', fieldRate }: DecodeOptions): Scan {
  if (!info.interlaced) return { interlacing: 'p', framesOfPicture: 1 };
  if (deinterlace !== 'weave') return { interlacing: 'p', framesOfPicture: fieldRate === true ? 2 : 1 };
  return { interlacing: FIRST_FIELD[track.fieldOrder ?? ''] ?? '?', framesOfPicture: 1 };
}

function headerFor(info: MediaInfo, { track, step, scan }: Plan, format: RawFormat): string {
  const rate = track.guessedFrameRate ?? info.frameRate;
  return y4mHeader({
    ...info.outputSize,
    frameRate: rate === null ? null : { num: rate.num * scan.framesOfPicture, den: rate.den * step },
    pixelAspectRatio: info.pixelAspectRatio,
    chromaLocation: info.color.chromaLocation,
    range: info.color.range,
    interlacing: scan.interlacing,
    format,
  });
}

async function bytesOf(frame: Frame, pixels: Pixels): Promise<Uint8Array> {
  const samples = await frame.download();
  if ('raw' in pixels) return rearrange(integerSamples(samples), surfaceShape(frame), pixels.raw);
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** Y4M has one size for all frames, and raw video nowhere to tell of another. */
function checkSize(frame: Frame, info: MediaInfo): void {
  const { width, height } = info.outputSize;
  if (frame.width === width && frame.height === height) return;
  throw new FileError(
    `the picture changes from ${width}x${height} to ${frame.width}x${frame.height} at ${fromStart(frame.timestamp, info).toFixed(3)} s, which the output cannot hold: end before it with --end`,
  );
}

/** Reads the frames and writes each `step`-th of them. */
async function writeFrames(
  player: Player,
  plan: Plan,
  out: Destination,
  { signal }: Environment,
  progress: Progress,
): Promise<FrameLog> {
  const { info } = player;
  const { container, pixels, start, end } = plan;
  const { begin, seconds } = span(info, start, end);
  const { step } = plan;
  const log = new FrameLog(step);
  if (container === 'y4m' && 'raw' in pixels) await out.write(headerFor(info, plan, pixels.raw));
  const format = 'converted' in pixels ? pixels.converted : undefined;
  for await (using frame of player.framesIn({ start, end, step, format, signal })) {
    log.add(frame);
    checkSize(frame, info);
    if (container === 'y4m') await out.write(Y4M_FRAME);
    await out.write(await bytesOf(frame, pixels));
    progress.update(seconds === 0 ? 0 : (frame.timestamp - begin) / seconds, log.frames);
  }
  return log;
}

/** What is wrong with what was read, if it is to be kept all the same. */
function complaints(
  file: string,
  log: FrameLog,
  info: MediaInfo,
  options: DecodeOptions,
  end?: number,
): string[] {
  if (log.frames === 0) throw new FileError(`${file}: there is no frame in the range asked for`);
  const cut = log.cutShort(info, end);
  if (cut !== undefined && options.partial !== true) {
    throw new FileError(`${file}: ${cut}; --partial keeps what there is`);
  }
  return [log.damage(), cut].filter((said) => said !== undefined);
}

async function decodeTo(
  out: Destination,
  file: string,
  options: DecodeOptions,
  environment: Environment,
): Promise<void> {
  const container = containerOf(options);
  const { source, track } = await inspectForDecoding(file, options, environment);
  await using player = await openPlayer(source, options, environment);
  const { info } = player;
  const pixels = pixelsFor(options.pixFmt, info, container);
  const start = options.start && resolveTime(options.start, info);
  const end = options.end && resolveTime(options.end, info);
  const scan = scanOf(info, track, options);
  const plan = { container, pixels, track, step: options.step, scan, start, end };
  const { words, showProgress } = environment;
  const progress = await startProgress('decode', words, { show: showProgress && options.output !== '-' });
  const log = await writeFrames(player, plan, out, environment, progress).finally(progress.stop);
  const said = complaints(file, log, info, options, end);
  await out.commit();
  for (const line of said) words.note(line);
  const name = 'raw' in pixels ? pixels.raw.name : pixels.converted;
  const { width, height } = info.outputSize;
  words.note(`${log.frames} frames, ${name}, ${width}x${height}: ${out.name}`);
}

export async function decode(file: string, options: DecodeOptions, environment: Environment): Promise<void> {
  const out = await openDestination(options.output, { overwrite: options.overwrite ?? false, binary: true });
  try {
    await decodeTo(out, file, options, environment);
  } finally {
    await out.discard();
  }
}
