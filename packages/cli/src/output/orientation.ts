/**
 * How a picture has to be turned to be seen upright: the container's display matrix as quarter turns and a mirror.
 * The matrix is that of ISO/IEC 14496-12, 6.2.2: (x, y) goes to (a x + c y, b x + d y), y downwards, with
 * a, b, c, d at [0], [1], [3], [4].
 */

export interface Orientation {
  /** Clockwise turns by 90 degrees. */
  readonly quarterTurns: 0 | 1 | 2 | 3;
  /** Left and right are exchanged after the turns. */
  readonly mirrored: boolean;
}

export const UPRIGHT: Orientation = { quarterTurns: 0, mirrored: false };

const DEGREE = Math.PI / 180;

/**
 * @param matrix Nine fixed-point numbers, or null for none.
 * @returns UPRIGHT too for a matrix that is no quarter turn (to a degree): those pictures stay as they are.
 */
export function orientationOf(matrix: ArrayLike<number> | null | undefined): Orientation {
  if (matrix == null) return UPRIGHT;
  const [a, b, c, d] = [matrix[0] ?? 0, matrix[1] ?? 0, matrix[3] ?? 0, matrix[4] ?? 0];
  const determinant = a * d - b * c;
  if (determinant === 0) return UPRIGHT;
  const mirrored = determinant < 0;
  // Where the picture's right-hand direction goes, the mirror undone.
  const angle = Math.atan2(b, mirrored ? -a : a);
  const turns = Math.round(angle / (Math.PI / 2));
  if (Math.abs(angle - (turns * Math.PI) / 2) > DEGREE) return UPRIGHT;
  return { quarterTurns: ((turns + 4) % 4) as Orientation['quarterTurns'], mirrored };
}

export function isUpright(orientation: Orientation): boolean {
  return orientation.quarterTurns === 0 && !orientation.mirrored;
}

export function swapsSides(orientation: Orientation): boolean {
  return orientation.quarterTurns % 2 === 1;
}

/** Width and height after turning. */
export function turnedSize(
  { width, height }: { readonly width: number; readonly height: number },
  orientation: Orientation,
): { width: number; height: number } {
  return swapsSides(orientation) ? { width: height, height: width } : { width, height };
}

/**
 * Turns one plane.
 * @param source `height` rows of `width` samples, without padding
 * @param target As many samples, in rows of the turned picture's width
 */
export function turnPlane<T extends Uint8Array | Uint16Array>(
  source: T,
  width: number,
  height: number,
  orientation: Orientation,
  target: T,
): void {
  const { quarterTurns, mirrored } = orientation;
  const { width: outWidth, height: outHeight } = turnedSize({ width, height }, orientation);
  // Start and steps in the source for target (0, 0), one to the right, one down.
  const starts = [0, (height - 1) * width, height * width - 1, width - 1];
  const rights = [1, -width, -1, width];
  const downs = [width, 1, -width, -1];
  let start = starts[quarterTurns] ?? 0;
  let right = rights[quarterTurns] ?? 1;
  const down = downs[quarterTurns] ?? width;
  if (mirrored) {
    start += right * (outWidth - 1);
    right = -right;
  }
  for (let y = 0, to = 0; y < outHeight; y++) {
    for (let x = 0, from = start + y * down; x < outWidth; x++, from += right, to++) {
      target[to] = source[from] as number;
    }
  }
}
