/** What is made of a decoded picture when it becomes a frame: what the user asks for, and the conversion that it means. */
import type {
  ColorDescription,
  Conversion,
  ConversionSource,
  Filter,
  Normalization,
  PixelFormat,
  Rect,
  TargetColor,
  ToneMapping,
} from '@nvcodec/colorspace';
import type { Rational } from '@nvcodec/demux-ffmpeg';
import type { Size } from '../decoding/geometry.js';
import type { FrameHdr } from '../decoding/hdr.js';
import type { Orientation } from './orientation.js';

/** How frames are made of pictures, on the device, by the plugins of @nvcodec/colorspace. */
export interface ConversionOptions {
  /** Default: as decoded (nv12, p016, yuv444, yuv444p16). */
  readonly format?: PixelFormat | undefined;
  /**
   * Size of the frame in pixels; a side that is left out follows from the picture's proportions, pixel aspect ratio
   * included. Default: what the decoder puts out, turned where `orientation` says so.
   */
  readonly size?: { readonly width?: number | undefined; readonly height?: number | undefined } | undefined;
  /**
   * How a picture of other proportions fills `size`: 'fill' stretches it, 'contain' shows all of it on the
   * `background`, 'cover' cuts off what is too much. Default 'fill'.
   */
  readonly fit?: 'fill' | 'contain' | 'cover' | undefined;
  /** R′G′B′ of 0 … 1 around a picture that is contained. Default: black. */
  readonly background?: readonly [red: number, green: number, blue: number] | undefined;
  /** How pixels, and chroma, are found between samples. Default 'bilinear'. */
  readonly filter?: Filter | undefined;
  /** 'display': mirrored and turned as `info.orientation` says. Default 'coded': as decoded. */
  readonly orientation?: 'coded' | 'display' | undefined;
  /** For float formats: (value - mean) / std. Default: values stay in 0 … 1. */
  readonly normalization?: Normalization | undefined;
  /** From PQ or HLG to standard dynamic range. `sourcePeak` is by default what the video's metadata says. */
  readonly toneMapping?: ToneMapping | undefined;
  /** Which colours R′G′B′ is to be in. Default: the video's, or what `toneMapping` says. */
  readonly color?: TargetColor | undefined;
}

/** Of options that hold more, those that say how frames are made. */
export function conversionOptions(options: ConversionOptions): ConversionOptions {
  const { format, size, fit, background, filter, orientation, normalization, toneMapping, color } = options;
  return { format, size, fit, background, filter, orientation, normalization, toneMapping, color };
}

/** What is known of the pictures that are converted. */
export interface ConvertedPictures {
  readonly source: ConversionSource;
  /** The part of the surface that is the picture. */
  readonly area: Rect;
  readonly orientation: Orientation;
  /** 0/1 where it is not known. */
  readonly pixelAspectRatio: Rational;
  readonly hdr: FrameHdr;
}

/**
 * The conversion that makes frames as they are asked for.
 * @throws RangeError for a size that is none.
 */
export function planConversion(pictures: ConvertedPictures, options: ConversionOptions): Conversion {
  const { source, orientation } = pictures;
  const { mirrored, rotation } =
    options.orientation === 'display' ? orientation : ({ mirrored: false, rotation: 0 } as const);
  const turned = rotation % 180 !== 0;
  const upright = turned ? swapped(sizeOf(pictures.area)) : sizeOf(pictures.area);
  const shape = proportions(upright, pictures.pixelAspectRatio, turned);
  const size = resolveSize(options.size, upright, shape);
  const fit = options.size === undefined ? 'fill' : (options.fit ?? 'fill');
  const area =
    fit === 'cover' ? covering(pictures.area, turned, size.width / size.height / shape) : pictures.area;
  const { format = source.format, filter, background, normalization, color } = options;
  return {
    source,
    crop: coversAll(area, source) ? undefined : area,
    mirrored,
    rotation,
    filter,
    placement: fit === 'contain' ? contained(size, shape) : undefined,
    background,
    normalization,
    toneMapping: options.toneMapping && { sourcePeak: peakOf(pictures), ...options.toneMapping },
    target: { format, ...size, color },
  };
}

/** What colours the target of a conversion is in. */
export function targetColors({ source, target, toneMapping }: Conversion): ColorDescription {
  const fallback = toneMapping === undefined ? source.color : { primaries: 'bt709', transfer: 'bt709' };
  const { primaries = fallback.primaries, transfer = fallback.transfer } = target.color ?? {};
  return { ...source.color, primaries, transfer } as ColorDescription;
}

function sizeOf({ left, top, right, bottom }: Rect): Size {
  return { width: right - left, height: bottom - top };
}

function swapped({ width, height }: Size): Size {
  return { width: height, height: width };
}

function coversAll({ left, top, right, bottom }: Rect, { width, height }: Size): boolean {
  return left === 0 && top === 0 && right === width && bottom === height;
}

/** Width to height, as the picture is to be shown. */
function proportions({ width, height }: Size, { num, den }: Rational, turned: boolean): number {
  const pixel = num > 0 && den > 0 ? num / den : 1;
  return (width / height) * (turned ? 1 / pixel : pixel);
}

function resolveSize(wanted: ConversionOptions['size'], upright: Size, shape: number): Size {
  const { width, height } = wanted ?? {};
  for (const [name, value] of Object.entries({ width, height })) {
    if (value !== undefined && !(Number.isInteger(value) && value > 0 && value <= 32_768))
      throw new RangeError(`size: ${name} must be a whole number of pixels, 1 to 32768, not ${value}`);
  }
  if (width === undefined && height === undefined) return upright;
  return {
    width: width ?? Math.max(1, Math.round((height ?? 0) * shape)),
    height: height ?? Math.max(1, Math.round((width ?? 0) / shape)),
  };
}

/** Where a picture of the given proportions goes inside `size`, centred. */
function contained(size: Size, shape: number): Rect {
  const width = Math.min(size.width, Math.max(1, Math.round(size.height * shape)));
  const height = Math.min(size.height, Math.max(1, Math.round(size.width / shape)));
  return centred({ left: 0, top: 0, right: size.width, bottom: size.height }, { width, height });
}

/** The middle of an area, with so much less of its width (excess below 1) or height (above 1), as it is seen. */
function covering(area: Rect, turned: boolean, excess: number): Rect {
  const { width, height } = sizeOf(area);
  const narrower = turned ? 1 / excess : excess;
  return centred(area, {
    width: Math.max(1, Math.round(width * Math.min(1, narrower))),
    height: Math.max(1, Math.round(height * Math.min(1, 1 / narrower))),
  });
}

function centred(area: Rect, { width, height }: Size): Rect {
  const left = area.left + Math.floor((area.right - area.left - width) / 2);
  const top = area.top + Math.floor((area.bottom - area.top - height) / 2);
  return { left, top, right: left + width, bottom: top + height };
}

/** The brightest that the metadata of PQ speaks of, in cd/m²: MaxCLL, or else the mastering display's peak. */
function peakOf({ source, hdr }: ConvertedPictures): number | undefined {
  if (source.color.transfer !== 'smpte2084') return undefined;
  const { contentLight, masteringDisplay } = hdr;
  const brightest = contentLight?.maxContentLightLevel;
  if (brightest !== undefined && brightest > 0) return brightest;
  const peak = masteringDisplay?.maxLuminance;
  return peak !== undefined && peak > 0 ? peak : undefined;
}
