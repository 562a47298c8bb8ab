/** How exact conversions to other colours are. */
import { type Conversion, keepsColors, sampleType } from '../../src/index.js';

/**
 * Samples go to light as float32, and where a dark channel is the difference of bright ones, the steep foot of a
 * display's transfer makes 3e-5 of the signal out of what they were rounded by.
 */
export function lightTolerance(conversion: Conversion): number {
  const float = sampleType(conversion.target.format).startsWith('float');
  if (keepsColors(conversion) || !float) return 1;
  return 3 / Math.min(1, ...(conversion.normalization?.std ?? []));
}
