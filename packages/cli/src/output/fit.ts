/**
 * Where the pixels of a screenshot come from and go to: `--size` and `--fit` as the decoder's own cropping, scaling
 * and placing. NVDEC makes even sizes only, so an odd result also has an exact size for the last step.
 */
import type { Rect } from 'nvcodec';
import type { SizeRequest } from '../arguments.js';

export type Fit = 'inside' | 'contain' | 'cover' | 'fill';

export const FITS: readonly Fit[] = ['inside', 'contain', 'cover', 'fill'];

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Fitting {
  readonly cropping?: Rect;
  readonly targetSize: Size;
  readonly targetRect?: Rect;
  /** Size of the result; differs from targetSize where that had to be even. */
  readonly exact: Size;
}

const even = (value: number): number => Math.max(2, 2 * Math.round(value / 2));
const evenAbove = (value: number): number => Math.max(2, 2 * Math.ceil(value / 2));

function target(exact: Size): Pick<Fitting, 'targetSize' | 'exact'> {
  return { targetSize: { width: evenAbove(exact.width), height: evenAbove(exact.height) }, exact };
}

/** The picture with square pixels: the shorter side is stretched, so nothing is lost. */
function squared({ width, height }: Size, aspect: number): Size {
  return aspect >= 1 ? { width: width * aspect, height } : { width, height: height / aspect };
}

/** The largest size of the same shape within the box; the box's own side is kept as it is. */
function inside(shape: Size, box: Size): Size {
  const scale = Math.min(box.width / shape.width, box.height / shape.height);
  const side = (length: number, limit: number): number =>
    length * scale > limit - 0.5 ? limit : Math.min(even(length * scale), limit);
  return { width: side(shape.width, box.width), height: side(shape.height, box.height) };
}

function centered(inner: Size, outer: Size): Rect {
  const left = 2 * Math.floor((outer.width - inner.width) / 4);
  const top = 2 * Math.floor((outer.height - inner.height) / 4);
  return { left, top, right: left + inner.width, bottom: top + inner.height };
}

function contain(shape: Size, box: Size): Fitting {
  const result = target(box);
  const inner = inside(shape, result.targetSize);
  const size = { width: even(inner.width), height: even(inner.height) };
  return { ...result, targetRect: centered(size, result.targetSize) };
}

function cover(picture: Size, aspect: number, box: Size): Fitting {
  // The box's shape in the picture's own, perhaps not square, pixels.
  const ratio = box.width / box.height / aspect;
  const width = Math.min(picture.width, even(picture.height * ratio));
  const height = Math.min(picture.height, even(picture.width / ratio));
  return { ...target(box), cropping: centered({ width, height }, picture) };
}

/**
 * @param picture The decoder's picture, before it is turned
 * @param aspect Width of a pixel divided by its height
 * @param request As seen in the decoder's picture: the sides exchanged where the result will lie on its side
 * @returns undefined when the picture is taken as it is
 */
export function fitPicture(
  picture: Size,
  aspect: number,
  request: SizeRequest | undefined,
  fit: Fit,
): Fitting | undefined {
  const shape = squared(picture, aspect);
  if (request === undefined) {
    if (aspect === 1) return undefined;
    return target({ width: Math.round(shape.width), height: Math.round(shape.height) });
  }
  const { width, height } = request;
  if (width === undefined || height === undefined) {
    const scale = width === undefined ? (height ?? shape.height) / shape.height : width / shape.width;
    return target({
      width: width ?? even(shape.width * scale),
      height: height ?? even(shape.height * scale),
    });
  }
  const box = { width, height };
  if (fit === 'contain') return contain(shape, box);
  if (fit === 'cover') return cover(picture, aspect, box);
  return target(fit === 'fill' ? box : inside(shape, box));
}
