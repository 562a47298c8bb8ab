/** Crop, mirror, rotation and scale of one component, in the order that `../conversion.ts` states. */
import { type Conversion, croppedArea, placedArea } from '../conversion.js';
import type { Component } from './components.js';
import { stretchTaps, type Tap } from './filters.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size of the picture in the target. */
export function placedSize(conversion: Conversion): Size {
  const { left, top, right, bottom } = placedArea(conversion);
  return { width: right - left, height: bottom - top };
}

function isTurned({ rotation }: Conversion): boolean {
  return rotation === 90 || rotation === 270;
}

/** A component at the pixels of the picture in the target, row by row. */
export function placeComponent(conversion: Conversion, component: Component): Float64Array {
  const { left, top, right, bottom } = croppedArea(conversion);
  const { filter = 'bilinear' } = conversion;
  const placed = placedSize(conversion);
  const upright = isTurned(conversion) ? { width: placed.height, height: placed.width } : placed;
  const across = stretchTaps(filter, component.columns, {
    from: left,
    length: right - left,
    pixels: upright.width,
  });
  const down = stretchTaps(filter, component.rows, {
    from: top,
    length: bottom - top,
    pixels: upright.height,
  });
  return orient(conversion, resample(component, across, down), upright);
}

/** Rows first, then columns. */
function resample({ values, columns, rows }: Component, across: Tap[][], down: Tap[][]): Float64Array {
  const wide = new Float64Array(across.length * rows.count);
  for (let row = 0; row < rows.count; row++) {
    for (const [x, taps] of across.entries()) {
      let sum = 0;
      for (const { index, weight } of taps) sum += weight * (values[row * columns.count + index] ?? 0);
      wide[row * across.length + x] = sum;
    }
  }
  const out = new Float64Array(across.length * down.length);
  for (const [y, taps] of down.entries()) {
    for (let x = 0; x < across.length; x++) {
      let sum = 0;
      for (const { index, weight } of taps) sum += weight * (wide[index * across.length + x] ?? 0);
      out[y * across.length + x] = sum;
    }
  }
  return out;
}

/** Mirrors a picture left to right and then turns it clockwise. */
function orient(conversion: Conversion, upright: Float64Array, { width, height }: Size): Float64Array {
  const { mirrored = false, rotation = 0 } = conversion;
  if (!mirrored && rotation === 0) return upright;
  const turned = isTurned(conversion) ? { width: height, height: width } : { width, height };
  const out = new Float64Array(upright.length);
  for (let y = 0; y < turned.height; y++) {
    for (let x = 0; x < turned.width; x++) {
      const [column, row] = beforeTurning(rotation, [x, y], { width, height });
      const from = mirrored ? width - 1 - column : column;
      out[y * turned.width + x] = upright[row * width + from] ?? Number.NaN;
    }
  }
  return out;
}

/** Which pixel of a picture of `width` x `height` comes to (x, y) when it is turned clockwise. */
function beforeTurning(
  rotation: 0 | 90 | 180 | 270,
  [x, y]: readonly [number, number],
  { width, height }: Size,
): readonly [number, number] {
  switch (rotation) {
    case 0:
      return [x, y];
    case 90:
      return [y, height - 1 - x];
    case 180:
      return [width - 1 - x, height - 1 - y];
    case 270:
      return [width - 1 - y, x];
  }
}
