/** Arguments of a decoder: a wrong one is named before C is asked. */
import { type DecoderOptions, VideoDecoder } from '@nvcodec/nvcuvid';
import { describe, expect, it } from 'vitest';
import { keepContext, loadCuvid, openContext } from './support/driver.js';

const cuvid = loadCuvid();
keepContext(cuvid);

const good: DecoderOptions = {
  codec: 'h264',
  chromaFormat: '420',
  bitDepth: 8,
  codedWidth: 320,
  codedHeight: 240,
  displayArea: { left: 0, top: 0, right: 320, bottom: 238 },
  targetWidth: 320,
  targetHeight: 238,
  surfaceFormat: 'nv12',
  deinterlace: 'weave',
  numPictures: 8,
  numSurfaces: 1,
};

describe('VideoDecoder.create', () => {
  it.each<[string, Partial<DecoderOptions>, string]>([
    ['odd width', { targetWidth: 319 }, 'targetWidth must be even, not 319'],
    ['odd height', { targetHeight: 237 }, 'targetHeight must be even, not 237'],
    ['no width', { targetWidth: 0 }, 'targetWidth must be a whole number from 2'],
    ['a fraction', { targetWidth: 160.5 }, 'targetWidth must be a whole number'],
    ['no pictures', { numPictures: 0 }, 'numPictures must be a whole number from 1 to 32, not 0'],
    ['too many pictures', { numPictures: 33 }, 'numPictures must be a whole number from 1 to 32, not 33'],
    ['no surfaces', { numSurfaces: 0 }, 'numSurfaces must be a whole number from 1'],
    ['not a number', { numSurfaces: Number.NaN }, 'numSurfaces'],
    ['a coded size below 1', { codedHeight: 0 }, 'codedHeight'],
    [
      'a coded size beyond the largest',
      { maxWidth: 300 },
      'codedWidth must be a whole number from 1 to 300, not 320',
    ],
    ['a depth of 7', { bitDepth: 7 }, 'bitDepth must be a whole number from 8 to 16, not 7'],
    [
      'an area outside the coded size',
      { displayArea: { left: 0, top: 0, right: 322, bottom: 240 } },
      'displayArea.right must be a whole number from 0 to 320, not 322',
    ],
    ['a negative area', { displayArea: { left: -2, top: 0, right: 320, bottom: 240 } }, 'displayArea.left'],
    ['an empty area', { displayArea: { left: 8, top: 8, right: 8, bottom: 16 } }, 'displayArea is empty'],
    [
      'a target rectangle outside the target',
      { targetRect: { left: 0, top: 0, right: 320, bottom: 240 } },
      'targetRect.bottom must be a whole number from 0 to 238, not 240',
    ],
  ])('%s is a RangeError naming it', (_, wrong, message) => {
    using context = openContext(cuvid);
    const create = () => VideoDecoder.create(cuvid, context, { ...good, ...wrong });
    expect(create).toThrow(RangeError);
    expect(create).toThrow(message);
  });

  it.each([
    ['codec', 'h265'],
    ['chromaFormat', '4:2:0'],
    ['surfaceFormat', 'rgb'],
    ['deinterlace', 'none'],
  ])('an unknown %s is a TypeError naming it', (name, word) => {
    using context = openContext(cuvid);
    const options = { ...good, [name]: word } as DecoderOptions;
    expect(() => VideoDecoder.create(cuvid, context, options)).toThrow(`${name}: '${word}' is not one of`);
    expect(() => VideoDecoder.create(cuvid, context, options)).toThrow(TypeError);
  });

  it('fills in what may be left out', () => {
    using context = openContext(cuvid);
    const { displayArea: _, ...least } = good;
    using decoder = VideoDecoder.create(cuvid, context, least);
    expect(decoder.info).toEqual({
      ...good,
      displayArea: { left: 0, top: 0, right: 320, bottom: 240 },
      targetRect: { left: 0, top: 0, right: 320, bottom: 238 },
      maxWidth: 320,
      maxHeight: 240,
      intraOnly: false,
    });
  });
});

describe('map and status', () => {
  it('name a picture index that is none', () => {
    using context = openContext(cuvid);
    using decoder = VideoDecoder.create(cuvid, context, good);
    expect(() => decoder.map(8)).toThrow('pictureIndex must be a whole number from 0 to 7, not 8');
    expect(() => decoder.status(-1)).toThrow('pictureIndex must be a whole number from 0 to 7, not -1');
    expect(decoder.mappedSurfaces).toBe(0);
  });
});
