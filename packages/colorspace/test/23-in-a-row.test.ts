/**
 * Conversions in a row, each of what the one before it wrote: on a GPU that starts a kernel while the one before it ends,
 * none may read too early.
 */
import { expect, test } from 'vitest';
import { defaultRegistry } from '../src/index.js';
import { conversion, type Wanted } from './support/conversions.js';
import { environment } from './support/environment.js';

const small = { width: 640, height: 360 };
/** More than a GPU works on at a time. */
const large = { width: 2560, height: 1440 };
/**
 * Conversions to three planes, of which the next one reads all or, as NV12, half: from a row on that is among the last
 * ones that are written, so that it would be read too early most easily.
 */
const kinds: [string, Wanted, number][] = [
  ['pixel for pixel', { from: 'yuv444', to: 'rgb444p', ...small }, 0],
  ['scaled', { from: 'yuv444', to: 'rgb444p', ...small, filter: 'lanczos3', mirrored: true }, 0],
  ['halved chroma', { from: 'nv12', to: 'rgb444p', ...small }, small.height - 8],
  ['halved chroma, large', { from: 'nv12', to: 'rgb444p', ...large }, large.height - 8],
];
const inARow = 24;
/** Of memory that is filled on the GPU before, while the conversions queue up: it runs them faster than they can be asked for. */
const filled = 2 ** 26;
const fills = 16;

test.each(kinds)('%s', (_, wanted, firstRow) => {
  const { context } = environment();
  using converter = defaultRegistry().create(environment(), conversion(wanted));
  const bytes = converter.layout.byteLength;
  using stream = context.createStream();
  using memory = context.allocate(2 * bytes);
  using blocking = context.allocate(filled);
  const places = [memory.pointer, (memory.pointer + BigInt(bytes)) as typeof memory.pointer] as const;
  const noise = Uint8Array.from({ length: bytes }, (_, i) => (i * 2654435761) >>> 13);
  const run = (between: () => void): Uint8Array => {
    memory.copyFromHost(noise);
    for (let i = 0; i < fills; i++) blocking.fill(i, { stream });
    for (let i = 0; i < inARow; i++) {
      const [from, to] = i % 2 === 0 ? places : [places[1], places[0]];
      const pointer = (from + BigInt(firstRow * wanted.width)) as typeof from;
      converter.convert({ pointer, pitchBytes: wanted.width }, to, stream);
      between();
    }
    stream.synchronize();
    const result = new Uint8Array(bytes);
    memory.copyToHost(result);
    return result;
  };
  const oneByOne = run(() => stream.synchronize());
  expect(oneByOne).not.toEqual(noise);
  for (let round = 0; round < 3; round++)
    expect(
      Buffer.compare(
        run(() => {}),
        oneByOne,
      ),
    ).toBe(0);
});
