/** What a session leaves for the next one on the same thread: its decoder, and the device's context. */
import { addressRange } from '@nvcodec/cuda-driver';
import { CuvidError, type Surface, VideoDecoder } from '@nvcodec/nvcuvid';
import { DecodeSession, type DecodeSessionOptions, drain, type Frame } from 'nvcodec';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DecoderPool } from '../src/device/decoder-pool.js';
import { DecodingDevice } from '../src/device/decoding-device.js';
import { device, fixture, golden, planarMd5 } from './support.js';

const made = vi.spyOn(VideoDecoder, 'create');

const goldenOf = (name: string): string[] => golden(name).map(({ md5 }) => md5);

async function hashes(session: DecodeSession, frames: Iterable<Frame>): Promise<string[]> {
  const found: string[] = [];
  for (const frame of frames) {
    found.push(await planarMd5(frame, session.info));
    frame.close();
  }
  return found;
}

/** The hashes of every frame of a video, by a session of its own. */
async function decode(name: string, options: DecodeSessionOptions = {}): Promise<string[]> {
  using session = DecodeSession.open(fixture(name), { device, ...options });
  return await hashes(session, session.frames());
}

describe('the decoder of a session that has ended', () => {
  beforeEach(async () => {
    await drain();
    made.mockClear();
  });
  afterEach(() => drain());

  it('decodes the next video of its kind', async () => {
    for (let i = 0; i < 3; i++) expect(await decode('h264.h264')).toEqual(goldenOf('h264.h264'));
    expect(made).toHaveBeenCalledTimes(1);
  });

  it('decodes after a session that was left in the midst', async () => {
    {
      using session = DecodeSession.open(fixture('clip.mp4'), { device });
      for (const frame of session.frames({ start: 1 })) {
        frame.close();
        if (frame.index === 7) break;
      }
    }
    expect(await decode('clip.mp4')).toEqual(goldenOf('clip.mp4'));
    expect(made).toHaveBeenCalledTimes(1);
  });

  it('is brought to the sizes of another video, up to its own', async () => {
    await decode('clip.mp4');
    for (const name of ['h264.h264', 'vfr.mp4', 'edit-list.mp4', 'clip.mp4'])
      expect(await decode(name), name).toEqual(goldenOf(name));
    expect(made).toHaveBeenCalledTimes(1);
  });

  it('is brought to another cropping and scaling', async () => {
    const options: DecodeSessionOptions = {
      cropping: () => ({ left: 64, top: 32, right: 448, bottom: 320 }),
      targetSize: () => ({ width: 192, height: 144 }),
    };
    expect(await decode('clip.mp4')).toEqual(goldenOf('clip.mp4'));
    const scaled = await decode('clip.mp4', options);
    expect(new Set(scaled).size).toBeGreaterThan(100);
    expect(await decode('clip.mp4')).toEqual(goldenOf('clip.mp4'));
    expect(await decode('clip.mp4', options)).toEqual(scaled);
    expect(made).toHaveBeenCalledTimes(1);
  });

  it('is not taken for a larger video, another codec or another depth', async () => {
    for (const name of ['h264.h264', 'clip.mp4', 'vp9.webm', 'hevc10.mkv'])
      expect(await decode(name), name).toEqual(goldenOf(name));
    expect(made).toHaveBeenCalledTimes(4);
  });

  it('gives way to one with room for both where a video is larger', async () => {
    for (const name of ['h264.h264', 'clip.mp4', 'h264.h264', 'paff.h264', 'clip.mp4', 'vfr.mp4'])
      expect(await decode(name), name).toEqual(goldenOf(name));
    const decoders = made.mock.results.map(({ value }) => value as VideoDecoder);
    expect(decoders.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it('has room for others where there were some before', async () => {
    await decode('vp9.webm');
    await decode('h264.h264');
    await decode('mjpeg.avi');
    await decode('mpeg2.ts', { deinterlace: 'bob' });
    const asMade = made.mock.calls.map(([, , options]) => options);
    const sides = asMade.map((o) =>
      Math.min(o.maxWidth ?? 0, o.maxHeight ?? 0, o.targetWidth, o.targetHeight),
    );
    // JPEG's decoders are not set to other sizes, nor those that deinterlace.
    expect(sides.map((side) => side >= 1920)).toEqual([false, true, false, false]);
    expect(await decode('clip.mp4')).toEqual(goldenOf('clip.mp4'));
    expect(made).toHaveBeenCalledTimes(4);
  });

  it('scales as one that was made for the video alone', async () => {
    const wanted: [string, DecodeSessionOptions][] = [
      ['h264.h264', { targetSize: { width: 130, height: 98 } }],
      ['clip.mp4', { targetSize: { width: 960, height: 540 } }],
      ['mpeg2.ts', { targetSize: { width: 160, height: 90 } }],
      ['vp9.webm', { cropping: { left: 10, top: 6, right: 250, bottom: 200 } }],
      [
        'hevc10.mkv',
        {
          targetSize: { width: 200, height: 200 },
          targetRect: { left: 0, top: 44, right: 200, bottom: 156 },
        },
      ],
    ];
    const alone: string[][] = [];
    for (const [name, options] of wanted) {
      alone.push(await decode(name, options));
      await drain();
    }
    await decode('vp8.webm');
    for (let round = 0; round < 2; round++)
      for (const [i, [name, options]] of wanted.entries()) {
        expect(await decode(name, options), name).toEqual(alone[i]);
        await decode(name);
      }
  });

  it('goes on telling fields apart', async () => {
    const fields: DecodeSessionOptions = { deinterlace: 'bob', fieldRate: true };
    const names = ['mpeg2.ts', 'bottom-first.mkv'];
    const expected: string[][] = [];
    for (const name of names) {
      expected.push(await decode(name, fields));
      await drain();
    }
    expect(expected.map((hashes) => new Set(hashes).size)).toEqual([50, 24]);
    await decode('h264.h264');
    for (const [i, name] of [...names, ...names].entries())
      expect(await decode(name, fields), name).toEqual(expected[i % 2]);
  });

  it('is made for the one video where room for others is refused, and nothing is left of the attempt', async () => {
    await decode('vp9.webm');
    const refused = new CuvidError(801, 'CUDA_ERROR_NOT_SUPPORTED', 'cuvidReconfigureDecoder', 'refused');
    const reconfigure = vi.spyOn(VideoDecoder.prototype, 'reconfigure').mockImplementationOnce(() => {
      throw refused;
    });
    expect(await decode('h264.h264')).toEqual(goldenOf('h264.h264'));
    expect(reconfigure).toHaveBeenCalledTimes(1);
    reconfigure.mockRestore();
    const decoders = made.mock.results.map(({ value }) => value as VideoDecoder);
    expect(decoders.map(({ closed }) => closed)).toEqual([false, true, false]);
  });

  it('writes within its surfaces', async () => {
    for (const name of ['h264.h264', 'vp9.webm', 'clip.mp4', 'paff.h264', 'clip.mp4']) {
      using session = DecodeSession.open(fixture(name), {
        device,
        ...(name === 'h264.h264' && { targetSize: () => ({ width: 64, height: 48 }) }),
      });
      let last: Surface | undefined;
      for (const picture of session.pictures()) {
        const surface = picture.map();
        const { pointer, byteLength } = surface;
        const memory = addressRange(session.device.context, pointer);
        expect(pointer + BigInt(byteLength)).toBeLessThanOrEqual(memory.base + BigInt(memory.byteLength));
        if (last !== undefined)
          expect(Math.abs(Number(pointer - last.pointer))).toBeGreaterThanOrEqual(byteLength);
        last?.close();
        last = surface;
        picture.close();
      }
      last?.close();
    }
  });

  it('is left alone where room for both would take too much memory', async () => {
    await decode('h264.h264');
    const [small] = made.mock.results.map(({ value }) => (value as VideoDecoder).info);
    if (small === undefined) expect.fail('no decoder was made');
    const opened = device === 'soft' ? DecodingDevice.soft() : DecodingDevice.gpu(0);
    const huge = { ...small, codedWidth: 4096, codedHeight: 4096, numPictures: 20 };
    opened.decoders.take({ ...huge, maxWidth: 4096, maxHeight: 4096 }).close();
    opened.close();
    expect(await decode('h264.h264')).toEqual(goldenOf('h264.h264'));
    expect(made).toHaveBeenCalledTimes(2);
  });

  it('becomes, while it is in use, what it was made for and no more', async () => {
    await decode('h264.h264');
    const [small] = made.mock.results.map(({ value }) => (value as VideoDecoder).info);
    if (small === undefined) expect.fail('no decoder was made');
    const opened = device === 'soft' ? DecodingDevice.soft() : DecodingDevice.gpu(0);
    const pool = new DecoderPool(opened.cuvid, opened.context);
    const most = { ...small, maxWidth: 640, maxHeight: 480, targetRect: undefined };
    const decoder = pool.take({ ...most, targetWidth: 64, targetHeight: 48 });
    const whole = { ...most, codedWidth: 640, codedHeight: 480, targetWidth: 640, targetHeight: 480 };
    const others = [
      whole,
      { ...whole, targetWidth: 642 },
      { ...whole, maxHeight: 496 },
      { ...whole, numPictures: whole.numPictures + 1 },
      { ...whole, bitDepth: 10 },
    ];
    expect(others.map((other) => pool.canReconfigure(decoder, other))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    pool.reconfigure(decoder, whole);
    expect(decoder.info.targetWidth).toBe(640);
    decoder.close();
    opened.close();
  });

  it('stays with a picture that is held', async () => {
    const session = DecodeSession.open(fixture('h264.h264'), { device });
    const [first, second] = [session.pictures().next(), session.pictures().next()];
    if (first.done === true || second.done === true) expect.fail('no picture');
    const held = second.value;
    first.value.close();
    session.close();
    expect(await decode('h264.h264')).toEqual(goldenOf('h264.h264'));
    expect(made).toHaveBeenCalledTimes(2);
    using surface = held.map();
    expect(surface.width).toBe(320);
    held.close();
  });

  it('is not kept beyond a few, nor beyond a drain', async () => {
    for (const name of ['h264.h264', 'vp9.webm', 'hevc10.mkv', 'mpeg1.mpg', 'vp8.webm']) await decode(name);
    const decoders = made.mock.results.map(({ value }) => value as VideoDecoder);
    expect(decoders.map(({ closed }) => closed)).toEqual([true, false, false, false, false]);
    await drain();
    expect(decoders.every(({ closed }) => closed)).toBe(true);
  });

  it('is given back after a while', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await decode('h264.h264');
      const decoder = made.mock.results[0]?.value as VideoDecoder;
      vi.advanceTimersByTime(5000);
      await decode('h264.h264');
      vi.advanceTimersByTime(5001);
      expect(decoder.closed).toBe(false);
      vi.advanceTimersByTime(5000);
      expect(decoder.closed).toBe(true);
      expect(decoder.context.closed).toBe(true);
    } finally {
      vi.useRealTimers();
    }
    expect(await decode('h264.h264')).toEqual(goldenOf('h264.h264'));
  });
});

describe('two sessions at once', () => {
  it('share the context, not the decoder', async () => {
    made.mockClear();
    using one = DecodeSession.open(fixture('clip.mp4'), { device });
    using other = DecodeSession.open(fixture('clip.mp4'), { device });
    expect(made).toHaveBeenCalledTimes(2);
    expect(one.device.context).toBe(other.device.context);
    one.close();
    expect(await hashes(other, other.frames())).toEqual(goldenOf('clip.mp4'));
  });
});
