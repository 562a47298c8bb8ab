/** The words used for codecs, formats and modes, and the numbers that NVCUVID has for them. */
import {
  cudaVideoChromaFormat,
  cudaVideoCodec,
  cudaVideoDeinterlaceMode,
  cudaVideoSurfaceFormat,
} from './raw/enums.js';

/** A video codec that NVDEC may decode; what a GPU really does is said by DecoderCaps. */
export type Codec = 'mpeg1' | 'mpeg2' | 'mpeg4' | 'vc1' | 'h264' | 'jpeg' | 'hevc' | 'vp8' | 'vp9' | 'av1';

/** Chroma subsampling; '400' is luma only. */
export type ChromaFormat = '400' | '420' | '422' | '444';

/**
 * The layout of a mapped surface. Semi-planar with interleaved chroma: nv12 (4:2:0, 8 bit), p016 (4:2:0, 16 bit),
 * nv16 (4:2:2, 8 bit), p216 (4:2:2, 16 bit). Three planes: yuv444 (8 bit), yuv444p16 (16 bit). 10 and 12 bit samples
 * occupy the most significant bits of 16.
 */
export type SurfaceFormat = 'nv12' | 'p016' | 'yuv444' | 'yuv444p16' | 'nv16' | 'p216';

/** What happens to interlaced pictures: both fields woven, one field line-doubled, or motion-adaptive. */
export type DeinterlaceMode = 'weave' | 'bob' | 'adaptive';

/** A rectangle in pixels; right and bottom are exclusive. */
export interface Rect {
  /** First column. */
  readonly left: number;
  /** First row. */
  readonly top: number;
  /** Column after the last. */
  readonly right: number;
  /** Row after the last. */
  readonly bottom: number;
}

/** NVCUVID's number of each codec. */
export const codecNumbers: Readonly<Record<Codec, number>> = {
  mpeg1: cudaVideoCodec.MPEG1,
  mpeg2: cudaVideoCodec.MPEG2,
  mpeg4: cudaVideoCodec.MPEG4,
  vc1: cudaVideoCodec.VC1,
  h264: cudaVideoCodec.H264,
  jpeg: cudaVideoCodec.JPEG,
  hevc: cudaVideoCodec.HEVC,
  vp8: cudaVideoCodec.VP8,
  vp9: cudaVideoCodec.VP9,
  av1: cudaVideoCodec.AV1,
};

/** NVCUVID's number of each chroma format. */
export const chromaFormatNumbers: Readonly<Record<ChromaFormat, number>> = {
  '400': cudaVideoChromaFormat.Monochrome,
  '420': cudaVideoChromaFormat[420],
  '422': cudaVideoChromaFormat[422],
  '444': cudaVideoChromaFormat[444],
};

/** NVCUVID's number of each surface format. */
export const surfaceFormatNumbers: Readonly<Record<SurfaceFormat, number>> = {
  nv12: cudaVideoSurfaceFormat.NV12,
  p016: cudaVideoSurfaceFormat.P016,
  yuv444: cudaVideoSurfaceFormat.YUV444,
  yuv444p16: cudaVideoSurfaceFormat.YUV444_16Bit,
  nv16: cudaVideoSurfaceFormat.NV16,
  p216: cudaVideoSurfaceFormat.P216,
};

/** NVCUVID's number of each deinterlace mode. */
export const deinterlaceModeNumbers: Readonly<Record<DeinterlaceMode, number>> = {
  weave: cudaVideoDeinterlaceMode.Weave,
  bob: cudaVideoDeinterlaceMode.Bob,
  adaptive: cudaVideoDeinterlaceMode.Adaptive,
};

/** The number of a word; TypeError naming the argument for a word that is not in the table. */
export function numberOf<W extends string>(
  table: Readonly<Record<W, number>>,
  word: W,
  argument: string,
): number {
  if (Object.hasOwn(table, word)) return table[word];
  throw new TypeError(`${argument}: '${word}' is not one of ${Object.keys(table).join(', ')}`);
}

/** The word of a number, or undefined. */
export function wordOf<W extends string>(table: Readonly<Record<W, number>>, number: number): W | undefined {
  for (const word of Object.keys(table) as W[]) {
    if (table[word] === number) return word;
  }
  return undefined;
}
