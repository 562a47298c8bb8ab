/** Pictures as decoded: every byte the same, packed. */
import { devicePointer } from '@nvcodec/cuda-driver';
import { expect, test } from 'vitest';
import { passthrough, surfaceFormats } from '../src/index.js';
import { checkConversion } from '../src/testing/index.js';
import { conversion } from './support/conversions.js';
import { environment } from './support/environment.js';

test.each(surfaceFormats)('%s, even and odd, from any pitch', (format) => {
  for (const [width, height] of [
    [64, 48],
    [175, 143],
    [1, 1],
  ] as const) {
    const wanted = conversion({ from: format, to: format, width, height });
    for (const variant of [{}, { paddingBytes: 81 }, { separatePlanes: true }]) {
      checkConversion(environment(), passthrough, wanted, { ...variant, tolerance: 0 });
    }
  }
});

test.each(surfaceFormats)('%s, cropped', (format) => {
  const crop = { left: 10, top: 6, right: 51, bottom: 43 };
  const wanted = conversion({ from: format, to: format, width: 64, height: 48, crop });
  checkConversion(environment(), passthrough, wanted, { tolerance: 0, separatePlanes: true });
});

test('a crop that would split a chroma sample is not offered', () => {
  const at = (from: 'nv12' | 'nv16' | 'yuv444', left: number, top: number) =>
    passthrough.supports(
      conversion({ from, to: from, width: 64, height: 48, crop: { left, top, right: 64, bottom: 48 } }),
    );
  expect([at('nv12', 1, 0), at('nv12', 0, 1), at('nv12', 2, 2)]).toEqual([false, false, true]);
  expect([at('nv16', 1, 0), at('nv16', 0, 1)]).toEqual([false, true]);
  expect(at('yuv444', 1, 1)).toBe(true);
});

test('chroma right behind luma, but at another pitch', () => {
  const { context, soft } = environment();
  const wanted = conversion({ from: 'nv12', to: 'nv12', width: 16, height: 4 });
  using converter = passthrough.create({ context, soft }, wanted);
  using stream = context.createStream();
  using source = context.allocate(4 * 16 + 2 * 48);
  using target = context.allocate(converter.layout.byteLength);
  const bytes = Uint8Array.from({ length: source.byteLength }, (_, i) => i);
  source.copyFromHost(bytes);
  const chroma = { pointer: devicePointer(source.pointer + 64n), pitchBytes: 48 };
  const planes = [{ pointer: source.pointer, pitchBytes: 16 }, chroma];
  converter.convert({ pointer: source.pointer, pitchBytes: 16, planes }, target.pointer, stream);
  stream.synchronize();
  const packed = new Uint8Array(target.byteLength);
  target.copyToHost(packed);
  expect([...packed]).toEqual([...bytes.subarray(0, 64 + 16), ...bytes.subarray(64 + 48, 64 + 48 + 16)]);
});
