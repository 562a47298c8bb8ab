/** High dynamic range messages: bytes as a stream carries them, values in physical units. */
import { HdrMessageReader, hasDolbyVisionRpu, readHdr10Plus } from '@nvcodec/nvcuvid';
import { describe, expect, it } from 'vitest';
import { BitWriter } from './support/bit-writer.js';

/** Big-endian numbers, each with its size in bytes. */
function bytes(...fields: readonly (readonly [value: number, size: number])[]): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([value, size]) =>
      Array.from({ length: size }, (_, i) => (value / 256 ** (size - 1 - i)) & 255),
    ),
  );
}

const words = (...values: number[]) => values.map((value) => [value, 2] as const);

/** What NVCUVID's parser makes of G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,50). */
const seiMastering = new Uint8Array(24);
new Uint16Array(seiMastering.buffer).set([13250, 7500, 34000, 34500, 3000, 16000, 15635, 16450]);
new Uint32Array(seiMastering.buffer).set([10_000_000, 50], 4);

const seiLight = (maximum: number, average: number): Uint8Array =>
  new Uint8Array(Uint16Array.of(maximum, average).buffer);

/** Bits of HDR10+ metadata with one window, no peaks, nine percentiles and a curve. */
function hdr10Plus(windows = 1): BitWriter {
  const writer = new BitWriter().bits(1, 8).bits(windows, 2);
  for (let window = 1; window < windows; window++) {
    for (const value of [10, 20, 300, 200, 150, 100]) writer.bits(value, 16);
    writer.bits(45, 8).bits(7, 16).bits(90, 16).bits(60, 16).bits(1, 1);
  }
  writer.bits(400, 27).bits(1, 1).bits(2, 5).bits(2, 5);
  for (const peak of [0, 5, 10, 15]) writer.bits(peak, 4);
  for (let window = 0; window < windows; window++) {
    for (const level of [2720, 100_000, 0, 510]) writer.bits(level, 17);
    writer.bits(2, 4).bits(1, 7).bits(3, 17).bits(99, 7).bits(2940, 17).bits(250, 10);
  }
  writer.bits(0, 1);
  for (let window = 0; window < windows; window++) {
    writer.bits(1, 1).bits(819, 12).bits(4095, 12).bits(3, 4).bits(0, 10).bits(1023, 10).bits(93, 10);
    writer.bits(1, 1).bits(12, 6);
  }
  return writer;
}

/** A whole message: HDR10+ behind its T.35 codes. */
function t35(writer: BitWriter): Uint8Array {
  return Uint8Array.from([0xb5, 0, 0x3c, 0, 1, 4, ...writer.raw()]);
}

describe('SEI messages of H.264 and HEVC', () => {
  it('tell the mastering display in CIE xy and cd/m²', () => {
    const { masteringDisplay } = new HdrMessageReader('hevc').read([{ type: 137, data: seiMastering }]);
    expect(masteringDisplay).toEqual({
      red: [0.68, 0.32],
      green: [0.265, 0.69],
      blue: [0.15, 0.06],
      whitePoint: [0.3127, 0.329],
      minLuminance: 0.005,
      maxLuminance: 1000,
    });
  });

  it('tell the content light level', () => {
    const data = seiLight(1000, 400);
    expect(new HdrMessageReader('h264').read([{ type: 144, data }])).toEqual({
      contentLight: { maxContentLightLevel: 1000, maxFrameAverageLightLevel: 400 },
    });
  });

  it('give the same object while they repeat themselves, and another when they change', () => {
    const reader = new HdrMessageReader('hevc');
    const read = (maximum: number) => reader.read([{ type: 144, data: seiLight(maximum, 400) }]).contentLight;
    const first = read(1000);
    expect(read(1000)).toBe(first);
    expect(read(600)).toEqual({ maxContentLightLevel: 600, maxFrameAverageLightLevel: 400 });
  });

  it('that are cut short or of other kinds say nothing', () => {
    const reader = new HdrMessageReader('hevc');
    expect(reader.read([{ type: 137, data: seiMastering.subarray(0, 23) }])).toEqual({});
    expect(reader.read([{ type: 4, data: t35(hdr10Plus()).subarray(0, 20) }])).toEqual({});
    expect(reader.read([{ type: 4, data: Uint8Array.of(0xb5, 0, 0x31, 0, 0) }])).toEqual({});
    expect(reader.read([{ type: 5, data: seiMastering }])).toEqual({});
  });
});

describe('metadata OBUs of AV1', () => {
  it('have types and fixed points of their own', () => {
    const reader = new HdrMessageReader('av1');
    const mastering = bytes(...words(2 ** 15, 2 ** 14, 0, 2 ** 13, 1, 2, 3, 4), [1000 * 256, 4], [82, 4]);
    const read = reader.read([
      { type: 1, data: bytes(...words(700, 300)) },
      { type: 2, data: mastering },
      { type: 4, data: Uint8Array.of(0xb5, 0, 0x3b, 0, 0, 8, 0, 1) },
    ]);
    expect(read.contentLight).toEqual({ maxContentLightLevel: 700, maxFrameAverageLightLevel: 300 });
    expect(read.masteringDisplay).toMatchObject({ red: [0.5, 0.25], green: [0, 0.125], maxLuminance: 1000 });
    expect(read.masteringDisplay?.minLuminance).toBeCloseTo(0.005, 5);
    expect(read.dolbyVisionRpu).toBe(true);
  });
});

describe('HDR10+', () => {
  it('comes in a T.35 message, window by window', () => {
    const data = t35(hdr10Plus());
    const { hdr10Plus: read } = new HdrMessageReader('hevc').read([{ type: 4, data }]);
    expect(read).toEqual({
      applicationVersion: 1,
      targetMaxLuminance: 400,
      targetPeaks: [
        [0, 1 / 3],
        [2 / 3, 1],
      ],
      windows: [
        {
          maxScl: [0.0272, 1, 0],
          averageMaxRgb: 0.0051,
          distribution: [
            { percentage: 1, value: 0.00003 },
            { percentage: 99, value: 0.0294 },
          ],
          fractionBrightPixels: 0.25,
          toneMapping: { kneePoint: [0.2, 1], anchors: [0, 1, 1 / 11] },
          saturationWeight: 1.5,
        },
      ],
    });
  });

  it('has an area for each window but the first', () => {
    const { windows } = readHdr10Plus(hdr10Plus(2).raw());
    expect(windows.map((window) => window.area)).toEqual([
      undefined,
      {
        left: 10,
        top: 20,
        right: 300,
        bottom: 200,
        center: [150, 100],
        rotation: 45,
        semimajorInner: 7,
        semimajorOuter: 90,
        semiminorOuter: 60,
        overlap: 1,
      },
    ]);
  });

  it('without a window, or cut short, is an error', () => {
    expect(() => readHdr10Plus(Uint8Array.of(1, 0, 0))).toThrow(RangeError);
    expect(() => readHdr10Plus(hdr10Plus().raw().subarray(0, 30))).toThrow(RangeError);
  });
});

describe("Dolby Vision's RPU in HEVC", () => {
  it('is a NAL unit of type 62', () => {
    expect(hasDolbyVisionRpu(Uint8Array.of(0, 0, 1, 0x26, 1, 9, 9, 0, 0, 1, 0x7c, 1, 0x19))).toBe(true);
    expect(hasDolbyVisionRpu(Uint8Array.of(0, 0, 1, 0x26, 1, 0x7c, 1))).toBe(false);
  });
});
