/** Where in the picture before mirroring and rotation a target pixel comes from. */
import { type Conversion, placedArea } from '../conversion.js';

/** A coordinate as `start` + x · `byX` + y · `byY` of target pixel (x, y). */
export interface Coordinate {
  readonly start: number;
  readonly byX: number;
  readonly byY: number;
}

/** The placed picture before it was mirrored and rotated. */
export interface Orientation {
  /** Its width in pixels. */
  readonly width: number;
  /** Its height in pixels. */
  readonly height: number;
  /** Its column for a target pixel. */
  readonly column: Coordinate;
  /** Its row for a target pixel. */
  readonly row: Coordinate;
}

type Turned = Omit<Orientation, 'width' | 'height'>;

const along = (start: number, byX: number, byY: number): Coordinate => ({ start, byX, byY });

/** For pixels counted from the placement's corner. A clockwise quarter turn puts the last row's start on top. */
function turned(rotation: number, width: number, height: number): Turned {
  switch (rotation) {
    case 90:
      return { column: along(0, 0, 1), row: along(height - 1, -1, 0) };
    case 180:
      return { column: along(width - 1, -1, 0), row: along(height - 1, 0, -1) };
    case 270:
      return { column: along(width - 1, 0, -1), row: along(0, 1, 0) };
    default:
      return { column: along(0, 1, 0), row: along(0, 0, 1) };
  }
}

/** How a conversion turns its picture. */
export function orientationOf(conversion: Conversion): Orientation {
  const { left, top, right, bottom } = placedArea(conversion);
  const { rotation = 0, mirrored = false } = conversion;
  const sideways = rotation === 90 || rotation === 270;
  const width = sideways ? bottom - top : right - left;
  const height = sideways ? right - left : bottom - top;
  const fromCorner = turned(rotation, width, height);
  const { column } = fromCorner;
  const source = mirrored ? along(width - 1 - column.start, -column.byX, -column.byY) : column;
  const fromOrigin = ({ start, byX, byY }: Coordinate): Coordinate =>
    along(start - left * byX - top * byY, byX, byY);
  return { width, height, column: fromOrigin(source), row: fromOrigin(fromCorner.row) };
}
