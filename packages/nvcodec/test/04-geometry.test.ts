import { Player, type PlayerOptions } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { planGeometry } from '../src/decoding/geometry.js';
import { device, fixture } from './support.js';

const hd = { left: 0, top: 0, right: 1920, bottom: 1080 };

async function firstFrame(
  options: PlayerOptions,
  name = 'clip.mp4',
): Promise<{ width: number; luma: Uint8Array; size: number[] }> {
  await using player = await Player.open(fixture(name), { device, ...options });
  for await (using frame of player.frames()) {
    const { width, height } = frame;
    const pixels = (await frame.download()) as Uint8Array;
    return { width, luma: pixels.subarray(0, width * height), size: [width, height] };
  }
  throw new Error('no frame');
}

describe('the plan', () => {
  it('leaves an even picture alone', () => {
    expect(planGeometry(hd, {})).toMatchObject({
      displayArea: hd,
      target: { width: 1920, height: 1080 },
      output: { width: 1920, height: 1080 },
    });
  });

  it('decodes an odd picture larger and cuts it, without scaling', () => {
    const odd = { left: 0, top: 0, right: 175, bottom: 143 };
    expect(planGeometry(odd, {})).toMatchObject({
      displayArea: { left: 0, top: 0, right: 176, bottom: 144 },
      target: { width: 176, height: 144 },
      crop: { left: 0, top: 0, right: 175, bottom: 143 },
      output: { width: 175, height: 143 },
    });
  });

  it('starts a crop where NVDEC crops exactly and cuts the rest', () => {
    const cropping = { left: 101, top: 51, right: 300, bottom: 200 };
    expect(planGeometry(hd, { cropping })).toMatchObject({
      displayArea: { left: 96, top: 48, right: 300, bottom: 200 },
      crop: { left: 5, top: 3, right: 204, bottom: 152 },
      output: { width: 199, height: 149 },
    });
  });

  it('crops inside the display area of the coded picture', () => {
    const area = { left: 8, top: 16, right: 648, bottom: 376 };
    const cropping = { left: 10, top: 20, right: 110, bottom: 120 };
    expect(planGeometry(area, { cropping }).displayArea).toEqual({
      left: 16,
      top: 32,
      right: 118,
      bottom: 136,
    });
  });

  it('rounds a target to even sizes and takes functions of the display size', () => {
    const half = planGeometry(hd, {
      targetSize: ({ width, height }) => ({ width: width / 3, height: height / 8 }),
    });
    expect(half.output).toEqual({ width: 640, height: 136 });
  });

  it('refuses rectangles outside', () => {
    expect(() => planGeometry(hd, { cropping: { left: 5, top: 0, right: 5, bottom: 9 } })).toThrow(
      RangeError,
    );
    expect(() => planGeometry(hd, { cropping: { left: 0.5, top: 0, right: 5, bottom: 9 } })).toThrow(
      TypeError,
    );
    const targetSize = { width: 100, height: 100 };
    const targetRect = { left: 0, top: 0, right: 101, bottom: 100 };
    expect(() => planGeometry(hd, { targetSize, targetRect })).toThrow(/targetRect/);
  });
});

describe('the picture', () => {
  it('cropped in the decoder is the same part of the whole one', async () => {
    const whole = await firstFrame({});
    const cropping = { left: 100, top: 60, right: 301, bottom: 159 };
    const part = await firstFrame({ cropping: () => ({ ...cropping, right: 300, bottom: 160 }) });
    expect(part.size).toEqual([200, 100]);
    for (const row of [0, 1, 57, 99]) {
      const from = (60 + row) * 640 + 100;
      expect(part.luma.subarray(row * 200, (row + 1) * 200)).toEqual(whole.luma.subarray(from, from + 200));
    }
  });

  it('scaled in the decoder keeps its brightness', async () => {
    const mean = (luma: Uint8Array) => luma.reduce((sum, y) => sum + y, 0) / luma.length;
    const whole = await firstFrame({});
    const small = await firstFrame({
      targetSize: ({ width, height }) => ({ width: width / 4, height: height / 4 }),
    });
    expect(small.size).toEqual([160, 90]);
    expect(Math.abs(mean(small.luma) - mean(whole.luma))).toBeLessThan(2);
  });

  it('is put where the target rectangle says, black around it', async () => {
    const boxed = await firstFrame({
      targetSize: { width: 320, height: 320 },
      targetRect: { left: 0, top: 70, right: 320, bottom: 250 },
    });
    expect(boxed.size).toEqual([320, 320]);
    const row = (y: number) => boxed.luma.subarray(y * 320, (y + 1) * 320);
    for (const y of [0, 69, 250, 319]) expect(new Set(row(y))).toEqual(new Set([16]));
    expect(new Set(row(160)).size).toBeGreaterThan(10);
  });
});
