/** 3x3 matrices and columns of three, in float64, row-major and immutable. */

/** A column of three. */
export type Vector3 = readonly [number, number, number];
/** Three rows. */
export type Matrix3 = readonly [Vector3, Vector3, Vector3];

const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** Rows for columns. */
export function transpose([a, b, c]: Matrix3): Matrix3 {
  return [
    [a[0], b[0], c[0]],
    [a[1], b[1], c[1]],
    [a[2], b[2], c[2]],
  ];
}

/** m · v */
export function apply(m: Matrix3, v: Vector3): Vector3 {
  return [dot(m[0], v), dot(m[1], v), dot(m[2], v)];
}

/** a · b: b is applied first. */
export function multiply(a: Matrix3, b: Matrix3): Matrix3 {
  const columns = transpose(b);
  return [apply(columns, a[0]), apply(columns, a[1]), apply(columns, a[2])];
}

/** The matrix with `v` on its diagonal. */
export function diagonal(v: Vector3): Matrix3 {
  return [
    [v[0], 0, 0],
    [0, v[1], 0],
    [0, 0, v[2]],
  ];
}

/** The inverse. @throws RangeError when there is none. */
export function invert([a, b, c]: Matrix3): Matrix3 {
  const determinant = dot(a, cross(b, c));
  if (determinant === 0) throw new RangeError('The matrix has no inverse: its rows are linearly dependent');
  const scaled = (v: Vector3): Vector3 => [v[0] / determinant, v[1] / determinant, v[2] / determinant];
  return transpose([scaled(cross(b, c)), scaled(cross(c, a)), scaled(cross(a, b))]);
}
