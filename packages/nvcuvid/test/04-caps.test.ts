/** What a GPU says it can decode, and what a GPU of limited abilities refuses. */
import { type CapsQuery, CuvidError, DecoderCaps, VideoDecoder } from '@nvcodec/nvcuvid';
import { describe, expect, it } from 'vitest';
import { plainOptions } from './support/decode.js';
import {
  gpu,
  keepContext,
  loadCuvid,
  loadSoftCuvid,
  openContext,
  withSoftEnvironment,
} from './support/driver.js';

keepContext(loadCuvid());

const h264 = { codec: 'h264', chromaFormat: '420', bitDepth: 8 } as const satisfies CapsQuery;

/** The answer of a GPU played by the software driver. */
function limited(caps: string, query: CapsQuery): DecoderCaps {
  const cuvid = loadSoftCuvid();
  return withSoftEnvironment({ NVCODEC_SOFT_CAPS: caps }, () => {
    using context = openContext(cuvid);
    return DecoderCaps.query(cuvid, context, query);
  });
}

describe('DecoderCaps', () => {
  it('tells sizes, output formats and engines', () => {
    const cuvid = loadCuvid();
    using context = openContext(cuvid);
    const caps = DecoderCaps.query(cuvid, context, h264);
    expect(caps.supported).toBe(true);
    expect(caps.outputFormats).toContain('nv12');
    expect(caps.engines).toBeGreaterThanOrEqual(1);
    expect(caps.maxWidth).toBeGreaterThanOrEqual(4096);
    expect(caps.refusal(1920, 1088)).toBeUndefined();
    expect(DecoderCaps.query(cuvid, context, h264)).toBe(caps);
  });

  it('does not fail for what is not supported, and says so in words', () => {
    const cuvid = loadCuvid();
    using context = openContext(cuvid);
    const caps = DecoderCaps.query(cuvid, context, { codec: 'mpeg2', chromaFormat: '444', bitDepth: 12 });
    expect(caps).toMatchObject({ supported: false, maxWidth: 0, outputFormats: [] });
    expect(caps.refusal(640, 480)).toMatch(/does not decode mpeg2 4:4:4 12 bit$/);
  });

  it('rejects words that are none', () => {
    const cuvid = loadCuvid();
    using context = openContext(cuvid);
    const ask = (query: object) => () =>
      DecoderCaps.query(cuvid, context, { ...h264, ...query } as CapsQuery);
    expect(ask({ codec: 'h265' })).toThrow("codec: 'h265' is not one of mpeg1, mpeg2");
    expect(ask({ chromaFormat: '411' })).toThrow("chromaFormat: '411'");
    expect(ask({ bitDepth: 7 })).toThrow('bitDepth must be a whole number from 8 to 16, not 7');
  });
});

// The software driver plays such GPUs; a real one is what it is.
describe.skipIf(gpu)('a GPU of limited abilities', () => {
  it('without a codec', () => {
    expect(limited('hevc=none', { ...h264, codec: 'hevc' }).refusal(640, 480)).toMatch(
      /does not decode hevc/,
    );
    expect(limited('hevc=none', h264).supported).toBe(true);
  });

  it('with a smallest and a largest size', () => {
    const caps = limited('h264=min:48x16,max:4096x2304', h264);
    expect(caps).toMatchObject({ minWidth: 48, minHeight: 16, maxWidth: 4096, maxHeight: 2304 });
    expect(caps.refusal(32, 32)).toMatch(/from 48x16, not 32x32$/);
    expect(caps.refusal(4096, 2320)).toMatch(/up to 4096x2304, not 4096x2320$/);
    expect(caps.refusal(48, 16)).toBeUndefined();
  });

  it('with a largest depth', () => {
    const hevc = { codec: 'hevc', chromaFormat: '420' } as const;
    expect(limited('hevc=depth:8', { ...hevc, bitDepth: 10 }).supported).toBe(false);
    expect(limited('hevc=depth:8', { ...hevc, bitDepth: 8 }).supported).toBe(true);
  });

  it('refuses to create a decoder, saying what was asked for', () => {
    const cuvid = loadSoftCuvid();
    using context = openContext(cuvid);
    withSoftEnvironment({ NVCODEC_SOFT_CAPS: 'h264=none' }, () => {
      const create = () => VideoDecoder.create(cuvid, context, { ...plainOptions(format), numPictures: 4 });
      expect(create).toThrow(CuvidError);
      expect(create).toThrow(/cuvidCreateDecoder.*h264 4:2:0 8 bit 320x240 to nv12 320x240/s);
    });
  });
});

const format = {
  ...h264,
  chromaBitDepth: 8,
  progressive: true,
  codedWidth: 320,
  codedHeight: 240,
  displayArea: { left: 0, top: 0, right: 320, bottom: 240 },
  minDecodeSurfaces: 4,
  frameRate: { num: 0, den: 0 },
  displayAspectRatio: { num: 0, den: 0 },
  color: { fullRange: false, primaries: 2, transfer: 2, matrix: 2 },
  bitrate: 0,
};
