/** Decoding: bytes against FFmpeg's software decoder, cropping, streams, status. */
import { createHash } from 'node:crypto';
import { copy2D } from '@nvcodec/cuda-driver';
import type { DecoderOptions } from '@nvcodec/nvcuvid';
import { describe, expect, it } from 'vitest';
import { clip, croppedClip } from './support/clip.js';
import { Pipeline, planarHash, readPlanes } from './support/decode.js';
import { gpu, keepContext, loadCuvid, openContext } from './support/driver.js';

const cuvid = loadCuvid();
keepContext(cuvid);

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

describe.skipIf(!gpu)('on a GPU', () => {
  it('the library is the driver, not the stand-in', () => {
    expect(cuvid.path).toContain('libnvcuvid');
    expect(cuvid.cuda.device(0).uuid).toMatch(/^GPU-/);
  });
});
