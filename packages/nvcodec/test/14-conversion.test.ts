import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ConversionOptions,
  DecodeSession,
  type Frame,
  Player,
  Screenshoter,
  UnsupportedFormatError,
} from 'nvcodec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConvertedPictures, planConversion, targetColors } from '../src/frames/frame-conversion.js';
import { device, fixture } from './support.js';

const hd: ConvertedPictures = {
  source: {
    format: 'nv12',
    width: 1920,
    height: 1088,
    bitDepth: 8,
    color: {
      matrix: 'bt709',
      primaries: 'bt709',
      transfer: 'bt709',
      range: 'limited',
      chromaLocation: 'left',
    },
  },
  area: { left: 0, top: 0, right: 1920, bottom: 1080 },
  orientation: { mirrored: false, rotation: 90 },
  pixelAspectRatio: { num: 1, den: 1 },
  hdr: {},
};
const pq: ConvertedPictures = {
  ...hd,
  source: { ...hd.source, color: { ...hd.source.color, transfer: 'smpte2084' } },
};
const plan = (options: ConversionOptions, pictures = hd) => planConversion(pictures, options);

describe('the plan of a conversion', () => {
  it('leaves a picture as it is decoded', () => {
    const { target, crop, rotation, placement } = plan({});
    expect({ target, crop, rotation, placement }).toEqual({
      target: { format: 'nv12', width: 1920, height: 1080, color: undefined },
      crop: hd.area,
      rotation: 0,
      placement: undefined,
    });
  });

  it('completes a size by the proportions, those of the pixels included', () => {
    expect(plan({ size: { width: 640 } }).target).toMatchObject({ width: 640, height: 360 });
    expect(plan({ size: { height: 90 } }).target).toMatchObject({ width: 160, height: 90 });
    const anamorphic = { ...hd, pixelAspectRatio: { num: 4, den: 3 } };
    expect(plan({ size: { height: 90 } }, anamorphic).target).toMatchObject({ width: 213, height: 90 });
    const turned = { size: { height: 640 }, orientation: 'display' } as const;
    expect(plan(turned, anamorphic).target).toMatchObject({ width: 270, height: 640 });
  });

  it('turns a picture as it is to be shown', () => {
    expect(plan({ orientation: 'display' })).toMatchObject({
      rotation: 90,
      target: { width: 1080, height: 1920 },
    });
    expect(plan({ orientation: 'display', size: { width: 270 } }).target).toMatchObject({
      width: 270,
      height: 480,
    });
  });

  it('contains a picture in a size of other proportions', () => {
    const size = { width: 400, height: 400 };
    const wide = plan({ size, fit: 'contain' });
    expect(wide.placement).toEqual({ left: 0, top: 87, right: 400, bottom: 312 });
    const high = plan({ size, fit: 'contain', orientation: 'display' });
    expect(high.placement).toEqual({ left: 87, top: 0, right: 312, bottom: 400 });
  });

  it('covers a size with the middle of the picture', () => {
    const size = { width: 400, height: 400 };
    expect(plan({ size, fit: 'cover' }).crop).toEqual({ left: 420, top: 0, right: 1500, bottom: 1080 });
    expect(plan({ size, fit: 'cover', orientation: 'display' }).crop).toEqual({
      left: 420,
      top: 0,
      right: 1500,
      bottom: 1080,
    });
    const banner = { width: 1000, height: 100 };
    expect(plan({ size: banner, fit: 'cover' }).crop).toEqual({
      left: 0,
      top: 444,
      right: 1920,
      bottom: 636,
    });
    expect(plan({ size: banner, fit: 'cover', orientation: 'display' }).crop).toEqual({
      left: 906,
      top: 0,
      right: 1014,
      bottom: 1080,
    });
  });

  it('takes the peak of PQ from the metadata', () => {
    const toneMapping = { operator: 'bt2390' } as const;
    const masteringDisplay = { maxLuminance: 4000 };
    const contentLight = { maxContentLightLevel: 1500, maxFrameAverageLightLevel: 300 };
    const peak = (hdr: ConvertedPictures['hdr'], from = pq, more = {}) =>
      plan({ toneMapping: { ...toneMapping, ...more } }, { ...from, hdr }).toneMapping?.sourcePeak;
    expect(peak({ masteringDisplay, contentLight })).toBe(1500);
    expect(peak({ masteringDisplay })).toBe(4000);
    expect(peak({ masteringDisplay }, pq, { sourcePeak: 600 })).toBe(600);
    expect(peak({ masteringDisplay }, hd)).toBeUndefined();
  });

  it('tells the colours that come out', () => {
    expect(targetColors(plan({}, pq))).toMatchObject({ transfer: 'smpte2084' });
    expect(targetColors(plan({ toneMapping: { operator: 'bt2390' } }, pq))).toMatchObject({
      transfer: 'bt709',
      primaries: 'bt709',
    });
    expect(targetColors(plan({ color: { transfer: 'iec61966-2-1' } }))).toMatchObject({
      transfer: 'iec61966-2-1',
      primaries: 'bt709',
    });
  });

  it('refuses a size that is none', () => {
    expect(() => plan({ size: { width: 0 } })).toThrow(/size: width .* not 0/);
    expect(() => plan({ size: { height: 1.5 } })).toThrow(RangeError);
  });
});

async function first(
  name: string,
  options: ConversionOptions,
): Promise<{ frame: Frame; pixels: Uint8Array }> {
  await using player = await Player.open(fixture(name), { device });
  const frame = await player.frameAt(0, options);
  return { frame, pixels: (await frame.download()) as Uint8Array };
}

describe('frames', () => {
  it('are scaled, and contained in a background', async () => {
    const { frame, pixels } = await first('clip.mp4', {
      format: 'rgb24',
      size: { width: 200, height: 200 },
      fit: 'contain',
      filter: 'area',
      background: [1, 0, 0.2],
    });
    expect([frame.width, frame.height, pixels.length]).toEqual([200, 200, 120_000]);
    const corners = [0, 199, 199 * 200, 200 * 200 - 1].map((pixel) => [
      ...pixels.subarray(3 * pixel, 3 * pixel + 3),
    ]);
    expect(corners).toEqual(Array(4).fill([255, 0, 51]));
    const middle = pixels.subarray(3 * 100 * 200, 3 * 101 * 200);
    expect(new Set(middle).size).toBeGreaterThan(10);
    frame.close();
  });

  it('are turned upright', async () => {
    const coded = await first('rotated.mp4', { format: 'rgb24' });
    const shown = await first('rotated.mp4', { format: 'rgb24', orientation: 'display' });
    const { width, height } = coded.frame;
    expect([shown.frame.width, shown.frame.height]).toEqual([height, width]);
    await using player = await Player.open(fixture('rotated.mp4'), { device });
    const { mirrored, rotation } = player.info.orientation;
    expect({ mirrored, rotation }).toEqual({ mirrored: false, rotation: 270 });
    // The first row becomes the first column, from bottom to top.
    const at = (pixels: Uint8Array, w: number, x: number, y: number) => [
      ...pixels.subarray(3 * (y * w + x), 3 * (y * w + x) + 3),
    ];
    for (const [x, y] of [
      [0, 0],
      [width - 1, 0],
      [5, 9],
      [width - 1, height - 1],
    ] as const)
      expect(at(shown.pixels, height, y, width - 1 - x)).toEqual(at(coded.pixels, width, x, y));
    coded.frame.close();
    shown.frame.close();
  });

  it('are normalised floats in planes', async () => {
    const plain = await first('clip.mp4', { format: 'rgb444pf32' });
    const mean = [0.485, 0.456, 0.406];
    const std = [0.229, 0.224, 0.225];
    const normal = await first('clip.mp4', { format: 'rgb444pf32', normalization: { mean, std } });
    const count = plain.pixels.length / 3;
    expect(normal.frame.tensor).toMatchObject({
      dtype: 'float32',
      shape: [3, plain.frame.height, plain.frame.width],
    });
    for (const channel of [0, 1, 2]) {
      const index = channel * count + 12_345;
      const expected = ((plain.pixels[index] ?? 0) - (mean[channel] ?? 0)) / (std[channel] ?? 1);
      expect(normal.pixels[index]).toBeCloseTo(expected, 4);
    }
    plain.frame.close();
    normal.frame.close();
  });

  it('of a session and of screenshots are made in the same way', async () => {
    const options = { format: 'rgb24', size: { width: 96 }, filter: 'bicubic' } as const;
    const { pixels } = await first('clip.mp4', options);
    using session = DecodeSession.open(fixture('clip.mp4'), { device });
    using frame = session.frameAt(0, options);
    expect(await frame.download()).toEqual(pixels);
    await using shots = await Screenshoter.open(fixture('clip.mp4'), { device });
    using shot = await shots.screenshot(0, options);
    expect(await shot.download()).toEqual(pixels);
  });

  it('that no plugin makes are refused with what could be had', async () => {
    await using player = await Player.open(fixture('clip.mp4'), { device });
    const wanted = { format: 'nv12', size: { width: 100 } } as const;
    await expect(player.frameAt(0, wanted)).rejects.toThrow(UnsupportedFormatError);
    await expect(player.frameAt(0, wanted)).rejects.toThrow(/Possible at this size and orientation: .*rgb24/);
  });
});

describe('a plugin of the user', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nvcodec-plugin-'));
    // Fills the frame with one byte: what it is given can be told from what ours would make.
    writeFileSync(
      join(folder, 'plain.mjs'),
      `export default {
        name: 'plain',
        supports: ({ target }) => target.format === 'gray',
        create: ({ context }, { target: { format, width, height } }) => ({
          name: 'plain',
          layout: { format, width, height, byteLength: width * height, dtype: 'uint8', shape: [height, width, 1],
            strides: [width, 1, 1], planes: [{ offset: 0, pitchBytes: width, widthBytes: width, height }] },
          convert: (source, target, stream) => {
            const { driver } = context;
            driver.check(driver.raw.cuMemsetD8Async(target, 77, width * height, stream.handle), 'cuMemsetD8Async');
          },
          close() {},
          [Symbol.dispose]() {},
        }),
      };\n`,
    );
    writeFileSync(join(folder, 'nothing.mjs'), 'export const plugin = 1;\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is asked before ours, in the thread that decodes', async () => {
    await using player = await Player.open(fixture('clip.mp4'), {
      device,
      plugins: [join(folder, 'plain.mjs')],
    });
    using gray = await player.frameAt(0, { format: 'gray' });
    expect(new Set(await gray.download())).toEqual(new Set([77]));
    using other = await player.frameAt(0, { format: 'rgb24' });
    expect(new Set(await other.download()).size).toBeGreaterThan(10);
  });

  it('that is none is refused by name', async () => {
    const open = (plugin: string) =>
      Player.open(fixture('clip.mp4'), { device, plugins: [join(folder, plugin)] });
    await expect(open('nothing.mjs')).rejects.toThrow(/plugins: .*nothing\.mjs cannot be used/);
    await expect(open('missing.mjs')).rejects.toThrow(/plugins: .*missing\.mjs cannot be used/);
  });
});
