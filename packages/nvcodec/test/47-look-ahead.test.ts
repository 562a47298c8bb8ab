/** Pictures that are decoded while the one before them is used, where the parser itself shows each at once. */
import { describe, expect, it } from 'vitest';
import { PictureFeed } from '../src/access/picture-feed.js';
import type { Picture } from '../src/decoding/picture.js';
import { PictureDecoder } from '../src/decoding/picture-decoder.js';
import { DecodingDevice } from '../src/device/decoding-device.js';
import { PicturesHeldError } from '../src/errors.js';
import { openStream, ownThread, pictureDecoderOptions } from '../src/session-start.js';
import { device, fixture, golden } from './support.js';

const AHEAD = 4;

/** As NVIDIA's parser makes it necessary for VP9, or not at all. */
class LookingAhead extends PictureDecoder {
  ahead = AHEAD;
  override get lookAhead(): number {
    return this.ahead;
  }
}

/** A clip whose packets are a picture each, and how many of them have gone into the decoder. */
function feedOf(ahead: number, use: (feed: PictureFeed, fed: () => number) => void): void {
  const host = ownThread();
  const stream = openStream(fixture('vp9.webm'), {}, host);
  const opened = device === 'soft' ? DecodingDevice.soft() : DecodingDevice.gpu(0);
  opened.context.run(() => {
    const decoder = new LookingAhead(opened, stream.plan, pictureDecoderOptions(stream, {}, host));
    decoder.ahead = ahead;
    let fed = 0;
    const feed = new PictureFeed(stream, decoder, opened, () => fed++);
    use(feed, () => fed);
    feed.close();
    decoder.close();
  });
  stream.close();
  opened.close();
}

/** The times of all pictures, and how many packets had gone in when each came. */
function readThrough(ahead: number, reading: boolean): { readonly times: number[]; readonly fed: number[] } {
  const read = { times: [] as number[], fed: [] as number[] };
  feedOf(ahead, (feed, fed) => {
    for (let picture = feed.next(reading); picture !== null; picture = feed.next(reading)) {
      read.times.push(Number(picture.pts));
      read.fed.push(fed());
      picture.close();
    }
  });
  return read;
}

/** How many pictures can be held before the decoder lacks one. */
function heldOf(ahead: number): number {
  const held: Picture[] = [];
  feedOf(ahead, (feed) => {
    expect(() => {
      for (let picture = feed.next(true); picture !== null; picture = feed.next(true)) held.push(picture);
    }).toThrow(PicturesHeldError);
    for (const picture of held) picture.close();
  });
  return held.length;
}

describe('looking ahead', () => {
  it('begins with the first picture at once, and goes one further with each', () => {
    const [atOnce, ahead] = [readThrough(0, true), readThrough(AHEAD, true)];
    const shown = golden('vp9.webm').map(({ pts }) => pts);
    expect(ahead.times).toEqual(shown);
    expect(atOnce.times).toEqual(shown);
    const further = ahead.fed.slice(0, 2 * AHEAD).map((fed, i) => fed - (atOnce.fed[i] ?? 0));
    expect(further).toEqual([0, 1, 2, 3, 4, 4, 4, 4]);
  });

  it('is not done for a picture that is looked for', () => {
    expect(readThrough(AHEAD, false)).toEqual(readThrough(0, false));
  });

  it('takes no picture away from those who hold some', () => {
    expect(heldOf(AHEAD)).toBe(heldOf(0));
  });
});
