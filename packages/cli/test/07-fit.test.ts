import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FITS, fitPicture } from '../src/output/fit.js';

const WIDE = { width: 768, height: 432 };

describe('fitting a picture to a size', () => {
  it('takes it as it is without a size, but with square pixels', () => {
    expect(fitPicture(WIDE, 1, undefined, 'inside')).toBeUndefined();
    expect(fitPicture({ width: 720, height: 576 }, 16 / 11, undefined, 'inside')?.exact).toEqual({
      width: 1047,
      height: 576,
    });
    expect(fitPicture({ width: 160, height: 240 }, 0.5, undefined, 'inside')?.exact).toEqual({
      width: 160,
      height: 480,
    });
  });

  it('finds the other side by the shape', () => {
    expect(fitPicture(WIDE, 1, { width: 320 }, 'inside')?.exact).toEqual({ width: 320, height: 180 });
    expect(fitPicture(WIDE, 1, { height: 216 }, 'fill')?.exact).toEqual({ width: 384, height: 216 });
    expect(fitPicture({ width: 720, height: 576 }, 16 / 15, { width: 384 }, 'inside')?.exact).toEqual({
      width: 384,
      height: 288,
    });
  });

  it('inside: no larger than asked for', () => {
    expect(fitPicture(WIDE, 1, { width: 320, height: 240 }, 'inside')).toEqual({
      targetSize: { width: 320, height: 180 },
      exact: { width: 320, height: 180 },
    });
  });

  it('contain: bars fill what the picture leaves', () => {
    expect(fitPicture(WIDE, 1, { width: 320, height: 240 }, 'contain')).toEqual({
      targetSize: { width: 320, height: 240 },
      exact: { width: 320, height: 240 },
      targetRect: { left: 0, top: 30, right: 320, bottom: 210 },
    });
  });

  it('cover: what does not fit is cut on both sides', () => {
    expect(fitPicture(WIDE, 1, { width: 240, height: 240 }, 'cover')).toEqual({
      targetSize: { width: 240, height: 240 },
      exact: { width: 240, height: 240 },
      cropping: { left: 168, top: 0, right: 600, bottom: 432 },
    });
  });

  it('fill: stretched', () => {
    expect(fitPicture(WIDE, 1, { width: 100, height: 300 }, 'fill')?.exact).toEqual({
      width: 100,
      height: 300,
    });
  });

  it('asks the decoder for even sizes and leaves the odd rest to the last step', () => {
    const fitting = fitPicture(WIDE, 1, { width: 321, height: 181 }, 'fill');
    expect(fitting).toEqual({ targetSize: { width: 322, height: 182 }, exact: { width: 321, height: 181 } });
  });

  it('always gives the decoder something it can do', () => {
    const side = fc.integer({ min: 2, max: 4096 });
    const aspect = fc.double({ min: 0.25, max: 4, noNaN: true });
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        aspect,
        fc.constantFrom(...FITS),
        (w, h, width, height, pixel, fit) => {
          const fitting = fitPicture({ width: w, height: h }, pixel, { width, height }, fit);
          const { targetSize, exact, cropping, targetRect } = fitting ?? expect.fail('no fitting');
          for (const size of [targetSize.width, targetSize.height])
            expect(size % 2 === 0 && size >= 2).toBe(true);
          expect(targetSize.width - exact.width === 0 || targetSize.width - exact.width === 1).toBe(true);
          if (fit !== 'inside') expect(exact).toEqual({ width, height });
          expect(exact.width <= width && exact.height <= height).toBe(true);
          for (const [rect, within] of [
            [cropping, { width: w, height: h }],
            [targetRect, targetSize],
          ] as const) {
            if (rect === undefined) continue;
            expect(rect.left >= 0 && rect.top >= 0 && rect.left < rect.right && rect.top < rect.bottom).toBe(
              true,
            );
            expect(rect.right <= within.width && rect.bottom <= within.height).toBe(true);
          }
        },
      ),
    );
  });
});
