/** From the luminance of high dynamic range to that of a display of a lower peak, both in cd/m². */
import type { ToneMappingOperator } from '../tone-mapping.js';
import { pqEotf, pqInverseEotf } from './transfer.js';

/** The peaks that a curve leads from and to, in cd/m². */
export interface Peaks {
  readonly source: number;
  readonly target: number;
}

type ToneCurve = (luminance: number, peaks: Peaks) => number;

/** Report ITU-R BT.2390, section 5.4.1, steps 1 to 4, with both black levels at 0. */
function bt2390(luminance: number, { source, target }: Peaks): number {
  if (source <= target) return luminance;
  const white = pqInverseEotf(source);
  const e1 = pqInverseEotf(luminance) / white;
  const maxLum = pqInverseEotf(target) / white;
  const ks = 1.5 * maxLum - 0.5;
  const t = (e1 - ks) / (1 - ks);
  const spline =
    (2 * t ** 3 - 3 * t ** 2 + 1) * ks +
    (t ** 3 - 2 * t ** 2 + t) * (1 - ks) +
    (-2 * t ** 3 + 3 * t ** 2) * maxLum;
  return pqEotf((e1 < ks ? e1 : spline) * white);
}

/** Reinhard, Stark, Shirley and Ferwerda, "Photographic tone reproduction for digital images" (2002), equation 4. */
function reinhard(luminance: number, { source, target }: Peaks): number {
  const white = Math.max(source / target, 1);
  const x = luminance / target;
  return (target * x * (1 + x / white ** 2)) / (1 + x);
}

/** The curves by name. */
export const toneCurves: Readonly<Record<ToneMappingOperator, ToneCurve>> = { bt2390, reinhard };
