/**
 * Kr and Kb: what luma takes of red and of blue. Most matrices have them from their recommendation; the
 * "chroma-derived" ones follow from the primaries.
 */
import { apply, invert, type Matrix3, transpose, type Vector3 } from './matrix3.js';
import {
  type Chromaticity,
  type MatrixEntry,
  type MatrixName,
  matrices,
  type PrimariesName,
  primaries,
} from './standards.js';

/** Kr, Kg and Kb; their sum is 1. */
export interface LumaWeights {
  /** Of red. */
  readonly kr: number;
  /** Of green. */
  readonly kg: number;
  /** Of blue. */
  readonly kb: number;
}

/** x, y and z: X, Y and Z divided by their sum. */
function xyz([x, y]: Chromaticity): Vector3 {
  return [x, y, 1 - x - y];
}

/**
 * The luminances of R, G and B where they add up to white: H.273 equations 32 to 37, solved as the linear system
 * that they come from.
 */
function weightsOfPrimaries(name: PrimariesName): LumaWeights {
  const { red, green, blue, white } = primaries[name];
  const columns: Matrix3 = [xyz(red), xyz(green), xyz(blue)];
  const amounts = apply(invert(transpose(columns)), xyz(white));
  const luminance = (amount: number, [, y]: Chromaticity): number => (amount * y) / white[1];
  return {
    kr: luminance(amounts[0], red),
    kg: luminance(amounts[1], green),
    kb: luminance(amounts[2], blue),
  };
}

/** The luma weights of a matrix, or undefined when its colour model has none or is not linear in R′G′B′. */
export function lumaWeights(matrix: MatrixName, ofPrimaries: PrimariesName): LumaWeights | undefined {
  if (matrix === 'bt2020c') return undefined;
  if (matrix === 'chroma-derived-nc') return weightsOfPrimaries(ofPrimaries);
  const { kr, kb }: MatrixEntry = matrices[matrix];
  return kr === undefined || kb === undefined ? undefined : { kr, kg: 1 - kr - kb, kb };
}
