/** From the numbers of three components to R′, G′ and B′: ITU-T H.273 equations 38 to 58, solved for R′G′B′. */
import type { ColorDescription } from '../color-description.js';
import { lumaWeights } from '../luma-weights.js';

/** Red, green and blue; 0 is black and 1 is white. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** What a colour model makes of E′Y, E′PB and E′PR, or of what it calls its components. */
export type ColorModel = (first: number, second: number, third: number) => Rgb;

function weightsOf({ matrix, primaries }: Pick<ColorDescription, 'matrix' | 'primaries'>) {
  const weights = lumaWeights(matrix, primaries);
  if (!weights) throw new RangeError(`The reference has no equations for matrix coefficients '${matrix}'`);
  return weights;
}

/** The colour model of a description. @throws RangeError for one that has no equations here. */
export function colorModel(color: Pick<ColorDescription, 'matrix' | 'primaries'>): ColorModel {
  if (color.matrix === 'gbr') return (g, b, r) => [r, g, b];
  if (color.matrix === 'ycgco') {
    return (y, cg, co) => {
      const t = y - cg;
      return [t + co, y + cg, t - co];
    };
  }
  const { kr, kb } = weightsOf(color);
  // E′Y = Kr R + (1 - Kr - Kb) G + Kb B, E′PB = (B - E′Y) / (2 (1 - Kb)), E′PR = (R - E′Y) / (2 (1 - Kr)).
  return (y, pb, pr) => {
    const r = y + 2 * (1 - kr) * pr;
    const b = y + 2 * (1 - kb) * pb;
    return [r, (y - kr * r - kb * b) / (1 - kr - kb), b];
  };
}

/** Luma of R′G′B′. */
export function lumaOf(color: Pick<ColorDescription, 'matrix' | 'primaries'>, [r, g, b]: Rgb): number {
  if (color.matrix === 'ycgco') return (r + 2 * g + b) / 4;
  const { kr, kg, kb } = weightsOf(color);
  return kr * r + kg * g + kb * b;
}
