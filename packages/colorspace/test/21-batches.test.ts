/** Batches of more pictures than one launch takes, of pictures that lie differently, by every plugin. */
import { expect, test } from 'vitest';
import { batchLayout, defaultRegistry, imageLayout } from '../src/index.js';
import { checkBatch } from '../src/testing/index.js';
import { conversion, type Wanted } from './support/conversions.js';
import { environment } from './support/environment.js';

const small = { from: 'nv12', width: 11, height: 7 } as const;
const mean = [0.485, 0.456, 0.406];
const std = [0.229, 0.224, 0.225];

test.each<[string, Wanted]>([
  ['passthrough', { ...small, to: 'nv12' }],
  ['pixel for pixel, interleaved', { ...small, to: 'rgb24' }],
  ['pixel for pixel, NCHW, normalised', { ...small, to: 'rgb444pf16', normalization: { mean, std } }],
  ['scaled', { ...small, to: 'rgb444pf32', size: [6, 9], filter: 'area', rotation: 90 }],
  ['grey', { ...small, to: 'gray', size: [5, 5] }],
  ['to sRGB', { ...small, to: 'rgb24', targetColor: { transfer: 'iec61966-2-1' } }],
])('%s', (_, wanted) => {
  const asked = conversion(wanted);
  const plugin = defaultRegistry().find(asked);
  for (const count of [2, 64, 65, 131]) {
    expect(checkBatch(environment(), plugin, asked, { count })).toHaveLength(count);
  }
});

test('the tensor of a batch is NCHW of planes and NHWC of pixels', () => {
  const planar = batchLayout(imageLayout('rgb444pf16', 5, 3), 4);
  expect([planar.shape, planar.strides]).toEqual([
    [4, 3, 3, 5],
    [45, 15, 5, 1],
  ]);
  const interleaved = batchLayout(imageLayout('rgb24', 5, 3), 4);
  expect([interleaved.shape, interleaved.byteLength]).toEqual([[4, 3, 5, 3], 180]);
  expect(() => batchLayout(imageLayout('rgb24', 5, 3), 0)).toThrow(/count must be a positive integer, not 0/);
});
