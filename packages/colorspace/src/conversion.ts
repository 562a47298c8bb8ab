/** A conversion as a value: which picture is there, and which one is wanted. */
import type { ColorDescription } from './color-description.js';
import {
  bytesPerSample,
  imageLayout,
  type PixelFormat,
  type SurfaceFormat,
  surfaceFormats,
} from './pixel-format.js';
import { chromaLocations, matrices, primaries } from './standards.js';

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

/** The picture that is wanted. */
export interface ConversionTarget {
  /** How its samples lie in memory. */
  readonly format: PixelFormat;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
}

/** What is done to each channel of a float target. */
export interface Normalization {
  /** Subtracted from R, G and B. */
  readonly mean: readonly number[];
  /** What R, G and B are then divided by. */
  readonly std: readonly number[];
}

/** What a plugin is asked for. */
export interface Conversion {
  /** The picture that is there. */
  readonly source: ConversionSource;
  /** The part of the source that is wanted, in luma samples. Default: all of it. */
  readonly crop?: Rect | undefined;
  /** The picture that is wanted. */
  readonly target: ConversionTarget;
  /** How pixels are found between pixels when the size changes. */
  readonly filter?: 'nearest' | 'bilinear' | undefined;
  /** Clockwise, in degrees, after cropping. Default: 0. */
  readonly rotation?: 0 | 90 | 180 | 270 | undefined;
  /** For float targets: (value - mean) / std per channel, of values in 0 … 1. */
  readonly normalization?: Normalization | undefined;
}

/** The part of the source that is converted. */
export function croppedArea({ crop, source }: Conversion): Rect {
  return crop ?? { left: 0, top: 0, right: source.width, bottom: source.height };
}

/** Whether each target pixel is one source pixel, upright: no scaling, no rotation. */
export function isPixelForPixel(conversion: Conversion): boolean {
  const { left, top, right, bottom } = croppedArea(conversion);
  const { width, height } = conversion.target;
  return !conversion.rotation && right - left === width && bottom - top === height;
}

/**
 * Checks that the numbers of a conversion make sense; whether anybody can do it is another question.
 * @throws TypeError for an unknown name, RangeError for a number out of its range, naming it.
 */
export function assertConversion(conversion: Conversion): void {
  const { source, target, crop } = conversion;
  if (!surfaceFormats.includes(source.format)) {
    throw new TypeError(`Unknown surface format '${source.format}'; known are ${surfaceFormats.join(', ')}`);
  }
  imageLayout(source.format, source.width, source.height);
  imageLayout(target.format, target.width, target.height);
  const deepest = 8 * bytesPerSample(source.format);
  if (!Number.isInteger(source.bitDepth) || source.bitDepth < 8 || source.bitDepth > deepest) {
    throw new RangeError(`bitDepth must be 8 to ${deepest} for ${source.format}, not ${source.bitDepth}`);
  }
  assertOneOf('color.matrix', source.color.matrix, Object.keys(matrices));
  assertOneOf('color.primaries', source.color.primaries, Object.keys(primaries));
  assertOneOf('color.range', source.color.range, ['limited', 'full']);
  assertOneOf('color.chromaLocation', source.color.chromaLocation, Object.keys(chromaLocations));
  assertOneOf('filter', conversion.filter ?? 'bilinear', ['nearest', 'bilinear']);
  assertOneOf('rotation', conversion.rotation ?? 0, [0, 90, 180, 270]);
  if (crop) assertCrop(crop, source);
}

function assertOneOf(name: string, value: unknown, known: readonly unknown[]): void {
  if (!known.includes(value))
    throw new TypeError(`${name} must be one of ${known.join(', ')}, not ${String(value)}`);
}

function assertCrop(crop: Rect, { width, height }: ConversionSource): void {
  const { left, top, right, bottom } = crop;
  const whole = [left, top, right, bottom].every(Number.isInteger);
  if (!whole || left < 0 || top < 0 || left >= right || top >= bottom || right > width || bottom > height) {
    throw new RangeError(
      `crop must be whole pixels inside ${width}x${height}, not left ${left}, top ${top}, right ${right}, bottom ${bottom}`,
    );
  }
}

/** A conversion in words, for messages. */
export function describeConversion(conversion: Conversion): string {
  const { source, crop, target, rotation, filter, normalization } = conversion;
  const { color } = source;
  const parts = [
    `${source.format} ${source.width}x${source.height} (${source.bitDepth} bits, ${color.matrix}, ${color.range} range)`,
    crop ? `cropped to (${crop.left}, ${crop.top})–(${crop.right}, ${crop.bottom})` : '',
    rotation ? `rotated by ${rotation}°` : '',
    `to ${target.format} ${target.width}x${target.height}`,
    filter && !isPixelForPixel(conversion) ? `(${filter})` : '',
    normalization ? 'normalised' : '',
  ];
  return parts.filter(Boolean).join(' ');
}
