/** Which conversions the reference covers. */
import { type Conversion, croppedArea, isPixelForPixel, keepsColors } from '../conversion.js';
import { lumaWeights } from '../luma-weights.js';
import { chromaSubsampling, sampleType, surfaceFormats } from '../pixel-format.js';
import { isDisplayTransfer } from './transfer.js';

/** Whether `referenceConversion` can say what a conversion must give. */
export function referenceCovers(conversion: Conversion): boolean {
  const { source, target, normalization } = conversion;
  const { format } = target;
  if (normalization && !sampleType(format).startsWith('float')) return false;
  if (source.format === format) return isCopy(conversion);
  if ((surfaceFormats as readonly string[]).includes(format)) return false;
  const { matrix, primaries } = source.color;
  const hasLuma = matrix === 'ycgco' || lumaWeights(matrix, primaries) !== undefined;
  if (format === 'gray' || format === 'gray16') return hasLuma && keepsColors(conversion);
  return (hasLuma || matrix === 'gbr') && hasColors(conversion);
}

function isCopy(conversion: Conversion): boolean {
  const { halfWidth, halfHeight } = chromaSubsampling(conversion.source.format);
  const { left, top } = croppedArea(conversion);
  const splitsChroma = (halfWidth && left % 2 === 1) || (halfHeight && top % 2 === 1);
  return isPixelForPixel(conversion) && keepsColors(conversion) && !splitsChroma;
}

function hasColors(conversion: Conversion): boolean {
  if (keepsColors(conversion)) return true;
  const { source, target, toneMapping } = conversion;
  const { transfer } = source.color;
  const known = toneMapping
    ? transfer === 'smpte2084' || transfer === 'arib-std-b67'
    : isDisplayTransfer(transfer);
  return known && isDisplayTransfer(target.color?.transfer ?? (toneMapping ? 'bt709' : transfer));
}
