/** Decoding: bytes against FFmpeg's software decoder, cropping and scaling, planes, pictures, status, reconfiguring. */
import { createHash } from 'node:crypto';
import { copy2D, DisposedError } from '@nvcodec/cuda-driver';
import {
  ContextLock,
  type DecoderOptions,
  Picture,
  planeShapes,
  SurfaceLimitError,
  VideoDecoder,
} from '@nvcodec/nvcuvid';
import { describe, expect, it } from 'vitest';
import { clip, croppedClip } from './support/clip.js';
import { Pipeline, plainOptions, planarHash, readPlanes } from './support/decode.js';
import { gpu, loadCuvid, openContext } from './support/driver.js';

const cuvid = loadCuvid();

describe('decoded pictures', () => {
  it('are those of FFmpeg', () => {
    using context = openContext(cuvid);
    const seen: string[] = [];
    const pipeline = new Pipeline(cuvid, context, {
      show(decoder, info) {
        using surface = decoder.map(info.pictureIndex);
        seen.push(planarHash(context, surface));
      },
    });
    pipeline.parser.parse(clip.bytes);
    pipeline.parser.flush();
    expect(pipeline.decoder.mappedSurfaces).toBe(0);
    pipeline.close();
    expect(seen).toEqual(clip.hashes);
  });

  it('are cropped to the display area, whatever its left and top', () => {
    const whole = allPlanes(clip.bytes);
    const { left, top, right, bottom } = croppedClip.area;
    const expected = whole.map(([luma, chroma]) =>
      md5(
        cut(luma, clip.width, left, top, right, bottom),
        cut(chroma, clip.width, left, top / 2, right, bottom / 2),
      ),
    );
    expect(new Set(expected).size).toBe(clip.pictures);
    expect(allPlanes(croppedClip.bytes).map((planes) => md5(...planes))).toEqual(expected);
    // The same cut, asked for by the caller instead of the stream.
    const asked = { displayArea: croppedClip.area, targetWidth: right - left, targetHeight: bottom - top };
    expect(allPlanes(clip.bytes, asked).map((planes) => md5(...planes))).toEqual(expected);
  });

  it('are mapped on the stream that is given', () => {
    using context = openContext(cuvid);
    using stream = context.createStream();
    const pixels = new Uint8Array(clip.width * clip.height);
    const sums: number[] = [];
    const pipeline = new Pipeline(cuvid, context, {
      show(decoder, { pictureIndex, progressive, topFieldFirst }) {
        using surface = decoder.map(pictureIndex, { stream, progressive, topFieldFirst });
        copy2D(context, {
          src: surface.pointer,
          srcPitchBytes: surface.pitchBytes,
          dst: pixels,
          dstPitchBytes: clip.width,
          widthBytes: clip.width,
          height: clip.height,
          stream,
        });
        stream.synchronize();
        sums.push(pixels.reduce((sum, value) => sum + value, 0));
      },
    });
    pipeline.parser.parse(clip.bytes);
    pipeline.parser.flush();
    pipeline.close();
    expect(sums).toHaveLength(clip.pictures);
    expect(Math.min(...sums)).toBeGreaterThan(0);
  });

  it('report how they were decoded', () => {
    using context = openContext(cuvid);
    const seen = new Set<string>();
    const pipeline = new Pipeline(cuvid, context, {
      show(decoder, info) {
        decoder.map(info.pictureIndex).close();
        seen.add(decoder.status(info.pictureIndex));
      },
    });
    pipeline.parser.parse(clip.bytes);
    pipeline.parser.flush();
    pipeline.close();
    expect([...seen]).toEqual(['success']);
  });
});

function md5(...planes: Uint8Array[]): string {
  const hash = createHash('md5');
  for (const plane of planes) hash.update(plane);
  return hash.digest('hex');
}

/** Luma and chroma of every picture of a clip. */
function allPlanes(bytes: Uint8Array, decoder: Partial<DecoderOptions> = {}): [Uint8Array, Uint8Array][] {
  using context = openContext(cuvid);
  const planes: [Uint8Array, Uint8Array][] = [];
  const pipeline = new Pipeline(cuvid, context, {
    decoder,
    show(shown, info) {
      using surface = shown.map(info.pictureIndex);
      planes.push(readPlanes(context, surface));
    },
  });
  pipeline.parser.parse(bytes);
  pipeline.parser.flush();
  pipeline.close();
  return planes;
}

function cut(
  rows: Uint8Array,
  width: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
): Uint8Array {
  const lines = Array.from({ length: bottom - top }, (_, y) =>
    rows.subarray((top + y) * width + left, (top + y) * width + right),
  );
  return new Uint8Array(Buffer.concat(lines));
}

describe('post-processing', () => {
  it('scales into a target rectangle and leaves black around it', () => {
    using context = openContext(cuvid);
    const rows: Uint8Array[] = [];
    const pipeline = new Pipeline(cuvid, context, {
      decoder: {
        targetWidth: 160,
        targetHeight: 160,
        targetRect: { left: 0, top: 20, right: 160, bottom: 140 },
      },
      show(decoder, info) {
        using surface = decoder.map(info.pictureIndex);
        expect([surface.width, surface.height]).toEqual([160, 160]);
        const luma = new Uint8Array(160 * 160);
        const [plane] = surface.planes;
        if (plane === undefined) throw new Error('no luma');
        copy2D(context, {
          src: plane.pointer,
          srcPitchBytes: plane.pitchBytes,
          dst: luma,
          dstPitchBytes: 160,
          widthBytes: 160,
          height: 160,
        });
        rows.push(luma.subarray(0, 160), luma.subarray(80 * 160, 81 * 160), luma.subarray(159 * 160));
      },
    });
    pipeline.parser.parse(clip.bytes);
    pipeline.parser.flush();
    pipeline.close();
    const [top, middle, bottom] = rows;
    expect(Math.max(...(top ?? []), ...(bottom ?? []))).toBeLessThanOrEqual(16);
    expect(new Set(middle).size).toBeGreaterThan(4);
  });

  it('lays planes out with chroma behind an even number of rows', () => {
    expect(planeShapes('nv12', 319, 239)).toEqual([
      { firstRow: 0, widthBytes: 319, height: 239 },
      { firstRow: 240, widthBytes: 320, height: 120 },
    ]);
    expect(planeShapes('p216', 320, 240)).toEqual([
      { firstRow: 0, widthBytes: 640, height: 240 },
      { firstRow: 240, widthBytes: 640, height: 240 },
    ]);
    expect(planeShapes('yuv444p16', 64, 48).map(({ firstRow }) => firstRow)).toEqual([0, 48, 96]);
  });
});

describe('reconfigure', () => {
  it('changes size and scaling of a decoder that has room for it', () => {
    using context = openContext(cuvid);
    let sequences = 0;
    let decoder: VideoDecoder | undefined;
    const sizes = new Set<string>();
    const pipeline: Pipeline = new Pipeline(cuvid, context, {
      callbacks: {
        sequence(format) {
          sequences += 1;
          const options = { ...plainOptions(format), maxWidth: 640, maxHeight: 480, numPictures: 16 };
          if (decoder === undefined) decoder = VideoDecoder.create(cuvid, context, options);
          else decoder.reconfigure({ ...options, targetWidth: 148, targetHeight: 114 });
          return options.numPictures;
        },
        decode: (picture) => decoder?.decode(picture),
        display(info) {
          using surface = decoder?.map(info.pictureIndex);
          sizes.add(`${surface?.width}x${surface?.height}`);
        },
      },
    });
    pipeline.parser.parse(clip.bytes);
    pipeline.parser.flush();
    pipeline.parser.parse(croppedClip.bytes);
    pipeline.parser.flush();
    expect(sequences).toBe(2);
    expect([...sizes]).toEqual(['320x240', '148x114']);
    expect(decoder?.info).toMatchObject({ targetWidth: 148, targetHeight: 114, maxWidth: 640 });
    pipeline.close();
    decoder?.close();
  });

  it('is refused beyond the largest size, and while a surface is mapped', () => {
    using context = openContext(cuvid);
    let decoder: VideoDecoder | undefined;
    const pipeline = new Pipeline(cuvid, context, {
      show(shown, info) {
        if (decoder !== undefined) return;
        decoder = shown;
        using surface = shown.map(info.pictureIndex);
        expect(() => shown.reconfigure({ ...shown.info, targetWidth: 64 })).toThrow(
          'needs all surfaces closed, 1',
        );
        expect(surface.closed).toBe(false);
      },
    });
    pipeline.parser.parse(clip.bytes);
    pipeline.parser.flush();
    expect(() => decoder?.reconfigure({ ...decoder.info, codedWidth: 321 })).toThrow(
      'codedWidth must be a whole number from 1 to 320, not 321',
    );
    pipeline.close();
  });
});

describe('surfaces', () => {
  it('are limited by numSurfaces, which the error names', () => {
    using context = openContext(cuvid);
    let checked = false;
    const pipeline = new Pipeline(cuvid, context, {
      decoder: { numSurfaces: 2 },
      show(decoder, info) {
        using first = decoder.map(info.pictureIndex);
        using second = decoder.map(info.pictureIndex);
        expect(first.pointer).not.toBe(second.pointer);
        expect(decoder.mappedSurfaces).toBe(2);
        expect(() => decoder.map(info.pictureIndex)).toThrow(SurfaceLimitError);
        expect(() => decoder.map(info.pictureIndex)).toThrow('larger numSurfaces');
        second.close();
        decoder.map(info.pictureIndex).close();
        checked = true;
      },
    });
    pipeline.parser.parse(clip.bytes);
    pipeline.parser.flush();
    pipeline.close();
    expect(checked).toBe(true);
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

describe.skipIf(!gpu)('on a GPU', () => {
  it('the library is the driver, not the stand-in', () => {
    expect(cuvid.path).toContain('libnvcuvid');
    expect(cuvid.cuda.device(0).uuid).toMatch(/^GPU-/);
  });
});
