/** How a picture has to be turned to be seen upright: a display matrix as a mirror and quarter turns. */

/** First left and right are exchanged where it is mirrored, then the picture is turned. */
export interface Orientation {
  readonly mirrored: boolean;
  /** Clockwise, in degrees. */
  readonly rotation: 0 | 90 | 180 | 270;
}

const UPRIGHT: Orientation = { mirrored: false, rotation: 0 };
const DEGREE = Math.PI / 180;

/**
 * @param matrix that of ISO/IEC 14496-12, 6.2.2, row by row: (x, y) goes to (a x + c y, b x + d y), y downwards, with
 * a, b, c, d at 0, 1, 3, 4. Null for none.
 * @returns upright too for a matrix that is no quarter turn, to a degree: `rotation` of the track has its angle.
 */
export function orientationOf(matrix: ArrayLike<number> | null): Orientation {
  if (matrix === null) return UPRIGHT;
  const [a, b, c, d] = [matrix[0] ?? 0, matrix[1] ?? 0, matrix[3] ?? 0, matrix[4] ?? 0];
  const determinant = a * d - b * c;
  if (determinant === 0) return UPRIGHT;
  const mirrored = determinant < 0;
  // Where the picture's right-hand direction goes; a mirrored picture's left-hand one.
  const angle = mirrored ? Math.atan2(-b, -a) : Math.atan2(b, a);
  const turns = Math.round(angle / (Math.PI / 2));
  if (Math.abs(angle - (turns * Math.PI) / 2) > DEGREE) return UPRIGHT;
  return { mirrored, rotation: (((turns + 4) % 4) * 90) as Orientation['rotation'] };
}
