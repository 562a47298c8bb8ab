/**
 * The affine map from a picture's codes to R′G′B′, built from the standards' definitions: the colour model's
 * forward matrix is inverted, and the codes' range is undone.
 */
import type { ColorDescription, ColorRange } from './color-description.js';
import { lumaWeights } from './luma-weights.js';
import { apply, diagonal, invert, type Matrix3, multiply, type Vector3 } from './matrix3.js';
import { limitedRange } from './standards.js';

/** rgb = matrix · codes + offset */
export interface AffineMap {
  /** Rows for R′, G′ and B′. */
  readonly matrix: Matrix3;
  /** Added to R′, G′ and B′. */
  readonly offset: Vector3;
}

/** How codes become numbers: value = (code - zero) / steps. */
export interface CodeRange {
  /** The code of 0. */
  readonly zero: number;
  /** Codes for a difference of 1. */
  readonly steps: number;
}

/** The code ranges of a picture. */
export interface CodeRanges {
  /** Of luma. */
  readonly luma: CodeRange;
  /** Of colour differences. */
  readonly chroma: CodeRange;
}

/** Luma and colour-difference codes of `bitDepth` bits: H.273 equations 20 to 31. */
export function codeRanges(range: ColorRange, bitDepth: number): CodeRanges {
  const middle = 2 ** (bitDepth - 1);
  if (range === 'full') {
    const steps = 2 ** bitDepth - 1;
    return { luma: { zero: 0, steps }, chroma: { zero: middle, steps } };
  }
  const unit = 2 ** (bitDepth - 8);
  return {
    luma: { zero: limitedRange.black * unit, steps: limitedRange.lumaSteps * unit },
    chroma: { zero: middle, steps: limitedRange.chromaSteps * unit },
  };
}

/**
 * The colour model as a matrix from R′G′B′ (0 … 1) to the values that the picture's three components carry,
 * or undefined when the model is not linear in R′G′B′ (constant luminance, ICtCp) or not known.
 */
export function forwardMatrix({
  matrix,
  primaries,
}: Pick<ColorDescription, 'matrix' | 'primaries'>): Matrix3 | undefined {
  if (matrix === 'gbr') {
    return [
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ];
  }
  if (matrix === 'ycgco') {
    return [
      [1 / 4, 1 / 2, 1 / 4],
      [-1 / 4, 1 / 2, -1 / 4],
      [1 / 2, 0, -1 / 2],
    ];
  }
  const weights = lumaWeights(matrix, primaries);
  if (!weights) return undefined;
  const { kr, kg, kb } = weights;
  const blue = 2 * (1 - kb);
  const red = 2 * (1 - kr);
  return [
    [kr, kg, kb],
    [-kr / blue, -kg / blue, (1 - kb) / blue],
    [(1 - kr) / red, -kg / red, -kb / red],
  ];
}

/**
 * The range of the second and third component. G′B′R′ are three alike; and Cg and Co are made of R′G′B′ codes
 * (H.273 equations 26 to 31 for MatrixCoefficients 8), so they have the steps of luma around the middle.
 */
function differenceRange(matrix: ColorDescription['matrix'], luma: CodeRange, chroma: CodeRange): CodeRange {
  if (matrix === 'gbr') return luma;
  return matrix === 'ycgco' ? { zero: chroma.zero, steps: luma.steps } : chroma;
}

/** Whether `rgbMatrix` can be had for this description. */
export function hasRgbMatrix(color: Pick<ColorDescription, 'matrix' | 'primaries'>): boolean {
  return forwardMatrix(color) !== undefined;
}

/**
 * The map from codes of `bitDepth` bits (Y′, Cb, Cr or what the matrix calls them) to R′G′B′ in 0 … 1.
 * @param codeUnit what one code step is in the samples: 64 for 10 bits at the top of a 16-bit word.
 * @throws RangeError for a matrix that is not linear in R′G′B′.
 */
export function rgbMatrix(
  color: Pick<ColorDescription, 'matrix' | 'primaries' | 'range'>,
  bitDepth: number,
  codeUnit = 1,
): AffineMap {
  const forward = forwardMatrix(color);
  if (!forward) throw new RangeError(`Matrix coefficients '${color.matrix}' are not a matrix of R′G′B′`);
  const { luma, chroma } = codeRanges(color.range, bitDepth);
  const difference = differenceRange(color.matrix, luma, chroma);
  const components = [luma, difference, difference] as const;
  const scale = components.map(({ steps }) => 1 / (steps * codeUnit)) as unknown as Vector3;
  const zero = components.map((component) => -component.zero * codeUnit) as unknown as Vector3;
  const matrix = multiply(invert(forward), diagonal(scale));
  return { matrix, offset: apply(matrix, zero) };
}
