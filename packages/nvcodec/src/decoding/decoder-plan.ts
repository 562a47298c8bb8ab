/**
 * From the stream's format, the device's caps and the user's options to the decoder that is created.
 */
import type {
  DecoderCaps,
  DecoderOptions as DecoderCreation,
  SurfaceFormat,
  VideoFormat,
} from '@nvcodec/nvcuvid';
import { UnsupportedCodecError } from '../errors.js';
import { type Geometry, type GeometryOptions, planGeometry, type Size } from './geometry.js';

/** How the decoder is made. */
export interface DecoderOptions extends GeometryOptions {
  /** How interlaced pictures become frames. Default 'weave': both fields, as they were coded. */
  readonly deinterlace?: 'weave' | 'bob' | 'adaptive' | undefined;
  /**
   * Interlaced pictures become two frames, one for each field in the order of time, the second half a picture later;
   * progressive pictures and unpaired fields stay one. Needs `deinterlace: 'bob'` or `'adaptive'`. Default: false.
   */
  readonly fieldRate?: boolean | undefined;
  /**
   * Decoded pictures the decoder has room for, 1 to 32; a function is given the least that the stream needs, which
   * is also the default, and what it asks for beyond 32 it does not get. Hold pictures yourself, and you need as many more.
   */
  readonly numPictures?: number | ((minimum: number) => number) | undefined;
  /** Pictures that can be mapped at a time. Default 2. */
  readonly numSurfaces?: number | undefined;
}

export interface DecoderPlan {
  readonly create: DecoderCreation;
  readonly geometry: Geometry;
}

const MAX_PICTURES = 32;
/** Of a sample in any codec; a damaged stream may claim more. */
const MAX_BIT_DEPTH = 16;
/**
 * A parser may use a picture again as soon as it has announced it, within the same packet, but ours wait in a queue
 * until the packet is through: as many as the parser holds back for display.
 */
const QUEUED_PICTURES = 4;
/** At field rate a picture waits for the next one. */
const WAITING_PICTURES = 1;

/** What NVDEC puts out for a chroma format, without loss (cuviddec.h, cudaVideoSurfaceFormat). */
export function surfaceFormatFor(chromaFormat: string, bitDepth: number): SurfaceFormat {
  const deep = bitDepth > 8;
  if (chromaFormat === '444') return deep ? 'yuv444p16' : 'yuv444';
  if (chromaFormat === '422') return deep ? 'p216' : 'nv16';
  return deep ? 'p016' : 'nv12';
}

function countPictures({ numPictures: option, fieldRate }: DecoderOptions, ofStream: number): number {
  const minimum = ofStream + QUEUED_PICTURES + (fieldRate === true ? WAITING_PICTURES : 0);
  const wanted = typeof option === 'function' ? option(minimum) : (option ?? minimum);
  const most = typeof option === 'number' ? MAX_PICTURES : Number.POSITIVE_INFINITY;
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > most) {
    throw new RangeError(`numPictures: ${wanted} is not a whole number from 1 to ${MAX_PICTURES}`);
  }
  return Math.min(MAX_PICTURES, Math.max(minimum, wanted));
}

/**
 * @param device the device's name, for the error.
 * @param largest the coded size that the decoder may be set to later.
 * @throws UnsupportedCodecError when the caps refuse the stream; RangeError, TypeError for options that do not fit.
 */
export function planDecoder(
  format: VideoFormat,
  caps: DecoderCaps,
  options: DecoderOptions,
  device: string,
  largest?: Size,
): DecoderPlan {
  const { codec, chromaFormat, bitDepth, codedWidth: width, codedHeight: height } = format;
  const { deinterlace = 'weave', fieldRate } = options;
  if (fieldRate === true && deinterlace === 'weave') {
    throw new TypeError("fieldRate: fields are told apart with deinterlace: 'bob' or 'adaptive' only");
  }
  const surfaceFormat = surfaceFormatFor(chromaFormat, bitDepth);
  const refuse = (limit: string): UnsupportedCodecError => refusal(format, device, limit);
  const limit = caps.refusal(width, height);
  if (limit !== undefined) throw refuse(limit);
  if (!caps.outputFormats.includes(surfaceFormat)) throw refuse(`${device} has no ${surfaceFormat} surfaces`);
  const geometry = planGeometry(format.displayArea, options);
  const codedWidth = Math.max(width, geometry.displayArea.right);
  const codedHeight = Math.max(height, geometry.displayArea.bottom);
  return {
    geometry,
    create: {
      codec,
      chromaFormat,
      bitDepth,
      codedWidth,
      codedHeight,
      ...(largest && {
        maxWidth: Math.max(codedWidth, largest.width),
        maxHeight: Math.max(codedHeight, largest.height),
      }),
      displayArea: geometry.displayArea,
      targetWidth: geometry.target.width,
      targetHeight: geometry.target.height,
      ...(geometry.targetRect === undefined ? {} : { targetRect: geometry.targetRect }),
      surfaceFormat,
      deinterlace,
      numPictures: countPictures(options, format.minDecodeSurfaces),
      numSurfaces: options.numSurfaces ?? 2,
    },
  };
}

/** @throws UnsupportedCodecError for a format that no caps can be asked for. */
export function checkFormat(format: VideoFormat, device: string): void {
  if (format.bitDepth <= MAX_BIT_DEPTH) return;
  throw refusal(format, device, `samples have at most ${MAX_BIT_DEPTH} bits; the sequence header is damaged`);
}

/** The error that says why a device does not decode a format. */
export function refusal(format: VideoFormat, device: string, limit: string): UnsupportedCodecError {
  const { codec, chromaFormat, bitDepth, codedWidth: width, codedHeight: height } = format;
  return new UnsupportedCodecError({ codec, chromaFormat, bitDepth, width, height, limit }, device);
}
