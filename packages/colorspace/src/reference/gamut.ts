/** From one set of primaries to another, in light: SMPTE RP 177, with Bradford's adaptation where the whites differ. */
import { apply, diagonal, invert, type Matrix3, multiply, transpose, type Vector3 } from '../matrix3.js';
import { type Chromaticity, type PrimariesName, primaries } from '../standards.js';

/** X, Y and Z of a colour with Y = 1. */
function xyzOf([x, y]: Chromaticity): Vector3 {
  return [x / y, 1, (1 - x - y) / y];
}

/** The matrix from R, G, B to X, Y, Z for which white has Y = 1. */
export function rgbToXyz(name: PrimariesName): Matrix3 {
  const { red, green, blue, white } = primaries[name];
  const columns = transpose([
    [red[0], red[1], 1 - red[0] - red[1]],
    [green[0], green[1], 1 - green[0] - green[1]],
    [blue[0], blue[1], 1 - blue[0] - blue[1]],
  ]);
  return multiply(columns, diagonal(apply(invert(columns), xyzOf(white))));
}

/** Bradford's cone responses (Lam 1985). */
const bradford: Matrix3 = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

function adaptation(from: Chromaticity, to: Chromaticity): Matrix3 {
  const [l, m, s] = apply(bradford, xyzOf(from));
  const [toL, toM, toS] = apply(bradford, xyzOf(to));
  return multiply(invert(bradford), multiply(diagonal([toL / l, toM / m, toS / s]), bradford));
}

/** The matrix from R, G, B of one set of primaries to R, G, B of another; white becomes white. */
export function gamutMatrix(from: PrimariesName, to: PrimariesName): Matrix3 {
  const adapted = multiply(adaptation(primaries[from].white, primaries[to].white), rgbToXyz(from));
  return multiply(invert(rgbToXyz(to)), adapted);
}

/** The luminance of R, G and B, white having 1. */
export function luminance(name: PrimariesName, rgb: Vector3): number {
  return apply(rgbToXyz(name), rgb)[1];
}
