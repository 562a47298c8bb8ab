/**
 * The raw video formats that a decoded picture can be written in by moving samples alone, under FFmpeg's names
 * (`ffmpeg -pix_fmts`). Samples of more than 8 bits take two bytes, little-endian.
 */
import type { MediaInfo } from 'nvcodec';
import { UsageError } from '../report/failure.js';

type Chroma = '400' | '420' | '422' | '444';

export interface RawFormat {
  readonly name: string;
  readonly chroma: Chroma;
  /** Significant bits of a sample. Planar formats hold them in the low end, the others (p010le) in the high end. */
  readonly bits: number;
  /** `planar`: Y, U, V apart; `semiplanar`: Y, then U and V in turn. */
  readonly layout: 'planar' | 'semiplanar';
}

const SEMIPLANAR: Readonly<Record<string, Chroma>> = { p0: '420', p2: '422' };

/** Reads a format's name; the ending `le` may be left out. Undefined for one that is not in this family. */
export function parseRawFormat(text: string): RawFormat | undefined {
  const name = text.toLowerCase();
  const depth = (digits: string | undefined): number => (digits === undefined ? 8 : Number(digits));
  const full = (base: string, digits: string | undefined): string =>
    digits === undefined ? base : `${base}le`;
  if (name === 'nv12') return { name, chroma: '420', bits: 8, layout: 'semiplanar' };
  if (name === 'nv16') return { name, chroma: '422', bits: 8, layout: 'semiplanar' };
  const gray = /^gray((?:10|12|16)(?=le$|$))?(?:le)?$/.exec(name);
  if (gray !== null && name !== 'grayle') {
    return {
      name: full(`gray${gray[1] ?? ''}`, gray[1]),
      chroma: '400',
      bits: depth(gray[1]),
      layout: 'planar',
    };
  }
  const planar = /^(?:(yuvj?)(420|422|444)p|(gbrp))(10|12|16)?(le)?$/.exec(name);
  if (planar !== null && (planar[5] === undefined || planar[4] !== undefined)) {
    const [, yuv, chroma = '444', gbr, digits] = planar;
    const base = `${gbr ?? `${yuv}${chroma}p`}${digits ?? ''}`;
    return { name: full(base, digits), chroma: chroma as Chroma, bits: depth(digits), layout: 'planar' };
  }
  const semiplanar = /^(p0|p2)(10|12|16)(?:le)?$/.exec(name);
  if (semiplanar === null) return undefined;
  const [, family = '', digits = ''] = semiplanar;
  const chroma = SEMIPLANAR[family] ?? '420';
  return { name: `${family}${digits}le`, chroma, bits: Number(digits), layout: 'semiplanar' };
}

type StreamShape = Pick<MediaInfo, 'chromaFormat' | 'bitDepth'>;

/** What FFmpeg's software decoder would give for this stream: planar, at the stream's own depth. */
export function decodedFormat(info: StreamShape): RawFormat {
  const { bitDepth } = info;
  const chroma = info.chromaFormat as Chroma;
  const suffix = bitDepth === 8 ? '' : `${bitDepth}le`;
  const name = chroma === '400' ? `gray${suffix}` : `yuv${chroma}p${suffix}`;
  return { name, chroma, bits: bitDepth, layout: 'planar' };
}

/**
 * The raw format called `name` if this stream can be written in it by moving samples, which needs the same
 * chroma format and at least its bit depth. Samples of 8 bits stay at 8: widening them is a conversion.
 * @throws UsageError
 */
export function rawFormatFor(name: string | undefined, info: StreamShape): RawFormat {
  const decoded = decodedFormat(info);
  if (name === undefined) return decoded;
  const wanted = parseRawFormat(name);
  if (wanted === undefined) {
    throw new UsageError(
      `${name} is not a format that frames can be re-arranged to; this stream's own is ${decoded.name}`,
    );
  }
  const sameChroma =
    wanted.chroma === decoded.chroma || (decoded.chroma === '400' && wanted.chroma === '420');
  const sameDepth = decoded.bits === 8 ? wanted.bits === 8 : wanted.bits >= decoded.bits;
  if (sameChroma && sameDepth) return wanted;
  const why = sameChroma ? 'depth' : 'chroma format';
  throw new UsageError(
    `${wanted.name} would need a conversion: this stream is ${decoded.name}, of another ${why} (frames are re-arranged, never converted)`,
  );
}
