/** The parser when its callbacks throw, refuse, or close what they run in. */
import { DisposedError } from '@nvcodec/cuda-driver';
import { type ParserCallbacks, type PictureParameters, VideoParser } from '@nvcodec/nvcuvid';
import { describe, expect, it } from 'vitest';
import { clip } from './support/clip.js';
import { Pipeline } from './support/decode.js';
import { keepContext, loadCuvid, openContext } from './support/driver.js';

const cuvid = loadCuvid();
keepContext(cuvid);

/** A parser whose pictures are not decoded. */
function parserOnly(callbacks: Partial<ParserCallbacks> = {}): VideoParser {
  return new VideoParser(
    cuvid,
    { codec: 'h264' },
    { sequence: (format) => format.minDecodeSurfaces, decode: () => true, display: () => {}, ...callbacks },
  );
}

describe('an exception in a callback', () => {
  const failure = new Error('from the user');
  const fail = () => {
    throw failure;
  };

  it.each(['sequence', 'decode', 'display', 'sei', 'endOfStream'] as const)(
    '%s: parse or flush throws it',
    (name) => {
      using parser = parserOnly({ [name]: fail });
      const feed = () => {
        parser.parse(clip.bytes);
        parser.flush();
      };
      expect(feed).toThrow(failure);
    },
  );

  it('silences the callbacks until it was thrown, and is thrown once', () => {
    let decoded = 0;
    using parser = parserOnly({
      decode() {
        decoded += 1;
        if (decoded === 3) throw failure;
      },
    });
    expect(() => parser.parse(clip.bytes)).toThrow(failure);
    expect(decoded).toBe(3);
    parser.flush();
    parser.parse(clip.bytes);
    expect(decoded).toBeGreaterThan(3);
  });

  it('is an error too when a callback says false or returns no number of surfaces', () => {
    const feed = (callbacks: Partial<ParserCallbacks>) => () => {
      using parser = parserOnly(callbacks);
      parser.parse(clip.bytes);
    };
    expect(feed({ sequence: () => 33 })).toThrow('1 to 32 decode surfaces, not 33');
    expect(feed({ sequence: () => Number.NaN })).toThrow(RangeError);
    expect(feed({ sequence: () => 0 })).toThrow('The sequence callback returned 0');
    expect(feed({ decode: () => false })).toThrow('The decode callback returned false');
  });
});

describe('data', () => {
  it('may lie in shared memory, at any offset', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(clip.bytes.length + 3)).subarray(3);
    shared.set(clip.bytes);
    let decoded = 0;
    using parser = parserOnly({
      decode() {
        decoded += 1;
      },
    });
    parser.parse(shared);
    parser.parse(new Uint8Array(0));
    parser.flush();
    expect(decoded).toBe(clip.pictures);
  });

  it('that is no bytes is a TypeError', () => {
    using parser = parserOnly();
    expect(() => parser.parse('bytes' as unknown as Uint8Array)).toThrow(
      'data must be a Uint8Array, not string',
    );
  });
});

describe('closing', () => {
  it.each(['sequence', 'decode', 'display'] as const)(
    'the parser inside its own %s callback is safe',
    (name) => {
      let calls = 0;
      const parser: VideoParser = parserOnly({
        [name]: () => {
          calls += 1;
          parser.close();
          parser.close();
          expect(parser.closed).toBe(true);
          return 4;
        },
      });
      parser.parse(clip.bytes);
      expect(calls).toBeGreaterThan(0);
      expect(() => parser.parse(clip.bytes)).toThrow(DisposedError);
      cuvid.check(0, '');
    },
  );

  it('the decoder inside a decode callback makes the next decode fail, not crash', () => {
    using context = openContext(cuvid);
    const pipeline: Pipeline = new Pipeline(cuvid, context, {
      callbacks: {
        decode(picture) {
          pipeline.decoder.decode(picture);
          pipeline.decoder.close();
        },
      },
    });
    expect(() => pipeline.parser.parse(clip.bytes)).toThrow(DisposedError);
    pipeline.close();
  });

  it('invalidates picture parameters when the callback ends', () => {
    let kept: PictureParameters | undefined;
    using parser = parserOnly({
      decode(picture) {
        expect(picture.pointer).not.toBe(0n);
        kept = picture;
      },
    });
    parser.parse(clip.bytes);
    expect(kept?.pointer).toBe(0n);
    expect(() => kept?.copy()).toThrow('inside the decode callback only');
  });

  it('refuses to parse inside its own callback', () => {
    const parser: VideoParser = parserOnly({ decode: () => parser.parse(clip.bytes) });
    expect(() => parser.parse(clip.bytes)).toThrow('inside its own callbacks');
    parser.close();
  });
});
