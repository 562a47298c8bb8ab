/** Who owns decode surfaces and output surfaces, how many there are, and the context lock. */
import { DisposedError } from '@nvcodec/cuda-driver';
import { ContextLock, Picture, type Surface, SurfaceLimitError } from '@nvcodec/nvcuvid';
import { describe, expect, it } from 'vitest';
import { clip } from './support/clip.js';
import { Pipeline, planarHash } from './support/decode.js';
import { keepContext, loadCuvid, openContext } from './support/driver.js';

const cuvid = loadCuvid();
keepContext(cuvid);

describe('surfaces', () => {
  it('are limited by numSurfaces, which the error names', () => {
    using context = openContext(cuvid);
    const held: Surface[] = [];
    let checked = 0;
    const pipeline = new Pipeline(cuvid, context, {
      decoder: { numSurfaces: 2 },
      show(decoder, { pictureIndex }) {
        if (held.length < 2) {
          held.push(decoder.map(pictureIndex));
          return;
        }
        expect(() => decoder.map(pictureIndex)).toThrow(SurfaceLimitError);
        expect(() => decoder.map(pictureIndex)).toThrow('larger numSurfaces');
        held.pop()?.close();
        expect(decoder.mappedSurfaces).toBe(1);
        held.push(decoder.map(pictureIndex));
        expect(held[0]?.pointer).not.toBe(held[1]?.pointer);
        expect(decoder.mappedSurfaces).toBe(2);
        checked += 1;
      },
    });
    pipeline.parser.parse(clip.bytes);
    pipeline.parser.flush();
    for (const surface of held) surface.close();
    pipeline.close();
    expect(checked).toBe(clip.pictures - 2);
  });
});

describe('Picture', () => {
  it('gives its slot back once, and maps with what the stream says of fields', () => {
    using context = openContext(cuvid);
    const released: number[] = [];
    const hashes: string[] = [];
    const pipeline = new Pipeline(cuvid, context, {
      show(decoder, info) {
        const picture = new Picture(decoder, info, (index) => released.push(index));
        expect(picture).toMatchObject({ pictureIndex: info.pictureIndex, timestamp: info.timestamp });
        using surface = picture.map();
        picture.close();
        picture.close();
        hashes.push(planarHash(context, surface));
        expect(() => picture.map()).toThrow(DisposedError);
      },
    });
    pipeline.parser.parse(clip.bytes);
    pipeline.parser.flush();
    pipeline.close();
    expect(hashes).toEqual(clip.hashes);
    expect(released).toHaveLength(clip.pictures);
  });
});

describe('ContextLock', () => {
  it('makes its context current while held', () => {
    using context = cuvid.cuda.device(0).createContext();
    using lock = new ContextLock(cuvid, context);
    expect(lock.run(() => cuvid.cuda.currentContext())).toBe(context.handle);
    expect(cuvid.cuda.currentContext()).not.toBe(context.handle);
  });

  it('outlives its closing for the decoder that uses it', () => {
    using context = openContext(cuvid);
    const lock = new ContextLock(cuvid, context);
    const seen: string[] = [];
    const pipeline = new Pipeline(cuvid, context, {
      decoder: { lock },
      show(decoder, info) {
        lock.close();
        using surface = decoder.map(info.pictureIndex);
        seen.push(planarHash(context, surface));
      },
    });
    pipeline.parser.parse(clip.bytes);
    pipeline.parser.flush();
    pipeline.close();
    expect(seen).toEqual(clip.hashes);
  });
});
