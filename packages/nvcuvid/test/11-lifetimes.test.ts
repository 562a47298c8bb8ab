/** Closing in any order, forgetting to close, and doing it a thousand times. */
import { type Context, DisposedError } from '@nvcodec/cuda-driver';
import { type DisplayInfo, Picture, type Surface, VideoDecoder, VideoParser } from '@nvcodec/nvcuvid';
import { describe, expect, it } from 'vitest';
import { accessUnits, clip } from './support/clip.js';
import { Pipeline, planarHash } from './support/decode.js';
import { gpu, keepContext, loadCuvid, openContext } from './support/driver.js';
import { collectUntil } from './support/garbage.js';
import { residentBytes } from './support/memory.js';

const cuvid = loadCuvid();
keepContext(cuvid);

const none = () => {};
const firstUnit = accessUnits(clip.bytes)[0] ?? new Uint8Array();

/** Decodes the clip's first pictures and keeps the one that is shown first. */
function firstPicture(context: Context, release: (index: number) => void) {
  let first: Picture | undefined;
  const pipeline = new Pipeline(cuvid, context, {
    show(decoder, info) {
      first ??= new Picture(decoder, info, release);
    },
    callbacks: {
      decode(picture) {
        if (first === undefined) pipeline.decoder.decode(picture);
      },
    },
  });
  pipeline.parser.parse(clip.bytes);
  if (first === undefined) throw new Error('no picture was shown');
  return { picture: first, pipeline };
}

describe('closing', () => {
  it('everything in the wrong order leaves picture and surface usable, then frees all', () => {
    const released: number[] = [];
    const context = cuvid.cuda.device(0).createContext();
    const { picture, pipeline } = firstPicture(context, (index) => released.push(index));
    const { decoder, parser } = pipeline;
    context.close();
    decoder.close();
    parser.close();
    expect(() => decoder.map(0)).toThrow(DisposedError);
    const surface = picture.map();
    picture.close();
    expect(released).toEqual([picture.pictureIndex]);
    expect(planarHash(context, surface)).toBe(clip.hashes[0]);
    surface.close();
    surface.close();
    decoder.close();
    expect(decoder.mappedSurfaces).toBe(0);
    cuvid.check(0, 'the disposals');
  });

  it('needs no current context', () => {
    const context = cuvid.cuda.device(0).createContext();
    const before = cuvid.cuda.currentContext();
    const { picture, pipeline } = firstPicture(context, none);
    const surface = picture.map();
    for (const object of [surface, picture, pipeline.decoder, pipeline.parser, context])
      object[Symbol.dispose]();
    expect(cuvid.cuda.currentContext()).toBe(before);
    cuvid.check(0, 'the disposals');
  });

  it('records a failing release and throws it with the next call', () => {
    using context = openContext(cuvid);
    const { picture, pipeline } = firstPicture(context, none);
    const failure = new Error('the slot was not mine');
    const other = new Picture(pipeline.decoder, picture.display, () => {
      throw failure;
    });
    expect(() => other.close()).not.toThrow();
    expect(() => picture.map()).toThrow(failure);
    picture.map().close();
    picture.close();
    pipeline.close();
  });

  it('of a wrapped handle leaves the decoder to its owner', () => {
    using context = openContext(cuvid);
    const { picture, pipeline } = firstPicture(context, none);
    const { decoder } = pipeline;
    const wrapped = VideoDecoder.fromHandle(cuvid, context, decoder.handle, decoder.info);
    using surface = wrapped.map(picture.pictureIndex);
    wrapped.close();
    expect(planarHash(context, surface)).toBe(clip.hashes[0]);
    surface.close();
    picture.map().close();
    picture.close();
    pipeline.close();
    cuvid.check(0, 'the disposals');
  });
});

describe('what is forgotten', () => {
  it('is closed by the garbage collector: surface, picture, decoder and parser', async () => {
    const released: number[] = [];
    const context = openContext(cuvid);
    let mapped = 0;
    const release = (index: number) => released.push(index);
    const forget = () => {
      const { picture, pipeline } = firstPicture(context, release);
      picture.map();
      mapped = pipeline.decoder.mappedSurfaces;
      return new WeakRef(pipeline.parser);
    };
    const parser = forget();
    expect(mapped).toBe(1);
    await collectUntil(() => released.length === 1 && parser.deref() === undefined);
    context.close();
    cuvid.check(0, 'the disposals');
  });
});

describe('many times', () => {
  // A GPU takes a tenth of a second and more to make a decoder and part with it.
  const rounds = gpu ? 100 : 1000;
  it('parsers and decoders come and go, and leave memory where it was', () => {
    using context = openContext(cuvid);
    const round = () => {
      const pipeline = new Pipeline(cuvid, context);
      pipeline.parser.parse(firstUnit, { endOfPicture: true });
      pipeline.close();
    };
    for (let index = 0; index < rounds / 10; index++) round();
    const host = residentBytes();
    const device = context.memoryInfo().free;
    for (let index = 0; index < rounds; index++) round();
    cuvid.check(0, 'the disposals');
    // Free is what the whole device has; a decoder of this size takes several MiB.
    expect(device - context.memoryInfo().free).toBeLessThan(64 * 2 ** 20);
    expect(residentBytes() - host).toBeLessThan(32 * 2 ** 20);
  }, 120_000);

  it('a picture is mapped and unmapped', () => {
    using context = openContext(cuvid);
    const { picture, pipeline } = firstPicture(context, none);
    const pointers = new Set<bigint>();
    for (let index = 0; index < 1000; index++) {
      using surface: Surface = picture.map();
      pointers.add(surface.pointer);
    }
    expect(pointers.size).toBeLessThanOrEqual(pipeline.decoder.info.numSurfaces);
    picture.close();
    pipeline.close();
  });

  it('streams pass through one parser, one after another', () => {
    const shown: DisplayInfo[] = [];
    using parser = new VideoParser(
      cuvid,
      { codec: 'h264' },
      {
        sequence: (format) => format.minDecodeSurfaces,
        decode: () => true,
        display: (info) => shown.push(info),
      },
    );
    for (let index = 0; index < 30; index++) {
      parser.parse(clip.bytes, { timestamp: BigInt(index) });
      parser.flush();
    }
    expect(shown).toHaveLength(30 * clip.pictures);
  });
});
