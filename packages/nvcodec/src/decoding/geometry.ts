/**
 * From the user's cropping, target size and target rectangle to what the decoder is told and what is left to cut
 * afterwards. NVDEC puts out even sizes only: an odd picture is decoded one line or column larger and cut to size
 * when it is converted, never rescaled behind the user's back.
 */
import type { Rect } from '@nvcodec/nvcuvid';

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A value, or a function of the display size in pixels. */
export type OfSize<T> = T | ((displaySize: Size) => T);

/** What the decoder does to the picture's size. */
export interface GeometryOptions {
  /** The part of the picture that is kept, in display pixels. Default: all of it. */
  readonly cropping?: OfSize<Rect> | undefined;
  /** Size the decoder scales to, in pixels; rounded to even numbers. Default: no scaling. */
  readonly targetSize?: OfSize<Size> | undefined;
  /** Where inside `targetSize` the picture goes; the rest is black. Default: all of it. */
  readonly targetRect?: OfSize<Rect> | undefined;
}

export interface Geometry {
  readonly displaySize: Size;
  /** The part of the coded picture that the decoder puts out. */
  readonly displayArea: Rect;
  /** Size of the decoder's surface: even. */
  readonly target: Size;
  readonly targetRect: Rect | undefined;
  /** The part of the surface that makes the frame. */
  readonly crop: Rect;
  /** Size of the frame. */
  readonly output: Size;
}

/** What NVDEC's crop is aligned to. */
const CROP_COLUMNS = 16;
const CROP_ROWS = 8;

const ceilEven = (n: number): number => (n + 1) & ~1;
const roundEven = (n: number): number => Math.max(2, Math.round(n / 2) * 2);

export function resolve<T>(option: OfSize<T> | undefined, size: Size): T | undefined {
  return typeof option === 'function' ? (option as (s: Size) => T)(size) : option;
}

function checkRect(rect: Rect, within: Size, argument: string): Rect {
  const { left, top, right, bottom } = rect;
  if (![left, top, right, bottom].every(Number.isInteger)) {
    throw new TypeError(
      `${argument}: left, top, right and bottom must be whole pixels, got ${JSON.stringify(rect)}`,
    );
  }
  if (
    left < 0 ||
    top < 0 ||
    right > within.width ||
    bottom > within.height ||
    left >= right ||
    top >= bottom
  ) {
    throw new RangeError(
      `${argument}: ${left},${top} to ${right},${bottom} is not a rectangle inside ${within.width}x${within.height}`,
    );
  }
  return rect;
}

function checkSize(size: Size): Size {
  for (const side of [size.width, size.height]) {
    if (!Number.isFinite(side) || side <= 0 || side > 32_768) {
      throw new RangeError(`targetSize: ${size.width}x${size.height} is not a size in pixels`);
    }
  }
  return { width: roundEven(size.width), height: roundEven(size.height) };
}

/** @throws TypeError, RangeError naming the option that does not fit the picture. */
export function planGeometry(displayArea: Rect, options: GeometryOptions): Geometry {
  const width = displayArea.right - displayArea.left;
  const height = displayArea.bottom - displayArea.top;
  const displaySize = { width, height };
  const whole = { left: 0, top: 0, right: width, bottom: height };
  const kept = checkRect(resolve(options.cropping, displaySize) ?? whole, displaySize, 'cropping');
  const area = {
    left: displayArea.left + kept.left,
    top: displayArea.top + kept.top,
    right: displayArea.left + kept.right,
    bottom: displayArea.top + kept.bottom,
  };
  const targetSize = resolve(options.targetSize, displaySize);
  const targetRect = resolve(options.targetRect, displaySize);
  if (targetSize !== undefined || targetRect !== undefined) {
    const target = checkSize(targetSize ?? { width: area.right - area.left, height: area.bottom - area.top });
    const crop = { left: 0, top: 0, right: target.width, bottom: target.height };
    if (targetRect !== undefined) checkRect(targetRect, target, 'targetRect');
    return { displaySize, displayArea: area, target, targetRect, crop, output: target };
  }
  return unscaled(displaySize, area);
}

/**
 * The smallest even area around the kept one that starts where NVDEC crops exactly; the rest is cut later. It was seen
 * (H200, driver 580) to be exact from 16, 8 on and not from 34, 18.
 */
function unscaled(displaySize: Size, area: Rect): Geometry {
  const left = area.left - (area.left % CROP_COLUMNS);
  const top = area.top - (area.top % CROP_ROWS);
  const target = { width: ceilEven(area.right - left), height: ceilEven(area.bottom - top) };
  return {
    displaySize,
    displayArea: { left, top, right: left + target.width, bottom: top + target.height },
    target,
    targetRect: undefined,
    crop: {
      left: area.left - left,
      top: area.top - top,
      right: area.right - left,
      bottom: area.bottom - top,
    },
    output: { width: area.right - area.left, height: area.bottom - area.top },
  };
}
