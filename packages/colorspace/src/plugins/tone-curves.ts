/** The tone mapping curves, from luminance to luminance in cd/m²; tone-mapping.ts defines them. */
import type { ToneMappingOperator } from '../tone-mapping.js';
import { pqFromLuminance, pqToLuminance } from '../transfer-functions.js';

/** From a source's luminance of 0 … its peak to the target's. */
export type ToneCurve = (luminance: number) => number;

/** BT.2390 section 5.4.1, with black at 0 on both sides: steps 1 to 4, of which 3 then changes nothing. */
function bt2390(sourcePeak: number, targetPeak: number): ToneCurve {
  if (sourcePeak <= targetPeak) return (luminance) => luminance;
  const range = pqFromLuminance(sourcePeak);
  const most = pqFromLuminance(targetPeak) / range;
  const knee = 1.5 * most - 0.5;
  const spline = (signal: number): number => {
    const t = (signal - knee) / (1 - knee);
    const [t2, t3] = [t * t, t * t * t];
    return (2 * t3 - 3 * t2 + 1) * knee + (t3 - 2 * t2 + t) * (1 - knee) + (3 * t2 - 2 * t3) * most;
  };
  return (luminance) => {
    const signal = pqFromLuminance(luminance) / range;
    return signal < knee ? luminance : pqToLuminance(spline(signal) * range);
  };
}

function reinhard(sourcePeak: number, targetPeak: number): ToneCurve {
  const white = Math.max(1, sourcePeak / targetPeak);
  return (luminance) => {
    const x = luminance / targetPeak;
    return (targetPeak * x * (1 + x / white ** 2)) / (1 + x);
  };
}

/** What makes the curve of each operator. */
export const toneCurves: Readonly<
  Record<ToneMappingOperator, (sourcePeak: number, targetPeak: number) => ToneCurve>
> = { bt2390, reinhard };
