/**
 * Scaling as zimg does it (scripts/make-color-goldens.sh). Up, down, and down so far that the filter must widen.
 *
 * zimg mirrors the picture at its edges and this project repeats the last sample, so single pixels there may differ.
 * And when a picture of halved chroma grows, zimg brings chroma to full size first and then scales, both with the
 * filter; this project does it in one step. The tolerances say how much that is.
 */
import { describe, expect, test } from 'vitest';
import { type Conversion, defaultRegistry } from '../src/index.js';
import { referenceConversion } from '../src/testing/index.js';
import { conversion } from './support/conversions.js';
import { convertPicture } from './support/convert-once.js';
import { environment } from './support/environment.js';
import { difference, goldenPicture, goldenResult, goldenSize } from './support/zimg-goldens.js';

interface Golden {
  readonly name: string;
  readonly picture: string;
  readonly conversion: Conversion;
  /** The mean error that is allowed, in code values. */
  readonly mean: number;
}

const zimgNames = {
  bilinear: 'bilinear',
  bicubic: 'bicubic',
  lanczos3: 'lanczos',
  nearest: 'nearest',
} as const;

function golden(
  filter: keyof typeof zimgNames,
  picture: 'yuv444p' | 'yuv420p',
  size: [number, number],
): Golden {
  const from = picture === 'yuv444p' ? 'yuv444' : 'nv12';
  const [width, height] = size;
  const growsChroma = picture === 'yuv420p' && width > goldenSize.width;
  return {
    name: `${zimgNames[filter]}-${picture}-${width}x${height}.rgb`,
    picture: `${picture}.yuv`,
    conversion: conversion({ from, to: 'rgb444p', ...goldenSize, size, filter }),
    mean: growsChroma ? 1 : 0.3,
  };
}

const sizes: readonly [number, number][] = [
  [75, 41],
  [41, 23],
  [17, 11],
];
const goldens = (['bilinear', 'bicubic', 'lanczos3'] as const).flatMap((filter) => [
  ...sizes.map((size) => golden(filter, 'yuv444p', size)),
  ...sizes.slice(filter === 'lanczos3' ? 1 : 0).map((size) => golden(filter, 'yuv420p', size)),
]);
const nearest = sizes.slice(0, 2).map((size) => golden('nearest', 'yuv444p', size));
const all = [...goldens, ...nearest];

/** The samples that no filter made of anything beyond the picture's edge. */
function inside(samples: ArrayLike<number>, { conversion: { target } }: Golden): number[] {
  const { width, height } = target;
  // The widest filter reaches 3 samples or, widened, 3 target pixels.
  const margin = Math.max(3, Math.ceil((3 * width) / goldenSize.width));
  return Array.from(samples).filter((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width) % height];
    return Math.min(x, y, width - 1 - x, height - 1 - y) >= margin;
  });
}

function expectZimg(ours: ArrayLike<number>, each: Golden): void {
  const zimg = goldenResult(each.name, 'uint8');
  expect(difference(ours, zimg).mean).toBeLessThan(each.mean);
  const { largest } = difference(inside(ours, each), inside(zimg, each));
  if (each.mean < 1) expect(largest).toBeLessThanOrEqual(1);
}

describe.each(all)('$name', (each) => {
  const picture = goldenPicture(each.picture, each.conversion.source);

  test('the reference', () => {
    expectZimg(referenceConversion(each.conversion, picture.planes), each);
  });

  test('the kernels', () => {
    expectZimg(convertPicture(environment(), defaultRegistry(), each.conversion, picture), each);
  });
});

test('another filter would be noticed', () => {
  const picture = goldenPicture('yuv444p.yuv', (goldens[0] as Golden).conversion.source);
  for (const [filter, name] of [
    ['bicubic', 'lanczos'],
    ['bilinear', 'bicubic'],
    ['area', 'bilinear'],
  ] as const) {
    const asked = conversion({ from: 'yuv444', to: 'rgb444p', ...goldenSize, size: [41, 23], filter });
    const ours = referenceConversion(asked, picture.planes);
    expect(difference(ours, goldenResult(`${name}-yuv444p-41x23.rgb`, 'uint8')).mean).toBeGreaterThan(1);
  }
});
