/** What is stated, what is not, and who is believed. */
import { describe, expect, test } from 'vitest';
import { colorDescription } from '../src/index.js';

const hd = { width: 1920, height: 1080 };

describe('stated', () => {
  test('H.273 numbers become names', () => {
    const tags = { matrix: 9, primaries: 9, transfer: 16, range: 'full', chromaLocation: 'topleft' } as const;
    expect(colorDescription(tags, hd)).toEqual({
      matrix: 'bt2020nc',
      primaries: 'bt2020',
      transfer: 'smpte2084',
      range: 'full',
      chromaLocation: 'topleft',
    });
  });

  test("NVDEC's flag of full range counts when it is set", () => {
    expect(colorDescription({ fullRange: true }, hd).range).toBe('full');
    expect(colorDescription({ fullRange: false }, hd, { container: { range: 'full' } }).range).toBe('full');
    expect(colorDescription({ fullRange: false }, hd).range).toBe('limited');
  });
});

describe('precedence', () => {
  const bitstream = { matrix: 1, primaries: 2, transfer: 1 };
  const container = { matrix: 6, primaries: 9, transfer: 2, chromaLocation: 'center' } as const;

  test('the bitstream first, property by property', () => {
    expect(colorDescription(bitstream, hd, { container })).toMatchObject({
      matrix: 'bt709',
      primaries: 'bt2020',
      transfer: 'bt709',
      chromaLocation: 'center',
    });
  });

  test('the container first when asked for', () => {
    const options = { container, precedence: 'container' } as const;
    expect(colorDescription(bitstream, hd, options)).toMatchObject({
      matrix: 'smpte170m',
      transfer: 'bt709',
    });
  });

  test('an override before both', () => {
    const options = { container, override: { matrix: 'smpte240m', range: undefined } } as const;
    expect(colorDescription(bitstream, hd, options as never)).toMatchObject({
      matrix: 'smpte240m',
      range: 'limited',
    });
  });

  test('an override with a name that is none is refused', () => {
    const override = { matrix: 'bt601' as 'bt709' };
    expect(() => colorDescription({}, { width: 640, height: 480 }, { override })).toThrow(
      /override: matrix 'bt601' is none of gbr, bt709/,
    );
  });
});

describe('untagged', () => {
  test.each([
    [720, 480, 'smpte170m', 'smpte170m'],
    [720, 488, 'smpte170m', 'smpte170m'],
    [720, 489, 'bt470bg', 'bt470bg'],
    [720, 576, 'bt470bg', 'bt470bg'],
    [1279, 576, 'bt470bg', 'bt470bg'],
    [1280, 480, 'bt709', 'bt709'],
    [720, 577, 'bt709', 'bt709'],
    [3840, 2160, 'bt709', 'bt709'],
  ])('%ix%i is %s', (width, height, matrix, primaries) => {
    const tags = { matrix: 2, primaries: null, transfer: undefined, chromaLocation: 'unspecified' };
    expect(colorDescription(tags, { width, height })).toMatchObject({
      matrix,
      primaries,
      range: 'limited',
      chromaLocation: 'left',
    });
  });

  test('stated primaries or an HDR transfer choose the matrix', () => {
    expect(colorDescription({ primaries: 9 }, { width: 640, height: 360 }).matrix).toBe('bt2020nc');
    expect(colorDescription({ primaries: 5 }, hd).matrix).toBe('bt470bg');
    expect(colorDescription({ transfer: 18 }, hd)).toMatchObject({ matrix: 'bt2020nc', primaries: 'bt2020' });
  });

  test('reserved numbers state nothing', () => {
    expect(colorDescription({ matrix: 3, primaries: 0, transfer: 200 }, hd)).toMatchObject({
      matrix: 'bt709',
      primaries: 'bt709',
      transfer: 'bt709',
    });
  });

  test('G′B′R′ is believed of 4:4:4 only', () => {
    expect(colorDescription({ matrix: 0 }, { ...hd, chromaFormat: '444' }).matrix).toBe('gbr');
    expect(colorDescription({ matrix: 0 }, { ...hd, chromaFormat: '420' }).matrix).toBe('bt709');
  });
});
