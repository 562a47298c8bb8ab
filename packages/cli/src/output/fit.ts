/** `--size` and `--fit` as the conversion that makes a screenshot: pixels become square, and `inside` keeps the shape. */
import type { ConversionOptions, MediaInfo } from 'nvcodec';
import type { SizeRequest } from '../arguments.js';

/** How a picture of another shape takes a size of two sides. */
export type Fit = 'inside' | 'contain' | 'cover' | 'fill';

export const FITS: readonly Fit[] = ['inside', 'contain', 'cover', 'fill'];

/** What a picture's shape follows from. */
export type Shaped = Pick<MediaInfo, 'displaySize' | 'pixelAspectRatio' | 'orientation'>;

function aspectOf({ num, den }: Shaped['pixelAspectRatio']): number {
  return num > 0 && den > 0 ? num / den : 1;
}

/** The picture with square pixels, upright where it is to be: the shorter side is stretched, so nothing is lost. */
function squared({ displaySize, pixelAspectRatio, orientation }: Shaped, upright: boolean): SizeRequest {
  const aspect = aspectOf(pixelAspectRatio);
  const width = Math.round(displaySize.width * Math.max(1, aspect));
  const height = Math.round(displaySize.height / Math.min(1, aspect));
  const turned = upright && orientation.rotation % 180 !== 0;
  return turned ? { width: height, height: width } : { width, height };
}

/** The side by which a picture of the shape `width` to `height` is no larger than the box. */
function limitingSide(shape: SizeRequest, box: SizeRequest): SizeRequest {
  const { width = 1, height = 1 } = shape;
  const { width: boxWidth = 1, height: boxHeight = 1 } = box;
  return width * boxHeight >= height * boxWidth ? { width: boxWidth } : { height: boxHeight };
}

/**
 * @param upright whether the picture is turned as its display matrix says
 * @param request as the result will be seen; without it the picture keeps its size, but for square pixels
 */
export function fitPicture(
  info: Shaped,
  upright: boolean,
  request: SizeRequest | undefined,
  fit: Fit,
): Pick<ConversionOptions, 'size' | 'fit'> {
  const shape = squared(info, upright);
  if (request === undefined) return aspectOf(info.pixelAspectRatio) === 1 ? {} : { size: shape };
  if (request.width === undefined || request.height === undefined) return { size: request };
  if (fit === 'inside') return { size: limitingSide(shape, request) };
  return { size: request, fit };
}
