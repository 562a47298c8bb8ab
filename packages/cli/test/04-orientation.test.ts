import { describe, expect, it } from 'vitest';
import { orientationOf, turnedSize, turnPlane, UPRIGHT } from '../src/output/orientation.js';

/** A display matrix as ISO/IEC 14496-12 writes it, from a, b, c, d. */
function matrix(a: number, b: number, c: number, d: number): Int32Array {
  const fixed = (value: number): number => Math.round(value * 65536);
  return Int32Array.of(fixed(a), fixed(b), 0, fixed(c), fixed(d), 0, 0, 0, 1 << 30);
}

/** Where the matrix itself puts each pixel of a 3x2 picture: the slow definition. */
function byDefinition(a: number, b: number, c: number, d: number): number[][] {
  const placed = [];
  for (let y = 0; y < 2; y++) {
    for (let x = 0; x < 3; x++) placed.push({ x: a * x + c * y, y: b * x + d * y, value: 3 * y + x });
  }
  const left = Math.min(...placed.map((pixel) => pixel.x));
  const top = Math.min(...placed.map((pixel) => pixel.y));
  const height = Math.max(...placed.map((pixel) => pixel.y)) - top + 1;
  const width = 6 / height;
  const rows = Array.from({ length: height }, () => new Array<number>(width).fill(-1));
  for (const { x, y, value } of placed) rows[y - top]?.splice(x - left, 1, value);
  return rows;
}

const EIGHT = [
  [1, 0, 0, 1],
  [0, 1, -1, 0],
  [-1, 0, 0, -1],
  [0, -1, 1, 0],
  [-1, 0, 0, 1],
  [1, 0, 0, -1],
  [0, 1, 1, 0],
  [0, -1, -1, 0],
] as const;

describe('orientation', () => {
  it.each(EIGHT)('turns a plane as the matrix [%d %d; %d %d] does', (a, b, c, d) => {
    const orientation = orientationOf(matrix(a, b, c, d));
    const target = new Uint8Array(6);
    turnPlane(Uint8Array.of(0, 1, 2, 3, 4, 5), 3, 2, orientation, target);
    expect([...target]).toEqual(byDefinition(a, b, c, d).flat());
    expect(turnedSize({ width: 3, height: 2 }, orientation).height).toBe(byDefinition(a, b, c, d).length);
  });

  it('takes scaled and slightly skewed matrices for the quarter turn they are', () => {
    expect(orientationOf(matrix(0.01, 2, -2, 0.01))).toEqual({ quarterTurns: 1, mirrored: false });
  });

  it('leaves pictures alone that are turned by other angles, or have no matrix', () => {
    const slant = Math.PI / 6;
    const turned = matrix(Math.cos(slant), Math.sin(slant), -Math.sin(slant), Math.cos(slant));
    expect(orientationOf(turned)).toEqual(UPRIGHT);
    expect(orientationOf(null)).toEqual(UPRIGHT);
    expect(orientationOf(matrix(0, 0, 0, 0))).toEqual(UPRIGHT);
  });
});
