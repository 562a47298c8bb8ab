/** A driver that fails: each failing call becomes an error that names it, and nothing is left behind. */
import { CuvidError, DecoderCaps, VideoDecoder, VideoParser } from '@nvcodec/nvcuvid';
import { describe, expect, it } from 'vitest';
import { clip } from './support/clip.js';
import { Pipeline } from './support/decode.js';
import { loadSoftCuvid, openContext, withSoftEnvironment } from './support/driver.js';

const cuvid = loadSoftCuvid();

/** Decodes and maps the clip while the software driver fails as told; the error, and how many pictures were shown. */
function decodeWith(faults: string) {
  return withSoftEnvironment({ NVCODEC_SOFT_FAULTS: faults }, () => {
    using context = openContext(cuvid);
    const statuses: string[] = [];
    let error: unknown;
    let pipeline: Pipeline | undefined;
    try {
      pipeline = new Pipeline(cuvid, context, {
        show(decoder, info) {
          decoder.map(info.pictureIndex).close();
          statuses.push(decoder.status(info.pictureIndex));
        },
      });
      pipeline.parser.parse(clip.bytes);
      pipeline.parser.flush();
    } catch (caught) {
      error = caught;
    }
    pipeline?.close();
    return { error, statuses };
  });
}

describe('a failing call', () => {
  it.each([
    ['cuvidCreateVideoParser', 1, 2, 'CUDA_ERROR_OUT_OF_MEMORY', 0],
    ['cuvidCreateDecoder', 1, 2, 'CUDA_ERROR_OUT_OF_MEMORY', 0],
    ['cuvidParseVideoData', 1, 999, 'CUDA_ERROR_UNKNOWN', 0],
    ['cuvidMapVideoFrame64', 3, 205, 'CUDA_ERROR_MAP_FAILED', 2],
    ['cuvidGetDecodeStatus', 2, 400, 'CUDA_ERROR_INVALID_HANDLE', 1],
  ])('%s is a CuvidError', (call, nth, code, name, shown) => {
    const { error, statuses } = decodeWith(`${call}:${nth}=${code}`);
    expect(error).toBeInstanceOf(CuvidError);
    expect(error).toMatchObject({ call, code, name });
    expect(statuses).toHaveLength(shown);
    cuvid.check(0, 'the disposals');
  });

  it('cuvidDecodePicture is thrown by parse, through the decode callback', () => {
    const { error } = decodeWith('cuvidDecodePicture:10=700');
    expect(error).toMatchObject({
      call: 'cuvidDecodePicture',
      code: 700,
      name: 'CUDA_ERROR_ILLEGAL_ADDRESS',
    });
  });

  it('cuvidGetDecoderCaps is no refusal', () => {
    withSoftEnvironment({ NVCODEC_SOFT_FAULTS: 'cuvidGetDecoderCaps:1=101' }, () => {
      using context = openContext(cuvid);
      const ask = () => DecoderCaps.query(cuvid, context, { codec: 'vp9', chromaFormat: '420', bitDepth: 8 });
      expect(ask).toThrow('cuvidGetDecoderCaps failed with CUDA_ERROR_INVALID_DEVICE (101)');
      expect(ask().supported).toBe(true);
    });
  });
});

describe('a failing release', () => {
  it.each([
    ['cuvidUnmapVideoFrame64', 206],
    ['cuvidDestroyDecoder', 400],
    ['cuvidDestroyVideoParser', 400],
  ])('%s is recorded, and thrown by the next call', (call, code) => {
    // Thrown inside the callback that maps the next picture, or by the check behind the disposals.
    const { error } = decodeWith(`${call}:1=${code}`);
    if (error === undefined) expect(() => cuvid.check(0, 'next')).toThrow(`${call} failed with`);
    else expect(error).toMatchObject({ call, code });
    expect(() => cuvid.check(0, 'next')).not.toThrow();
  });

  it('is thrown before a new decoder or parser is made, not instead of it', () => {
    using context = openContext(cuvid);
    const failure = new Error('an older failure');
    const info = decoderInfo(context);
    cuvid.cuda.failures.record(failure);
    expect(() => VideoDecoder.create(cuvid, context, info)).toThrow(failure);
    VideoDecoder.create(cuvid, context, info).close();
    cuvid.cuda.failures.record(failure);
    const callbacks = { sequence: () => 1, decode: () => true, display: () => {} };
    expect(() => new VideoParser(cuvid, { codec: 'h264' }, callbacks)).toThrow(failure);
    new VideoParser(cuvid, { codec: 'h264' }, callbacks).close();
  });
});

describe('a damaged picture', () => {
  it('is reported as damaged, the others as good', () => {
    const { error, statuses } = decodeWith('picture:7=damaged');
    expect(error).toBeUndefined();
    expect(statuses).toHaveLength(clip.pictures);
    expect(['error', 'concealed']).toContain(statuses[7]);
    expect(statuses.filter((status) => status === 'success')).toHaveLength(clip.pictures - 1);
  });
});

function decoderInfo(context: ReturnType<typeof openContext>) {
  const pipeline = new Pipeline(cuvid, context);
  pipeline.parser.parse(clip.bytes);
  pipeline.close();
  return pipeline.decoder.info;
}
