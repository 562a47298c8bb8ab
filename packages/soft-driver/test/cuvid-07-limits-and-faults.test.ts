// The driver plays a GPU of limited abilities, and fails where it is told to.
import { describe, expect, it } from 'vitest';
import { clip, decode, fixture, golden, hashes, runProgram } from './cuvid-program.js';

const codecs = { mpeg2: 1, h264: 4, hevc: 8, vp9: 10 };
const chroma420 = 1;
const chroma422 = 2;

function caps(codec: number, chroma: number, depth: number, limits = ''): string {
  return runProgram(['caps', String(codec), String(chroma), String(depth)], {
    NVCODEC_SOFT_CAPS: limits,
  }).stdout.trim();
}

const none = '0 supported=0 engines=0 formats=0 min=0x0 max=0x0 macroblocks=0';

describe('capabilities', () => {
  it('are those of libavcodec', () => {
    const all = 'min=1x1 max=16384x16384 macroblocks=1048576';
    expect(caps(codecs.h264, chroma420, 8)).toBe(`0 supported=1 engines=1 formats=3 ${all}`);
    expect(caps(codecs.hevc, chroma422, 10)).toBe(`0 supported=1 engines=1 formats=48 ${all}`);
    expect(caps(codecs.mpeg2, chroma420, 10)).toBe(none);
  });

  it('can be taken away by codec', () => {
    expect(caps(codecs.hevc, chroma420, 8, 'hevc=none')).toBe(none);
    expect(caps(codecs.h264, chroma420, 8, 'hevc=none')).toContain('supported=1');
  });

  it('can be limited by size, depth and chroma, for one codec or all', () => {
    expect(caps(codecs.h264, chroma420, 8, 'h264=min:48x16,max:4096x2304')).toContain(
      'min=48x16 max=4096x2304 macroblocks=36864',
    );
    expect(caps(codecs.hevc, chroma420, 10, '*=depth:8')).toBe(none);
    expect(caps(codecs.hevc, chroma420, 8, '*=depth:8')).toContain('supported=1');
    expect(caps(codecs.h264, chroma422, 8, 'h264=chroma:420+444')).toBe(none);
    expect(caps(codecs.h264, chroma420, 8, '*=none;vp9=max:64x64')).toBe(none);
  });

  it('rule the creation of decoders', () => {
    const refusal = (limits: string) => () => decode(fixture('h264.h264'), {}, { NVCODEC_SOFT_CAPS: limits });
    expect(refusal('h264=none')).toThrow('cuvidCreateDecoder: CUDA_ERROR_NOT_SUPPORTED');
    expect(refusal('h264=chroma:444')).toThrow('cuvidCreateDecoder: CUDA_ERROR_NOT_SUPPORTED');
    expect(refusal('h264=min:352x288')).toThrow('cuvidCreateDecoder: CUDA_ERROR_INVALID_VALUE');
    expect(refusal('h264=max:176x144')).toThrow('cuvidCreateDecoder: CUDA_ERROR_INVALID_VALUE');
    expect(refusal('hevc=none')).not.toThrow();
  });

  it('that are misspelt are pointed out', () => {
    expect(runProgram(['caps', '4', '1', '8'], { NVCODEC_SOFT_CAPS: 'h264=dept:8' }).stderr).toContain(
      '"dept:8" for h264',
    );
  });
});

describe('faults', () => {
  const path = clip('h264-open-gop.h264');
  const failing = (faults: string) => () => decode(path, {}, { NVCODEC_SOFT_FAULTS: faults });

  it.each([
    ['cuvidCreateVideoParser:1=2', 'cuvidCreateVideoParser: CUDA_ERROR_OUT_OF_MEMORY'],
    ['cuvidCreateDecoder:1=2', 'cuvidCreateDecoder: CUDA_ERROR_OUT_OF_MEMORY'],
    ['cuvidParseVideoData:5=999', 'cuvidParseVideoData: CUDA_ERROR_UNKNOWN'],
    ['cuvidDecodePicture:10=700', 'cuvidDecodePicture: CUDA_ERROR_ILLEGAL_ADDRESS'],
    ['cuvidMapVideoFrame64:3=205', 'cuvidMapVideoFrame64: CUDA_ERROR_MAP_FAILED'],
    ['cuvidUnmapVideoFrame64:2=1', 'cuvidUnmapVideoFrame64: CUDA_ERROR_INVALID_VALUE'],
    ['cuvidGetDecodeStatus:1=801', 'cuvidGetDecodeStatus: CUDA_ERROR_NOT_SUPPORTED'],
  ])('%s', (faults, message) => {
    expect(failing(faults)).toThrow(message);
  });

  it('of memory come up where decoders allocate', () => {
    expect(failing('cuMemAlloc_v2:2=2')).toThrow('cuvidCreateDecoder: CUDA_ERROR_OUT_OF_MEMORY');
    expect(() => decode(path, {}, { NVCODEC_SOFT_MEMORY: '1000' })).toThrow('CUDA_ERROR_OUT_OF_MEMORY');
  });

  it('make a picture damaged without changing it', () => {
    const decoded = decode(path, {}, { NVCODEC_SOFT_FAULTS: 'picture:7=damaged,picture:9=damaged' });
    expect(hashes(decoded)).toEqual(golden(path).map((line) => line.md5));
    const damaged = decoded.pictures.flatMap((picture, i) => (picture.status === 8 ? [i] : []));
    expect(damaged).toEqual([7, 9]);
  });
});
