/** What a decoder is created with, checked and written as CUVIDDECODECREATEINFO. */
import { evenInteger, integer, rectangle } from './arguments.js';
import type { ContextLock } from './context-lock.js';
import {
  type ChromaFormat,
  type Codec,
  chromaFormatNumbers,
  codecNumbers,
  type DeinterlaceMode,
  deinterlaceModeNumbers,
  numberOf,
  type Rect,
  type SurfaceFormat,
  surfaceFormatNumbers,
} from './names.js';
import { cudaVideoCreate } from './raw/enums.js';
import { StructView } from './raw/struct-view.js';

/** The sizes of a decoder, which `reconfigure` can change. All in pixels. */
export interface DecoderGeometry {
  /** Width as coded: VideoFormat.codedWidth. */
  readonly codedWidth: number;
  /** Height as coded: VideoFormat.codedHeight. */
  readonly codedHeight: number;
  /** The part of the coded picture to show, cropped further if wished. Default: all of it. */
  readonly displayArea?: Rect | undefined;
  /** Width of the surfaces, even. The display area is scaled to it. */
  readonly targetWidth: number;
  /** Height of the surfaces, even. */
  readonly targetHeight: number;
  /** Where in the surface the picture goes; black around it. Default: all of it. */
  readonly targetRect?: Rect | undefined;
  /** Number of decode surfaces, 1 to 32: the picture indices are below it. */
  readonly numPictures: number;
}

/** What a decoder is created with. */
export interface DecoderOptions extends DecoderGeometry {
  /** The codec: VideoFormat.codec. */
  readonly codec: Codec;
  /** The chroma subsampling as coded: VideoFormat.chromaFormat. */
  readonly chromaFormat: ChromaFormat;
  /** Bits of a sample as coded: 8, 10 or 12. */
  readonly bitDepth: number;
  /** Largest coded width that `reconfigure` may ask for. Default: the coded width. */
  readonly maxWidth?: number | undefined;
  /** Largest coded height that `reconfigure` may ask for. Default: the coded height. */
  readonly maxHeight?: number | undefined;
  /** Layout of the surfaces; see DecoderCaps.outputFormats. */
  readonly surfaceFormat: SurfaceFormat;
  /** What is done with interlaced pictures. */
  readonly deinterlace: DeinterlaceMode;
  /** How many surfaces may be mapped at a time, at least 1. */
  readonly numSurfaces: number;
  /** The stream holds intra pictures only: less memory; other pictures would then fail. Default: false. */
  readonly intraOnly?: boolean | undefined;
  /** Only for CUDA-based decoding, which NVDEC's codecs do not need. */
  readonly lock?: ContextLock | undefined;
}

/** A geometry with its defaults filled in. */
export type ResolvedGeometry = { readonly [K in keyof DecoderGeometry]-?: NonNullable<DecoderGeometry[K]> };

/** What a decoder was created with, or last reconfigured to: the options with their defaults filled in. */
export type DecoderInfo = {
  readonly [K in Exclude<keyof DecoderOptions, 'lock'>]-?: NonNullable<DecoderOptions[K]>;
};

/** Rectangles are given to C as shorts. */
const largestSize = 32767;
/** The driver's own limit of decode surfaces. */
const mostPictures = 32;
/** Surfaces are allocated up front; more than this is a mistake, not a wish. */
const mostSurfaces = 1024;

/** Checks a geometry. @throws TypeError or RangeError naming the argument. */
export function resolveGeometry(
  options: DecoderGeometry,
  maxWidth: number,
  maxHeight: number,
): ResolvedGeometry {
  const codedWidth = integer(options.codedWidth, 'codedWidth', 1, maxWidth);
  const codedHeight = integer(options.codedHeight, 'codedHeight', 1, maxHeight);
  const coded = { left: 0, top: 0, right: codedWidth, bottom: codedHeight };
  const targetWidth = evenInteger(options.targetWidth, 'targetWidth', 2, largestSize);
  const targetHeight = evenInteger(options.targetHeight, 'targetHeight', 2, largestSize);
  const target = { left: 0, top: 0, right: targetWidth, bottom: targetHeight };
  return {
    codedWidth,
    codedHeight,
    displayArea: rectangle(options.displayArea ?? coded, 'displayArea', codedWidth, codedHeight),
    targetWidth,
    targetHeight,
    targetRect: rectangle(options.targetRect ?? target, 'targetRect', targetWidth, targetHeight),
    numPictures: integer(options.numPictures, 'numPictures', 1, mostPictures),
  };
}

/** Checks options. @throws TypeError or RangeError naming the argument. */
export function resolveOptions(options: DecoderOptions): DecoderInfo {
  const codedWidth = integer(options.codedWidth, 'codedWidth', 1, largestSize);
  const codedHeight = integer(options.codedHeight, 'codedHeight', 1, largestSize);
  const maxWidth = integer(options.maxWidth ?? codedWidth, 'maxWidth', 1, largestSize);
  const maxHeight = integer(options.maxHeight ?? codedHeight, 'maxHeight', 1, largestSize);
  numberOf(codecNumbers, options.codec, 'codec');
  numberOf(chromaFormatNumbers, options.chromaFormat, 'chromaFormat');
  numberOf(surfaceFormatNumbers, options.surfaceFormat, 'surfaceFormat');
  numberOf(deinterlaceModeNumbers, options.deinterlace, 'deinterlace');
  return {
    ...resolveGeometry(options, maxWidth, maxHeight),
    codec: options.codec,
    chromaFormat: options.chromaFormat,
    bitDepth: integer(options.bitDepth, 'bitDepth', 8, 16),
    maxWidth,
    maxHeight,
    surfaceFormat: options.surfaceFormat,
    deinterlace: options.deinterlace,
    numSurfaces: integer(options.numSurfaces, 'numSurfaces', 1, mostSurfaces),
    intraOnly: options.intraOnly ?? false,
  };
}

/** CUVIDDECODECREATEINFO of checked options. */
export function createInfo(info: DecoderInfo, lock: bigint): StructView<'CUVIDDECODECREATEINFO'> {
  const struct = StructView.allocate('CUVIDDECODECREATEINFO')
    .set('CodecType', codecNumbers[info.codec])
    .set('ChromaFormat', chromaFormatNumbers[info.chromaFormat])
    .set('bitDepthMinus8', info.bitDepth - 8)
    .set('ulCreationFlags', cudaVideoCreate.PreferCUVID)
    .set('ulIntraDecodeOnly', info.intraOnly ? 1 : 0)
    .set('ulMaxWidth', info.maxWidth)
    .set('ulMaxHeight', info.maxHeight)
    .set('OutputFormat', surfaceFormatNumbers[info.surfaceFormat])
    .set('DeinterlaceMode', deinterlaceModeNumbers[info.deinterlace])
    .set('ulNumOutputSurfaces', info.numSurfaces)
    .set('vidLock', lock);
  for (const [field, value] of geometryFields(info)) struct.set(field, value);
  return struct;
}

/** CUVIDRECONFIGUREDECODERINFO of a checked geometry. */
export function reconfigureInfo(geometry: ResolvedGeometry): StructView<'CUVIDRECONFIGUREDECODERINFO'> {
  const struct = StructView.allocate('CUVIDRECONFIGUREDECODERINFO');
  for (const [field, value] of geometryFields(geometry)) struct.set(field, value);
  return struct;
}

/** The fields that both structs have under the same names. */
function geometryFields(geometry: ResolvedGeometry) {
  const { displayArea, targetRect } = geometry;
  return [
    ['ulWidth', geometry.codedWidth],
    ['ulHeight', geometry.codedHeight],
    ['ulTargetWidth', geometry.targetWidth],
    ['ulTargetHeight', geometry.targetHeight],
    ['ulNumDecodeSurfaces', geometry.numPictures],
    ['display_area.left', displayArea.left],
    ['display_area.top', displayArea.top],
    ['display_area.right', displayArea.right],
    ['display_area.bottom', displayArea.bottom],
    ['target_rect.left', targetRect.left],
    ['target_rect.top', targetRect.top],
    ['target_rect.right', targetRect.right],
    ['target_rect.bottom', targetRect.bottom],
  ] as const;
}
