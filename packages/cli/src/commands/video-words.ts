/** What `nvcodec info` says of the video track, line by line. */
import type { MediaInfo, Track } from 'nvcodec';
import { orientationOf } from '../output/orientation.js';
import { pairs } from '../report/table.js';
import { colorWords } from './color-words.js';
import { hdrWords } from './hdr-words.js';

/** What is known only once there is a decoder. */
export interface Decoded {
  readonly info: MediaInfo;
  readonly frames: number | undefined;
}

/** To the third decimal, where there is one. */
export const fixed = (value: number): string => String(Number(value.toFixed(3)));

/** 3725.5 to `1:02:05.500`. */
export function clock(seconds: number): string {
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

function frameWords({ frameCount }: Track, counted: number | undefined): string | null {
  if (counted !== undefined) return `${counted} (counted)`;
  return frameCount === null ? null : String(frameCount);
}

/** Of the bitstream too, where that was decoded. */
export function videoLines(track: Track, decoded: Decoded | undefined): string[] {
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
      ...hdrWords(decoded?.info.hdr ?? track.hdr),
      ['frame rate', rate(track.averageFrameRate ?? track.realFrameRate)],
      ['frames', frameWords(track, decoded?.frames)],
      ['start', startPts === null ? null : clock(Number(startPts) * unit)],
      ['duration', duration === null ? null : clock(Number(duration) * unit)],
      ['time base', `${timeBase.num}/${timeBase.den} s`],
    ],
    '  ',
  );
}
