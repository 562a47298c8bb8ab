/** `nvcodec info`: what a file holds, read from its container; with `--device`, whether that device can decode it. */
import type { MediaInfo, MediaProbe, Track } from 'nvcodec';
import type { Environment } from '../environment.js';
import { toJson } from '../report/json.js';
import { pairs, table } from '../report/table.js';
import { type InputOptions, type Inspected, inspect, openPlayer } from './input.js';
import { clock, type Decoded, fixed, videoLines } from './video-words.js';

export interface InfoOptions extends InputOptions {
  readonly json?: boolean;
  /** true: list them; false: do not even count them. */
  readonly keyframes?: boolean;
  /** Count the frames that come out. */
  readonly count?: boolean;
}

interface Keyframes {
  readonly count: number;
  /** Seconds from the start of the video, as `--at` takes them. */
  readonly timestamps: readonly number[];
}

function bits(perSecond: number | null | undefined): string | null {
  if (perSecond == null) return null;
  return perSecond >= 1e6 ? `${fixed(perSecond / 1e6)} Mbit/s` : `${fixed(perSecond / 1e3)} kbit/s`;
}

function trackRow(track: Track, chosen: Track): string[] {
  const marks = Object.entries(track.disposition).filter(([, set]) => set);
  const shape =
    track.kind === 'video'
      ? `${track.width}x${track.height}`
      : track.kind === 'audio'
        ? `${track.sampleRate} Hz, ${track.channels} channels`
        : '';
  const names = marks.map(([name]) => name.replace(/([A-Z])/g, ' $1').toLowerCase());
  const more = [...names, ...(track.encrypted ? ['encrypted'] : [])].join(', ');
  const mark = track.index === chosen.index ? '*' : ' ';
  return [
    `${mark} #${track.index}`,
    track.kind,
    track.codec,
    track.profile ?? '',
    shape,
    track.language ?? '',
    more,
  ];
}

function keyframeWords({ count, timestamps }: Keyframes): string {
  const gaps = timestamps.slice(1).map((time, i) => time - (timestamps[i] as number));
  if (gaps.length === 0) return String(count);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return `${count}, every ${fixed(mean)} s (at most ${fixed(Math.max(...gaps))} s)`;
}

function decoderWords(info: MediaInfo): string {
  const how = info.hardware ? 'NVDEC' : 'in software';
  const why = info.fallbackReason === undefined ? '' : ` (${info.fallbackReason})`;
  return `${how}, ${info.device.name}${why}`;
}

function decoderFacts({
  device,
  hardware,
  fallbackReason,
  hdr,
  orientation,
  interlaced,
  fieldOrder,
}: MediaInfo): object {
  return { device, hardware, fallbackReason, hdr, orientation, interlaced, fieldOrder };
}

/** Of the track that is decoded by default: the container's index or a scan knows only that one's. */
async function keyframesOf(
  { source, track, defaultTrack }: Inspected,
  options: InfoOptions,
  { signal }: Environment,
): Promise<Keyframes | undefined> {
  if (options.keyframes === false || track.index !== defaultTrack.index) return undefined;
  const { keyframes } = await import('nvcodec');
  const index = await keyframes(source, { signal });
  const { num, den } = index.timeBase;
  const start = track.startPts ?? 0n;
  const timestamps = [...index].flatMap(({ pts, dts }) => {
    const time = pts ?? dts;
    return time === null ? [] : [(Number(time - start) * num) / den];
  });
  return { count: index.length, timestamps };
}

/** Only when a device was named or frames are counted: everything else is told without a driver. */
async function decode(
  source: string | URL,
  options: InfoOptions,
  environment: Environment,
): Promise<Decoded | undefined> {
  const { device, count } = options;
  if (device === undefined && count !== true) return undefined;
  await using player = await openPlayer(source, options, environment);
  const { signal } = environment;
  return { info: player.info, frames: count === true ? (await player.index({ signal })).count : undefined };
}

function report(
  name: string,
  probed: Pick<MediaProbe, 'format' | 'tracks'>,
  track: Track,
  keys: Keyframes | undefined,
  decoded: Decoded | undefined,
): string {
  const { format, tracks } = probed;
  const lines = [
    name,
    ...pairs(
      [
        ['container', format.longName ?? format.name],
        ['duration', format.duration === null ? 'not known' : clock(format.duration)],
        ['bit rate', bits(format.bitRate)],
      ],
      '  ',
    ),
    '',
    'Tracks (* the one that is decoded)',
    ...table(tracks.map((each) => trackRow(each, track))),
    '',
    `Video, track #${track.index}`,
    ...videoLines(track, decoded),
    ...pairs(
      [
        ['keyframes', keys === undefined ? null : keyframeWords(keys)],
        ['decoder', decoded && decoderWords(decoded.info)],
      ],
      '  ',
    ),
  ];
  return `${lines.join('\n')}\n`;
}

export async function info(file: string, options: InfoOptions, environment: Environment): Promise<void> {
  const inspected = await inspect(file, options, environment);
  const { source, container, tracks, track } = inspected;
  const keys = await keyframesOf(inspected, options, environment);
  const decoded = await decode(source, options, environment);
  if (options.json === true) {
    const listed = options.keyframes === true ? keys : keys && { count: keys.count };
    await environment.print(
      toJson({
        file,
        format: container,
        video: track.index,
        tracks,
        keyframes: listed,
        countedFrames: decoded?.frames,
        decoder: decoded && decoderFacts(decoded.info),
      }),
    );
    return;
  }
  await environment.print(report(file, { format: container, tracks }, track, keys, decoded));
  if (options.keyframes === true && keys !== undefined) {
    await environment.print(
      `\nKeyframes (s)\n${keys.timestamps.map((time) => time.toFixed(6)).join('\n')}\n`,
    );
  }
}
