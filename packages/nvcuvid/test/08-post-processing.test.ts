/** Scaling, letterboxing, the planes of a surface, and changing a decoder's sizes. */
import { copy2D } from '@nvcodec/cuda-driver';
import { planeShapes, VideoDecoder } from '@nvcodec/nvcuvid';
import { describe, expect, it } from 'vitest';
import { clip, croppedClip } from './support/clip.js';
import { Pipeline, plainOptions } from './support/decode.js';
import { keepContext, loadCuvid, openContext } from './support/driver.js';

const cuvid = loadCuvid();
keepContext(cuvid);

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
