/** `nvcodec info`: what a file holds, read from its container; with `--device`, whether that device can decode it. */
import type { MediaInfo, MediaProbe, Track } from 'nvcodec';
import type { Environment } from '../environment.js';
import { orientationOf } from '../output/orientation.js';
import { toJson } from '../report/json.js';
import { pairs, table } from '../report/table.js';
import { colorWords } from './color-words.js';
import { hdrWords } from './hdr-words.js';
import { type InputOptions, type Inspected, inspect, openPlayer } from './input.js';

export interface InfoOptions extends InputOptions {
  readonly json?: boolean;
  /** true: list them; false: do not even count them. */
  readonly keyframes?: boolean;
}

interface Keyframes {
  readonly count: number;
  /** Seconds from the start of the video, as `--at` takes them. */
  readonly timestamps: readonly number[];
}

const fixed = (value: number): string => String(Number(value.toFixed(3)));

/** 3725.5 to `1:02:05.500`. */
function clock(seconds: number): string {
  const sign = seconds < 0 ? '-' : '';
  const rest = Math.round(Math.abs(seconds) * 1000);
  const [hours, minutes] = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60];
  const tail = ((rest % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return hours > 0
    ? `${sign}${hours}:${String(minutes).padStart(2, '0')}:${tail}`
    : `${sign}${minutes}:${tail}`;
}

function rate(value: { num: number; den: number } | null): string | null {
  if (value === null || value.num === 0) return null;
  const exact = value.den === 1 ? '' : ` (${value.num}/${value.den})`;
  return `${fixed(value.num / value.den)} fps${exact}`;
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

function aspectWords({ sampleAspectRatio: { num, den } }: Track): string | null {
  return num === den || num === 0 ? null : `${num}:${den}`;
}

function orientationWords(track: Track): string | null {
  const { mirrored } = orientationOf(track.displayMatrix);
  const turned = track.rotation === 0 ? [] : [`${fixed(track.rotation)} degrees counter-clockwise`];
  const words = [...turned, ...(mirrored ? ['mirrored'] : [])];
  return words.length === 0 ? null : words.join(', ');
}

function fieldWords({ fieldOrder }: Track): string | null {
  if (fieldOrder === null || fieldOrder === 'progressive') return null;
  return `interlaced, ${fieldOrder.endsWith('t') ? 'top' : 'bottom'} field first`;
}

/** @param hdr of the bitstream too, where that was decoded. */
function videoLines(track: Track, hdr: MediaInfo['hdr']): string[] {
  const { timeBase, startPts, duration } = track;
  const unit = timeBase.num / timeBase.den;
  return pairs(
    [
      [
        'codec',
        [track.codec, track.profile, track.level === null ? null : `level ${track.level}`]
          .filter(Boolean)
          .join(', '),
      ],
      ['size', `${track.width}x${track.height}`],
      ['pixel aspect', aspectWords(track)],
      ['rotation', orientationWords(track)],
      ['fields', fieldWords(track)],
      [
        'pixels',
        [track.pixelFormat, track.bitDepth === null ? null : `${track.bitDepth} bit`]
          .filter(Boolean)
          .join(', '),
      ],
      ['colour', colorWords(track.color)],
      ...hdrWords(hdr),
      ['frame rate', rate(track.averageFrameRate ?? track.realFrameRate)],
      ['frames', track.frameCount === null ? null : String(track.frameCount)],
      ['start', startPts === null ? null : clock(Number(startPts) * unit)],
      ['duration', duration === null ? null : clock(Number(duration) * unit)],
      ['time base', `${timeBase.num}/${timeBase.den} s`],
    ],
    '  ',
  );
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

/** Only when a device was named: everything else is told without a driver. */
async function decoderOf(
  source: string | URL,
  options: InfoOptions,
  environment: Environment,
): Promise<MediaInfo | undefined> {
  if (options.device === undefined) return undefined;
  await using player = await openPlayer(source, options, environment);
  return player.info;
}

function report(
  name: string,
  probed: Pick<MediaProbe, 'format' | 'tracks'>,
  track: Track,
  keys: Keyframes | undefined,
  decoder: MediaInfo | undefined,
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
    ...videoLines(track, decoder?.hdr ?? track.hdr),
    ...pairs(
      [
        ['keyframes', keys === undefined ? null : keyframeWords(keys)],
        ['decoder', decoder && decoderWords(decoder)],
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
  const decoder = await decoderOf(source, options, environment);
  if (options.json === true) {
    const listed = options.keyframes === true ? keys : keys && { count: keys.count };
    await environment.print(
      toJson({
        file,
        format: container,
        video: track.index,
        tracks,
        keyframes: listed,
        decoder: decoder && {
          device: decoder.device,
          hardware: decoder.hardware,
          fallbackReason: decoder.fallbackReason,
          hdr: decoder.hdr,
          orientation: decoder.orientation,
          interlaced: decoder.interlaced,
          fieldOrder: decoder.fieldOrder,
        },
      }),
    );
    return;
  }
  await environment.print(report(file, { format: container, tracks }, track, keys, decoder));
  if (options.keyframes === true && keys !== undefined) {
    await environment.print(
      `\nKeyframes (s)\n${keys.timestamps.map((time) => time.toFixed(6)).join('\n')}\n`,
    );
  }
}
