/** `nvcodec framemd5`: the lines of FFmpeg's framemd5 for the decoded frames. */
import { createHash } from 'node:crypto';
import type { Frame, MediaInfo, Track } from 'nvcodec';
import type { Environment } from '../environment.js';
import { openDestination } from '../output/destination.js';
import { framemd5Header, framemd5Line, HashClock, type Rational, reduced } from '../output/framemd5.js';
import {
  isUpright,
  type Orientation,
  orientationOf,
  swapsSides,
  turnedSize,
  UPRIGHT,
} from '../output/orientation.js';
import { type RawFormat, rawFormatFor } from '../output/raw-format.js';
import { rearrange } from '../output/rearrange.js';
import { FileError } from '../report/failure.js';
import type { Words } from '../report/words.js';
import { VERSION } from '../version.js';
import { FrameLog, integerSamples, surfaceShape } from './frames.js';
import { type InputOptions, type Inspected, inspectForDecoding, openPlayer } from './input.js';

export interface Framemd5Options extends InputOptions {
  readonly pixFmt?: string;
  readonly rotate: 'auto' | 'none';
  /** Timestamps in units of 1 / frame rate, or of the stream's own time base. */
  readonly timeBase: 'rate' | 'stream';
  readonly output: string;
  readonly overwrite?: boolean;
}

/** Formats whose timestamps may jump: there FFmpeg counts from the video's own start, not from the file's. */
const JUMPING = new Set(['dhav', 'live_flv', 'hls', 'm4v', 'mpeg', 'mpegts', 'mpegtsraw', 'ogg', 'ty']);

function clockFor({ container, track }: Inspected, unit: Framemd5Options['timeBase']): HashClock {
  const { timeBase, startPts } = track;
  const jumping = container.name.split(',').some((name) => JUMPING.has(name));
  const own = startPts === null ? 0 : (Number(startPts) * timeBase.num) / timeBase.den;
  return new HashClock({
    timeBase,
    frameRate: unit === 'stream' ? null : track.guessedFrameRate,
    startTime: jumping ? own : (container.startTime ?? 0),
  });
}

/** How the frames are turned. It is said aloud, since the hashes depend on it. */
function orientationFor(track: Track, info: MediaInfo, options: Framemd5Options, words: Words): Orientation {
  const orientation = options.rotate === 'auto' ? orientationOf(track.displayMatrix) : UPRIGHT;
  if (isUpright(orientation)) return UPRIGHT;
  if (info.chromaFormat === '422' && swapsSides(orientation)) {
    words.note('the frames are left as decoded: turning 4:2:2 by a quarter would need a conversion');
    return UPRIGHT;
  }
  words.note(
    'the frames are turned upright, as ffmpeg does; --rotate none gives them as decoded (ffmpeg -noautorotate)',
  );
  return orientation;
}

/** Of a pixel that lies on its side: reduced, as FFmpeg's transpose filter leaves it. */
function turnedAspect(aspect: Rational): Rational {
  if (aspect.num === 0) return aspect;
  const { num, den } = reduced(aspect);
  return { num: den, den: num };
}

function headerFor(info: MediaInfo, timeBase: HashClock['timeBase'], orientation: Orientation): string {
  const aspect = info.pixelAspectRatio;
  return framemd5Header({
    software: `nvcodec ${VERSION}`,
    timeBase,
    ...turnedSize(info.outputSize, orientation),
    sampleAspectRatio: swapsSides(orientation) ? turnedAspect(aspect) : aspect,
  });
}

async function lineFor(
  frame: Frame,
  info: MediaInfo,
  clock: HashClock,
  format: RawFormat,
  orientation: Orientation,
): Promise<string> {
  const samples = integerSamples(await frame.download());
  const bytes = rearrange(samples, surfaceShape(frame), format, orientation);
  const duration = BigInt(Math.round((frame.duration * info.timeBase.den) / info.timeBase.num));
  const times = clock.next({ pts: frame.pts, duration });
  const md5 = createHash('md5').update(bytes).digest('hex');
  return framemd5Line({ ...times, size: bytes.length, md5 });
}

export async function framemd5(
  file: string,
  options: Framemd5Options,
  environment: Environment,
): Promise<void> {
  const out = await openDestination(options.output, { overwrite: options.overwrite ?? false });
  try {
    const inspected = await inspectForDecoding(file, options, environment);
    await using player = await openPlayer(inspected.source, options, environment);
    const { info } = player;
    const format = rawFormatFor(options.pixFmt, info);
    const orientation = orientationFor(inspected.track, info, options, environment.words);
    const clock = clockFor(inspected, options.timeBase);
    const log = new FrameLog();
    for await (using frame of player.frames({ signal: environment.signal })) {
      if (log.add(frame) === 1) await out.write(headerFor(info, clock.timeBase, orientation));
      await out.write(await lineFor(frame, info, clock, format, orientation));
    }
    if (log.frames === 0) throw new FileError(`${file}: no frame could be decoded`);
    await out.commit();
    for (const said of [log.damage(), log.cutShort(info)])
      if (said !== undefined) environment.words.note(said);
  } finally {
    await out.discard();
  }
}
