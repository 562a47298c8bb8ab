/** How exact conversions to other colours are. */
import { type Conversion, keepsColors, sampleType } from '../../src/index.js';

/**
 * Where a dark channel is the difference of bright ones, in light, float32 leaves it an error of 1e-7; the foot of a
 * display's transfer is so steep that this can be 1e-4 of the signal.
 */
export function lightTolerance(conversion: Conversion): number {
  const float = sampleType(conversion.target.format).startsWith('float');
  if (keepsColors(conversion) || !float) return 1;
  return 10 / Math.min(1, ...(conversion.normalization?.std ?? []));
}
