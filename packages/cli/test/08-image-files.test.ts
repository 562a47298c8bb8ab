import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeImage, imageFormatOf } from '../src/output/image.js';
import { fillPattern, isPattern, withCounter } from '../src/output/numbered-names.js';

/** Red, green, blue above black, white, grey. */
const PICTURE = {
  data: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 128, 128, 128),
  width: 3,
  height: 2,
};

async function decoded(file: Uint8Array): Promise<{ pixels: number[]; width: number; height: number }> {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { pixels: [...data], width: info.width, height: info.height };
}

describe('image files', () => {
  it('keeps every pixel in PNG', async () => {
    const file = await encodeImage(PICTURE, { format: 'png' });
    expect(await decoded(file)).toEqual({ pixels: [...PICTURE.data], width: 3, height: 2 });
  });

  it.each(['png', 'jpeg', 'webp', 'avif'] as const)('writes %s', async (format) => {
    const file = await encodeImage(PICTURE, { format, quality: 90 });
    const { width, height, format: found } = await sharp(file).metadata();
    expect({ width, height, found }).toEqual({
      width: 3,
      height: 2,
      found: format === 'avif' ? 'heif' : format,
    });
  });

  it('spends fewer bytes on less quality', async () => {
    const noise = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 2_654_435_761) >>> 24);
    const sizes = [20, 95].map(async (quality) => {
      return (await encodeImage({ data: noise, width: 64, height: 64 }, { format: 'jpeg', quality })).length;
    });
    const [low = 0, high = 0] = await Promise.all(sizes);
    expect(low).toBeLessThan(high);
  });

  it('knows the format by name or ending', () => {
    expect(imageFormatOf('a/b.JPG')).toBe('jpeg');
    expect(imageFormatOf('-', 'webp')).toBe('webp');
    expect(() => imageFormatOf('shot')).toThrow(/--format/);
    expect(() => imageFormatOf('shot.png', 'gif')).toThrow(/gif is no picture format/);
  });
});

describe('names of several pictures', () => {
  it('fills in number and time', () => {
    expect(fillPattern('a-%d.png', 7, 1)).toBe('a-7.png');
    expect(fillPattern('a-%03d.png', 7, 1)).toBe('a-007.png');
    expect(fillPattern('a-{n}-{time}.png', 7, 1.5)).toBe('a-7-1.500.png');
    expect(fillPattern('100%.png', 7, 1.5)).toBe('100%.png');
  });

  it('adds a number where the name has none', () => {
    expect(withCounter('dir.x/shot.png')).toBe('dir.x/shot-{n}.png');
    expect(withCounter('shot')).toBe('shot-{n}');
    expect(withCounter('shot-{time}.png')).toBe('shot-{time}.png');
    expect(isPattern('100%.png')).toBe(false);
  });
});
