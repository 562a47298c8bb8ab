/** From one set of primaries to another, in light. */
import { apply, diagonal, invert, type Matrix3, multiply, transpose, type Vector3 } from './matrix3.js';
import { type Chromaticity, type PrimariesName, primaries } from './standards.js';

/** X, Y and Z, divided by their sum. */
const xyz = ([x, y]: Chromaticity): Vector3 => [x, y, 1 - x - y];

/** X, Y and Z where Y is 1. */
function white([x, y]: Chromaticity): Vector3 {
  return [x / y, 1, (1 - x - y) / y];
}

/** From R, G and B to X, Y and Z; white has Y = 1. SMPTE RP 177. */
function toXyz(name: PrimariesName): Matrix3 {
  const { red, green, blue, white: whitePoint } = primaries[name];
  const directions = transpose([xyz(red), xyz(green), xyz(blue)]);
  return multiply(directions, diagonal(apply(invert(directions), white(whitePoint))));
}

/** Cone responses of the Bradford transform (Lam 1985; CIE 160:2004). */
const bradford: Matrix3 = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

/** What X, Y, Z under one white become under another. */
function adaptation(from: Chromaticity, to: Chromaticity): Matrix3 {
  const before = apply(bradford, white(from));
  const after = apply(bradford, white(to));
  const gains: Vector3 = [after[0] / before[0], after[1] / before[1], after[2] / before[2]];
  return multiply(invert(bradford), multiply(diagonal(gains), bradford));
}

/** The matrix from light in one set of primaries to light in another; white stays white. */
export function gamutMatrix(from: PrimariesName, to: PrimariesName): Matrix3 {
  const adapted = multiply(adaptation(primaries[from].white, primaries[to].white), toXyz(from));
  return multiply(invert(toXyz(to)), adapted);
}
