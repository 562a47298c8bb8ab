/** The parser: the order of its callbacks and what they are told. */
import {
  type OperatingPointInfo,
  type ParserCallbacks,
  type PictureParameters,
  type VideoFormat,
  VideoParser,
} from '@nvcodec/nvcuvid';
import { describe, expect, it } from 'vitest';
import { StreamStart } from '../src/stream-start.js';
import { accessUnits, av1TemporalUnit, clip, croppedClip } from './support/clip.js';
import { Pipeline } from './support/decode.js';
import { decodes, keepContext, loadCuvid, openContext } from './support/driver.js';

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

const inOrder = (timestamps: readonly bigint[]) => [...timestamps].sort((a, b) => Number(a - b));

/** The access unit that a picture came in: the one whose last bytes are in the picture's bitstream. */
function unitOf(picture: PictureParameters, units: readonly Uint8Array[]): number {
  const bitstream = Buffer.from(picture.bitstream());
  return units.findIndex((unit) => bitstream.includes(Buffer.from(unit.subarray(-32))));
}

/** Indices of access units in the order in which their pictures are shown. */
function displayOrder(units: readonly Uint8Array[]): number[] {
  const decoded = new Map<number, number>();
  const order: number[] = [];
  using parser = parserOnly({
    decode: (picture) => decoded.set(picture.pictureIndex, unitOf(picture, units)),
    display: ({ pictureIndex }) => order.push(decoded.get(pictureIndex) ?? -1),
  });
  for (const unit of units) parser.parse(unit);
  parser.flush();
  return order;
}

describe('the end of a picture', () => {
  it('can be told behind its packet, and loses none', () => {
    let decoded = 0;
    using parser = parserOnly({ decode: () => ++decoded });
    for (const unit of accessUnits(clip.bytes)) {
      parser.parse(unit);
      parser.endPicture();
    }
    parser.flush();
    expect(decoded).toBe(clip.pictures);
  });
});

describe('callbacks', () => {
  it('come in order: sequence, then a decode before each display, then the end', () => {
    using context = openContext(cuvid);
    const pipeline = new Pipeline(cuvid, context);
    pipeline.parser.parse(clip.bytes);
    expect(pipeline.events).not.toContain('end');
    pipeline.parser.flush();
    pipeline.close();
    const { events } = pipeline;
    expect(events[0]).toBe('sequence');
    expect(events.at(-1)).toBe('end');
    expect(events.filter((event) => event.startsWith('decode'))).toHaveLength(clip.pictures);
    expect(events.filter((event) => event.startsWith('display'))).toHaveLength(clip.pictures);
    const undisplayed = new Set<string>();
    for (const event of events) {
      const [kind, index = ''] = event.split(' ');
      if (kind === 'decode') undisplayed.add(index);
      if (kind === 'display') expect(undisplayed.has(index), event).toBe(true);
    }
  });

  it('tell the format, with the display area inside the coded size', () => {
    const formats: VideoFormat[] = [];
    using parser = parserOnly({ sequence: (format) => formats.push(format) && format.minDecodeSurfaces });
    parser.parse(croppedClip.bytes);
    parser.flush();
    expect(formats).toHaveLength(1);
    expect(formats[0]).toMatchObject({
      codec: 'h264',
      chromaFormat: '420',
      bitDepth: 8,
      codedWidth: 320,
      codedHeight: 240,
    });
    expect(formats[0]?.displayArea).toEqual(croppedClip.area);
  });

  it('tell of pictures that can be kept beyond them', () => {
    const kept: { picture: PictureParameters; facts: unknown }[] = [];
    const factsOf = (picture: PictureParameters): unknown => [
      picture.pictureIndex,
      picture.sliceCount,
      picture.copy().struct('CodecSpecific.h264').get('frame_num'),
      Buffer.from(picture.bitstream()).toString('base64'),
    ];
    using parser = parserOnly({
      decode: (picture) => kept.push({ picture: picture.keep(), facts: factsOf(picture) }),
    });
    parser.parse(clip.bytes);
    parser.flush();
    expect(kept).toHaveLength(clip.pictures);
    for (const { picture, facts } of kept) expect(factsOf(picture)).toEqual(facts);
    const [first] = kept;
    const wider = first?.picture.keep({ widthInMacroblocks: 21 });
    expect([first?.picture.widthInMacroblocks, wider?.widthInMacroblocks]).toEqual([20, 21]);
    expect(wider?.copy().get('PicWidthInMbs')).toBe(21);
  });

  it('tell of each picture what the codec said', () => {
    const pictures: {
      intra: boolean;
      reference: boolean;
      slices: number;
      frameNumber: number;
      startCode: number;
    }[] = [];
    using parser = parserOnly({
      decode(picture) {
        const h264 = picture.copy().struct('CodecSpecific.h264');
        const slice = picture.bitstream();
        expect(slice).toHaveLength(picture.bitstreamLength);
        expect([picture.widthInMacroblocks, picture.heightInMacroblocks]).toEqual([20, 15]);
        expect([picture.fieldPicture, picture.secondField]).toEqual([false, false]);
        pictures.push({
          intra: picture.intra,
          reference: picture.reference,
          slices: picture.sliceCount,
          frameNumber: h264.get('frame_num'),
          startCode: slice.subarray(slice.findIndex((byte) => byte !== 0) - 2)[2] ?? 0,
        });
      },
    });
    parser.parse(clip.bytes);
    parser.flush();
    expect(pictures).toHaveLength(clip.pictures);
    expect(pictures[0]).toMatchObject({ intra: true, reference: true, frameNumber: 0, startCode: 1 });
    expect(pictures.filter((picture) => picture.intra)).toHaveLength(2);
    expect(pictures.some((picture) => !picture.reference)).toBe(true);
    expect(pictures.every((picture) => picture.slices >= 1)).toBe(true);
  });

  it('carry presentation timestamps unscaled, each back with its picture', () => {
    const units = accessUnits(clip.bytes);
    const order = displayOrder(units);
    expect(order).toHaveLength(clip.pictures);
    const start = -(2n ** 40n);
    const timestamps = units.map((_, unit) => start + 512n * BigInt(order.indexOf(unit)));
    expect(timestamps).not.toEqual(inOrder(timestamps));
    const decoded = new Map<number, number>();
    const shown: bigint[] = [];
    using parser = parserOnly({
      decode: (picture) => decoded.set(picture.pictureIndex, unitOf(picture, units)),
      display({ pictureIndex, timestamp }) {
        expect(timestamp).toBe(timestamps[decoded.get(pictureIndex) ?? -1]);
        shown.push(timestamp);
      },
    });
    for (const [index, unit] of units.entries()) {
      parser.parse(unit, { timestamp: timestamps[index], endOfPicture: true });
    }
    parser.flush();
    expect(shown).toEqual(inOrder(timestamps));
  });

  it('read SEI messages and copy them', () => {
    const seen: { type: number; text: string }[] = [];
    using parser = parserOnly({
      sei: ({ messages }) => {
        for (const { type, data } of messages)
          seen.push({ type, text: Buffer.from(data).toString('latin1') });
      },
    });
    parser.parse(clip.bytes);
    parser.flush();
    expect(seen.find(({ type }) => type === 5)?.text).toContain('x264');
  });
});

// Not every GPU has it: Hopper's parser and decoder do not know AV1.
describe.skipIf(!decodes(cuvid, 'av1'))('AV1', () => {
  const parse = (callbacks: Partial<ParserCallbacks>) => {
    const formats: VideoFormat[] = [];
    const sequence = (format: VideoFormat) => formats.push(format) && 8;
    const none = { decode: () => true, display: () => {} };
    using parser = new VideoParser(cuvid, { codec: 'av1' }, { sequence, ...none, ...callbacks });
    parser.parse(av1TemporalUnit(), { endOfPicture: true });
    parser.flush();
    return formats;
  };

  it('asks for the operating point', () => {
    const asked: OperatingPointInfo[] = [];
    const formats = parse({
      operatingPoint(info) {
        asked.push(info);
        return { point: 0, allLayers: true };
      },
    });
    expect(asked).toEqual([{ codec: 'av1', points: [0] }]);
    expect(formats[0]).toMatchObject({
      codec: 'av1',
      codedWidth: 320,
      codedHeight: 240,
    });
  });

  it('throws what the choice of an operating point throws', () => {
    expect(() => parse({ operatingPoint: () => ({ point: -1 }) })).toThrow('point: -1 is not an index');
  });
});

describe('options', () => {
  const create = (options: object) => () =>
    new VideoParser(
      cuvid,
      { codec: 'h264', ...options },
      { sequence: () => 1, decode: () => true, display: () => {} },
    );

  it('are checked by name', () => {
    expect(create({ codec: 'theora' })).toThrow("codec: 'theora'");
    expect(create({ maxDecodeSurfaces: 33 })).toThrow(
      'maxDecodeSurfaces must be a whole number from 1 to 32',
    );
    expect(create({ maxDisplayDelay: -1 })).toThrow('maxDisplayDelay');
    expect(create({ errorThreshold: 101 })).toThrow('errorThreshold');
    expect(create({ clockRate: 0.5 })).toThrow('clockRate');
    expect(create({ sequenceHeader: new Uint8Array(1025) })).toThrow(
      'sequenceHeader has 1025 bytes and NVCUVID takes 1024',
    );
  });

  it('take a sequence header apart from the packets', () => {
    const [first = new Uint8Array()] = accessUnits(clip.bytes);
    const slice = first.findIndex(
      (_, at) =>
        first[at] === 0 && first[at + 1] === 0 && first[at + 2] === 1 && ((first[at + 3] ?? 0) & 31) === 5,
    );
    const formats: VideoFormat[] = [];
    using parser = new VideoParser(
      cuvid,
      { codec: 'h264', sequenceHeader: first.subarray(0, slice) },
      {
        sequence: (format) => formats.push(format) && format.minDecodeSurfaces,
        decode: () => true,
        display: () => {},
      },
    );
    parser.parse(first.subarray(slice));
    parser.flush();
    expect(formats[0]).toMatchObject({ codedWidth: clip.width, codedHeight: clip.height });
  });

  it('put that header in front of each stream, where the codec has start codes', () => {
    const sequenceHeader = Uint8Array.of(0, 0, 1, 7);
    const packet = Uint8Array.of(1, 2);
    const start = new StreamStart({ codec: 'h264', sequenceHeader });
    for (const _ of ['a stream', 'one after a flush']) {
      expect(start.complete(new Uint8Array(0))).toHaveLength(0);
      expect([...start.complete(packet)]).toEqual([0, 0, 1, 7, 1, 2]);
      expect(start.complete(packet)).toBe(packet);
      start.begin();
    }
    expect(new StreamStart({ codec: 'vc1', sequenceHeader }).complete(packet)).toBe(packet);
  });
});
