import { describe, expect, it } from 'vitest';
import { parseRawFormat, type RawFormat } from '../src/output/raw-format.js';
import { type Y4mStream, y4mHeader } from '../src/output/y4m.js';

function header(pixels: string, stream: Partial<Y4mStream> = {}): string {
  return y4mHeader({
    width: 640,
    height: 360,
    frameRate: { num: 30000, den: 1001 },
    pixelAspectRatio: { num: 1, den: 1 },
    chromaLocation: 'left',
    range: 'limited',
    interlacing: 'p',
    format: parseRawFormat(pixels) as RawFormat,
    ...stream,
  });
}

describe('Y4M headers', () => {
  it('holds size, rate, aspect and chroma', () => {
    expect(header('yuv420p')).toBe('YUV4MPEG2 W640 H360 F30000:1001 Ip A1:1 C420mpeg2 XCOLORRANGE=LIMITED\n');
  });

  it.each([
    ['yuv420p', 'center', 'C420jpeg'],
    ['yuv420p', 'topleft', 'C420paldv'],
    ['yuv422p', 'left', 'C422 '],
    ['yuv444p', 'left', 'C444 '],
    ['gray', 'left', 'Cmono '],
    ['gray10le', 'left', 'Cmono10 '],
    ['yuv420p10le', 'left', 'C420p10 XYSCSS=420P10'],
    ['yuv444p12le', 'left', 'C444p12 XYSCSS=444P12'],
  ])('writes %s with chroma at %s as %s', (pixels, chromaLocation, tag) => {
    expect(header(pixels, { chromaLocation })).toContain(` ${tag}`);
  });

  it('says what it does not know in the way of the format', () => {
    const text = header('yuv420p', {
      frameRate: null,
      pixelAspectRatio: { num: 0, den: 1 },
      interlacing: '?',
    });
    expect(text).toContain(' F25:1 I? A0:0 ');
    expect(header('yuv420p', { range: 'full' })).toContain('XCOLORRANGE=FULL');
  });
});
