/** Checks of arguments, so that a wrong one is named before it reaches C. */
import type { Rect } from './names.js';

/** The value if it is a whole number in [min, max]; else a RangeError that names the argument. */
export function integer(value: number, argument: string, min: number, max: number): number {
  if (typeof value !== 'number') throw new TypeError(`${argument} must be a number, not ${typeof value}`);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${argument} must be a whole number from ${min} to ${max}, not ${value}`);
  }
  return value;
}

/** As `integer`, and even: NVDEC's post-processing writes chroma for pairs of pixels. */
export function evenInteger(value: number, argument: string, min: number, max: number): number {
  integer(value, argument, min, max);
  if (value % 2 !== 0) throw new RangeError(`${argument} must be even, not ${value}`);
  return value;
}

/** The rectangle if it has an area and lies inside width x height; else a RangeError that names the argument. */
export function rectangle(rect: Rect, argument: string, width: number, height: number): Rect {
  const { left, top, right, bottom } = rect;
  integer(left, `${argument}.left`, 0, width);
  integer(top, `${argument}.top`, 0, height);
  integer(right, `${argument}.right`, 0, width);
  integer(bottom, `${argument}.bottom`, 0, height);
  if (right <= left || bottom <= top) {
    throw new RangeError(`${argument} is empty: left ${left}, top ${top}, right ${right}, bottom ${bottom}`);
  }
  return { left, top, right, bottom };
}
