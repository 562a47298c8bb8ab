import { Player } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { orientationOf } from '../src/frames/orientation.js';
import { device, fixture } from './support.js';

const ONE = 65536;

/** A display matrix that takes (x, y) to (a x + c y, b x + d y). */
const matrix = (a: number, b: number, c: number, d: number): Int32Array =>
  Int32Array.of(a * ONE, b * ONE, 0, c * ONE, d * ONE, 0, 0, 0, 1 << 30);

/** Where mirroring and then turning clockwise takes (x, y), y downwards. */
function shown(x: number, y: number, { mirrored, rotation }: ReturnType<typeof orientationOf>): number[] {
  let [right, down] = [mirrored ? -x : x, y];
  for (let turned = 0; turned < rotation; turned += 90) [right, down] = [-down, right];
  return [right + 0, down + 0];
}

describe('orientation', () => {
  it.each([
    [1, 0, 0, 1],
    [0, 1, -1, 0],
    [-1, 0, 0, -1],
    [0, -1, 1, 0],
    [-1, 0, 0, 1],
    [1, 0, 0, -1],
    [0, 1, 1, 0],
    [0, -1, -1, 0],
  ])('of the matrix %i %i %i %i takes every point to where the matrix does', (a, b, c, d) => {
    const orientation = orientationOf(matrix(a, b, c, d));
    for (const [x, y] of [
      [3, 0],
      [0, 5],
      [3, 5],
    ] as const) {
      expect(shown(x, y, orientation)).toEqual([a * x + c * y + 0, b * x + d * y + 0]);
    }
  });

  it('is upright without a matrix, with one that turns by no quarter, and with a singular one', () => {
    const upright = { mirrored: false, rotation: 0 };
    expect(orientationOf(null)).toEqual(upright);
    expect(orientationOf(matrix(0.7, 0.7, -0.7, 0.7))).toEqual(upright);
    expect(orientationOf(matrix(0, 0, 0, 0))).toEqual(upright);
  });

  it('is told of a video', async () => {
    await using turned = await Player.open(fixture('rotated.mp4'), { device });
    expect(turned.info).toMatchObject({ rotation: 90, orientation: { mirrored: false, rotation: 270 } });
    await using upright = await Player.open(fixture('clip.mp4'), { device });
    expect(upright.info.orientation).toEqual({ mirrored: false, rotation: 0 });
  });
});

describe('field order', () => {
  it('of a video is what the container says', async () => {
    await using player = await Player.open(fixture('mpeg2.ts'), { device });
    expect(player.info).toMatchObject({ interlaced: true, fieldOrder: 'top' });
    await using whole = await Player.open(fixture('clip.mp4'), { device });
    expect(whole.info).toMatchObject({ interlaced: false, fieldOrder: null });
  });
});
