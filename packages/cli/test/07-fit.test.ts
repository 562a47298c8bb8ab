import { describe, expect, it } from 'vitest';
import { fitPicture, type Shaped } from '../src/output/fit.js';

function shaped(
  width: number,
  height: number,
  aspect: [number, number] = [1, 1],
  rotation: 0 | 90 = 0,
): Shaped {
  return {
    displaySize: { width, height },
    pixelAspectRatio: { num: aspect[0], den: aspect[1] },
    orientation: { mirrored: false, rotation },
  };
}

const WIDE = shaped(768, 432);

describe('fitting a picture to a size', () => {
  it('takes it as it is without a size, but with square pixels', () => {
    expect(fitPicture(WIDE, true, undefined, 'inside')).toEqual({});
    expect(fitPicture(shaped(768, 432, [0, 1]), true, undefined, 'inside')).toEqual({});
    expect(fitPicture(shaped(720, 576, [16, 11]), true, undefined, 'inside')).toEqual({
      size: { width: 1047, height: 576 },
    });
    expect(fitPicture(shaped(160, 240, [1, 2]), true, undefined, 'inside')).toEqual({
      size: { width: 160, height: 480 },
    });
  });

  it('leaves the other side to the shape', () => {
    expect(fitPicture(WIDE, true, { width: 320 }, 'inside')).toEqual({ size: { width: 320 } });
    expect(fitPicture(WIDE, true, { height: 216 }, 'fill')).toEqual({ size: { height: 216 } });
  });

  it('inside: the side that limits, in the shape as it is seen', () => {
    const box = { width: 320, height: 240 };
    expect(fitPicture(WIDE, true, box, 'inside')).toEqual({ size: { width: 320 } });
    expect(fitPicture(shaped(432, 768), true, box, 'inside')).toEqual({ size: { height: 240 } });
    expect(fitPicture(shaped(768, 432, [1, 1], 90), true, box, 'inside')).toEqual({ size: { height: 240 } });
    expect(fitPicture(shaped(768, 432, [1, 1], 90), false, box, 'inside')).toEqual({ size: { width: 320 } });
    expect(fitPicture(shaped(300, 432, [2, 1]), true, box, 'inside')).toEqual({ size: { width: 320 } });
  });

  it('makes square pixels of a turned picture too', () => {
    expect(fitPicture(shaped(720, 576, [16, 11], 90), true, undefined, 'inside')).toEqual({
      size: { width: 576, height: 1047 },
    });
  });

  it('leaves the other fits to the conversion', () => {
    const size = { width: 240, height: 240 };
    for (const fit of ['contain', 'cover', 'fill'] as const)
      expect(fitPicture(WIDE, true, size, fit)).toEqual({ size, fit });
  });
});
