/**
 * A conversion as a value: which picture is there, and which one is wanted.
 *
 * What is done, in this order: the source is cropped, mirrored left to right, rotated clockwise, scaled, brought to
 * R′G′B′ by the matrix, brought to other colours where that is asked for, clamped to 0 … 1, normalised, and placed on
 * the background. Scaling comes before the matrix: the codes of each plane are filtered (see filter.ts), also where
 * nothing but halved chroma has to be brought to full size.
 */
import type { ColorDescription } from './color-description.js';
import type { Filter } from './filter.js';
import type { PixelFormat, SurfaceFormat } from './pixel-format.js';
import type { PrimariesName, TransferName } from './standards.js';
import type { ToneMapping } from './tone-mapping.js';

/** A rectangle in pixels. */
export interface Rect {
  /** The first column. */
  readonly left: number;
  /** The first row. */
  readonly top: number;
  /** The column after the last. */
  readonly right: number;
  /** The row after the last. */
  readonly bottom: number;
}

/** The picture that is there. */
export interface ConversionSource {
  /** How its samples lie in memory. */
  readonly format: SurfaceFormat;
  /** Width in luma samples. */
  readonly width: number;
  /** Height in luma samples. */
  readonly height: number;
  /** Bits of a code: 8; or 8 to 16 in a 16-bit format, at the top of each word. */
  readonly bitDepth: number;
  /** What its codes mean; see colorDescription(). */
  readonly color: ColorDescription;
}

/** Which colours R′G′B′ are to be in. */
export interface TargetColor {
  /** Which red, green and blue. Default: the source's. */
  readonly primaries?: PrimariesName | undefined;
  /**
   * How light becomes R′G′B′. Default: the source's; with `toneMapping` 'bt709'. Pictures are taken as they are shown,
   * not as the camera saw them: the transfers of BT.709, BT.601 and BT.2020 stand for the display of BT.1886 with
   * black at 0, light = R′^2.4; sRGB, gamma22 (2.2), gamma28 (2.8) and linear for themselves.
   */
  readonly transfer?: TransferName | undefined;
}

/** The picture that is wanted. */
export interface ConversionTarget {
  /** How its samples lie in memory. */
  readonly format: PixelFormat;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** Which colours it is to be in. Default: the source's, or what `toneMapping` says. */
  readonly color?: TargetColor | undefined;
}

/** What is done to each channel of a float target: (value - mean) / std, of values clamped to 0 … 1. */
export interface Normalization {
  /** Subtracted from R, G and B. */
  readonly mean: readonly number[];
  /** What R, G and B are then divided by. */
  readonly std: readonly number[];
}

/** What a plugin is asked for; the head of conversion.ts says what is done in which order. */
export interface Conversion {
  /** The picture that is there. */
  readonly source: ConversionSource;
  /** The part of the source that is wanted, in luma samples. Default: all of it. */
  readonly crop?: Rect | undefined;
  /** The picture that is wanted. */
  readonly target: ConversionTarget;
  /** How pixels, and chroma, are found between samples. Default: 'bilinear'. */
  readonly filter?: Filter | undefined;
  /** Whether left and right are exchanged after cropping. Default: false. */
  readonly mirrored?: boolean | undefined;
  /** Clockwise, in degrees, after cropping and mirroring. Default: 0. */
  readonly rotation?: 0 | 90 | 180 | 270 | undefined;
  /** Where in the target the picture goes, in target pixels. Default: all of it. */
  readonly placement?: Rect | undefined;
  /** R′G′B′ of 0 … 1, of the target's colours, around the placement; normalised like the picture. Default: black. */
  readonly background?: readonly [red: number, green: number, blue: number] | undefined;
  /** For float targets. Default: values stay in 0 … 1. */
  readonly normalization?: Normalization | undefined;
  /** From PQ or HLG to standard dynamic range. The target's primaries are then BT.709 unless `target.color` says other. */
  readonly toneMapping?: ToneMapping | undefined;
}

/** The part of the source that is converted. */
export function croppedArea({ crop, source }: Conversion): Rect {
  return crop ?? { left: 0, top: 0, right: source.width, bottom: source.height };
}

/** The part of the target that the picture fills. */
export function placedArea({ placement, target }: Conversion): Rect {
  return placement ?? { left: 0, top: 0, right: target.width, bottom: target.height };
}

/** Whether each target pixel is one source pixel, upright: no scaling, mirroring, rotation or background. */
export function isPixelForPixel(conversion: Conversion): boolean {
  const { left, top, right, bottom } = croppedArea(conversion);
  const placed = placedArea(conversion);
  const { width, height } = conversion.target;
  const whole = placed.left === 0 && placed.top === 0 && placed.right === width && placed.bottom === height;
  const upright = !conversion.rotation && !conversion.mirrored;
  return upright && whole && right - left === width && bottom - top === height;
}

/** Whether the target is in the source's colours: no other primaries or transfer, no tone mapping. */
export function keepsColors({ source, target, toneMapping }: Conversion): boolean {
  const { primaries = source.color.primaries, transfer = source.color.transfer } = target.color ?? {};
  return !toneMapping && primaries === source.color.primaries && transfer === source.color.transfer;
}

/** A conversion in words, for messages. */
export function describeConversion(conversion: Conversion): string {
  const { source, crop, target, mirrored, rotation, filter, placement, normalization, toneMapping } =
    conversion;
  const { color } = source;
  const { primaries, transfer } = target.color ?? {};
  const parts = [
    `${source.format} ${source.width}x${source.height} (${source.bitDepth} bits, ${color.matrix}, ${color.range} range)`,
    crop ? `cropped to ${describeRect(crop)}` : '',
    mirrored ? 'mirrored' : '',
    rotation ? `rotated by ${rotation}°` : '',
    `to ${target.format} ${target.width}x${target.height}`,
    placement ? `at ${describeRect(placement)}` : '',
    filter ? `(${filter})` : '',
    normalization ? 'normalised' : '',
    toneMapping ? `tone mapped (${toneMapping.operator}) from ${color.transfer}` : '',
    primaries || transfer ? `in colours of ${[primaries, transfer].filter(Boolean).join(' and ')}` : '',
  ];
  return parts.filter(Boolean).join(' ');
}

function describeRect({ left, top, right, bottom }: Rect): string {
  return `(${left}, ${top})–(${right}, ${bottom})`;
}
