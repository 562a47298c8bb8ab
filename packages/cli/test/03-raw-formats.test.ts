import fc from 'fast-check';
import { pixelFormats } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { convertedFormats } from '../src/output/device-formats.js';
import { decodedFormat, parseRawFormat, type RawFormat, rawFormatFor } from '../src/output/raw-format.js';
import { rearrange } from '../src/output/rearrange.js';

function format(name: string): RawFormat {
  const parsed = parseRawFormat(name);
  if (parsed === undefined) throw new Error(`${name} is not known`);
  return parsed;
}

describe('raw formats', () => {
  it('and those converted on the device are all that there are', () => {
    const surfaces = ['nv12', 'p016', 'yuv444', 'yuv444p16', 'nv16', 'p216'];
    const asDecoded = new Set([...surfaces, 'gray', 'gray16']);
    expect(convertedFormats).toEqual(pixelFormats.filter((name) => !asDecoded.has(name)));
  });

  it.each([
    ['yuv420p', '420', 8, 'planar'],
    ['yuvj420p', '420', 8, 'planar'],
    ['yuv422p10le', '422', 10, 'planar'],
    ['yuv444p12', '444', 12, 'planar'],
    ['gbrp10le', '444', 10, 'planar'],
    ['gray', '400', 8, 'planar'],
    ['gray12le', '400', 12, 'planar'],
    ['nv12', '420', 8, 'semiplanar'],
    ['NV16', '422', 8, 'semiplanar'],
    ['p010le', '420', 10, 'semiplanar'],
    ['p216', '422', 16, 'semiplanar'],
  ])('%s', (name, chroma, bits, layout) => {
    expect(format(name)).toMatchObject({ chroma, bits, layout });
  });

  it.each(['', 'rgb24', 'yuv420', 'yuv420ple', 'grayle', 'yuv411p', 'yuv420p9', 'p011le'])(
    '%j is unknown',
    (name) => {
      expect(parseRawFormat(name)).toBeUndefined();
    },
  );

  it("defaults to what FFmpeg's decoder gives", () => {
    expect(decodedFormat({ chromaFormat: '420', bitDepth: 8 }).name).toBe('yuv420p');
    expect(decodedFormat({ chromaFormat: '444', bitDepth: 12 }).name).toBe('yuv444p12le');
    expect(decodedFormat({ chromaFormat: '400', bitDepth: 8 }).name).toBe('gray');
  });

  it('refuses what would change sample values', () => {
    const eight = { chromaFormat: '420', bitDepth: 8 };
    const ten = { chromaFormat: '420', bitDepth: 10 };
    expect(rawFormatFor('nv12', eight).name).toBe('nv12');
    expect(rawFormatFor('p016le', ten).name).toBe('p016le');
    expect(() => rawFormatFor('yuv444p', eight)).toThrow(/another chroma format/);
    expect(() => rawFormatFor('p010le', eight)).toThrow(/another depth/);
    expect(() => rawFormatFor('nv12', ten)).toThrow(/another depth/);
    expect(() => rawFormatFor('rgb24', eight)).toThrow(/own is yuv420p/);
  });
});

describe('re-arranging', () => {
  const nv12 = { format: 'nv12', width: 3, height: 3 } as const;
  const luma = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const frame = Uint8Array.of(...luma, 10, 20, 11, 21, 12, 22, 13, 23);

  it('splits the chroma of an odd NV12 picture', () => {
    expect([...rearrange(frame, nv12, format('yuv420p'))]).toEqual([...luma, 10, 11, 12, 13, 20, 21, 22, 23]);
  });

  it('leaves a picture alone that has the layout already', () => {
    expect(rearrange(frame, nv12, format('nv12'))).toEqual(frame);
  });

  it('drops the chroma of a monochrome stream', () => {
    expect([...rearrange(frame, nv12, format('gray'))]).toEqual(luma);
  });

  it('turns each plane', () => {
    const turned = rearrange(frame, nv12, format('nv12'), { quarterTurns: 1, mirrored: false });
    expect([...turned]).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3, 12, 22, 10, 20, 13, 23, 11, 21]);
  });

  it('brings P016 samples to the low end for planar formats, and only for them', () => {
    const p016 = { format: 'p016', width: 2, height: 2 } as const;
    const samples = Uint16Array.of(1 << 6, 2 << 6, 3 << 6, 1023 << 6, 512 << 6, 511 << 6);
    const planar = rearrange(samples, p016, format('yuv420p10le'));
    expect([...new Uint16Array(planar.slice().buffer)]).toEqual([1, 2, 3, 1023, 512, 511]);
    const twelve = rearrange(samples, p016, format('yuv420p12le'));
    expect([...new Uint16Array(twelve.slice().buffer)]).toEqual([4, 8, 12, 4092, 2048, 2044]);
    expect([...rearrange(samples, p016, format('p010le'))]).toEqual([...new Uint8Array(samples.buffer)]);
  });

  it('says when the frame has another size', () => {
    expect(() => rearrange(frame.subarray(1), nv12, format('yuv420p'))).toThrow(/17 samples, not 16/);
  });

  it('keeps every sample, whatever the size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 33 }),
        fc.integer({ min: 1, max: 33 }),
        fc.boolean(),
        (width, height, turn) => {
          const count = width * height + 2 * ((width + 1) >> 1) * ((height + 1) >> 1);
          const picture = Uint8Array.from({ length: count }, (_, i) => (i * 37) & 255);
          const shape = { format: 'nv12', width, height } as const;
          const orientation = { quarterTurns: turn ? 3 : 0, mirrored: turn } as const;
          const moved = rearrange(picture, shape, format('yuv420p'), orientation);
          expect(moved.slice().sort()).toEqual(picture.slice().sort());
        },
      ),
    );
  });
});
