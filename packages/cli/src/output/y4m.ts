/**
 * YUV4MPEG2, the raw video that players and encoders read: one header line, then `FRAME` before each frame.
 * The format is described in yuv4mpeg(5) of mjpegtools; depths above 8 follow FFmpeg's `C420p10` form.
 */
import type { RawFormat } from './raw-format.js';

export interface Y4mStream {
  readonly width: number;
  readonly height: number;
  /** Frames a second; null when the stream does not tell. */
  readonly frameRate: { readonly num: number; readonly den: number } | null;
  readonly pixelAspectRatio: { readonly num: number; readonly den: number };
  readonly chromaLocation: string;
  readonly range: 'limited' | 'full';
  /** Progressive, top or bottom field first, or not known. */
  readonly interlacing: 'p' | 't' | 'b' | '?';
  readonly format: RawFormat;
}

const CHROMA_420: Readonly<Record<string, string>> = {
  left: '420mpeg2',
  center: '420jpeg',
  topleft: '420paldv',
};

function chromaTag({ format, chromaLocation }: Y4mStream): string {
  const { chroma, bits } = format;
  if (chroma === '400') return bits === 8 ? 'mono' : `mono${bits}`;
  if (bits > 8) return `${chroma}p${bits} XYSCSS=${chroma}P${bits}`;
  return chroma === '420' ? (CHROMA_420[chromaLocation] ?? '420jpeg') : chroma;
}

/** The header, with its line end. A rate that is not known is written 25:1, which is what readers assume. */
export function y4mHeader(stream: Y4mStream): string {
  const { num, den } = stream.frameRate ?? { num: 25, den: 1 };
  const aspect = stream.pixelAspectRatio;
  return [
    'YUV4MPEG2',
    `W${stream.width}`,
    `H${stream.height}`,
    `F${num}:${den}`,
    `I${stream.interlacing}`,
    `A${aspect.num}:${aspect.num === 0 ? 0 : aspect.den}`,
    `C${chromaTag(stream)}`,
    `XCOLORRANGE=${stream.range === 'full' ? 'FULL' : 'LIMITED'}\n`,
  ].join(' ');
}

/** What stands before each frame's samples. */
export const Y4M_FRAME = 'FRAME\n';
