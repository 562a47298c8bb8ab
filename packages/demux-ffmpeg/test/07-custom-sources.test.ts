// A caller's own bytes: what his functions may do, and what happens when they misbehave.
import { readFileSync } from 'node:fs';
import { AvError, type CustomSource, Demuxer } from '@nvcodec/demux-ffmpeg';
import { describe, expect, it } from 'vitest';
import { drain, fixture, probePackets, thrownBy } from './support/tools.js';

function fromMemory(bytes: Uint8Array, more: Partial<CustomSource> = {}): CustomSource & { offset: number } {
  const source = {
    offset: 0,
    read(buffer: Uint8Array): number {
      const part = bytes.subarray(source.offset, source.offset + buffer.length);
      buffer.set(part);
      source.offset += part.length;
      return part.length;
    },
    ...more,
  };
  return source;
}

const seekable = (clip: string): CustomSource => {
  const source = fromMemory(readFileSync(fixture(clip)));
  source.seek = (offset) => {
    source.offset = offset;
  };
  return source;
};

describe('reading', () => {
  it('may give fewer bytes than were asked for', () => {
    const whole = seekable('two-tracks.mp4');
    using demuxer = Demuxer.openSync({ ...whole, read: (buffer) => whole.read(buffer.subarray(0, 1000)) });
    expect(drain(demuxer)).toEqual(probePackets(fixture('two-tracks.mp4')));
  });

  it('works front to back where there is no seek', () => {
    using demuxer = Demuxer.openSync(fromMemory(readFileSync(fixture('vp9.webm'))));
    expect(demuxer.format.seekable).toBe(false);
    expect(drain(demuxer).map((packet) => packet.size)).toEqual(
      probePackets(fixture('vp9.webm')).map((packet) => packet.size),
    );
    expect(thrownBy(() => demuxer.keyframeIndexSync(demuxer.videoTrack()))).toMatchObject({ name: 'ESPIPE' });
  });

  it('calls methods on their object', () => {
    class Reader implements CustomSource {
      readonly name = 'a class';
      readonly #bytes = readFileSync(fixture('vp8.webm'));
      #offset = 0;
      read(buffer: Uint8Array): number {
        const count = this.#bytes.copy(buffer, 0, this.#offset);
        this.#offset += count;
        return count;
      }
      seek(offset: number): void {
        this.#offset = offset;
      }
    }
    using demuxer = Demuxer.openSync(new Reader());
    expect(drain(demuxer)).toHaveLength(30);
  });

  it('never lends memory of FFmpeg', () => {
    const kept: Uint8Array[] = [];
    const whole = seekable('clip.mp4');
    {
      using demuxer = Demuxer.openSync({
        ...whole,
        read: (buffer) => {
          kept.push(buffer);
          return whole.read(buffer);
        },
      });
      drain(demuxer);
    }
    for (const buffer of kept) buffer.fill(7);
    expect(kept.length).toBeGreaterThan(3);
  });

  it('seeks backwards for an MP4 whose index is at its end, with and without a size', () => {
    for (const size of [undefined, readFileSync(fixture('clip.mp4')).length]) {
      const whole = seekable('clip.mp4');
      using demuxer = Demuxer.openSync(size === undefined ? whole : { ...whole, size });
      expect(drain(demuxer)).toHaveLength(180);
    }
  });
});

describe('misbehaviour', () => {
  it("throws the caller's own error, from open and from read", () => {
    const mine = new Error('the disk is on fire');
    const opening = fromMemory(new Uint8Array(0), {
      read: () => {
        throw mine;
      },
    });
    expect(thrownBy(() => Demuxer.openSync(opening))).toBe(mine);

    const whole = seekable('clip.mp4');
    let burning = false;
    using demuxer = Demuxer.openSync({
      ...whole,
      read: (buffer) => {
        if (burning) throw mine;
        return whole.read(buffer.subarray(0, 512));
      },
    });
    burning = true;
    expect(thrownBy(() => drain(demuxer))).toBe(mine);
    burning = false;
    demuxer.seekSync(demuxer.videoTrack(), 0n);
    expect(drain(demuxer)).toHaveLength(180);
  });

  it('passes errors of asynchronous calls on', async () => {
    const mine = new RangeError('not today');
    const source = fromMemory(new Uint8Array(0), {
      read: () => {
        throw mine;
      },
    });
    await expect(Demuxer.open(source)).rejects.toBe(mine);
  });

  it.each([
    ['a negative number', -1],
    ['more than there is room for', 1e9],
    ['a fraction', 1.5],
    ['NaN', Number.NaN],
    ['nothing', undefined],
    ['a promise', Promise.resolve(1)],
  ])('%s is no number of bytes', (_, value) => {
    const source = { read: () => value as unknown as number };
    const error = thrownBy(() => Demuxer.openSync(source));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(/read\(buffer\) must return/);
  });

  it('a buffer that was transferred away is noticed', () => {
    const error = thrownBy(() =>
      Demuxer.openSync({
        read: (buffer) => {
          structuredClone(buffer, { transfer: [buffer.buffer as ArrayBuffer] });
          return 100;
        },
      }),
    );
    expect(error.message).toMatch(/must not transfer/);
  });

  it('cannot use the demuxer from within', () => {
    const whole = seekable('clip.mp4');
    const seen: string[] = [];
    const opened: Demuxer[] = [];
    using demuxer = Demuxer.openSync({
      ...whole,
      read: (buffer) => {
        for (const each of opened) {
          seen.push(thrownBy(() => each.readSync()).message, thrownBy(() => each.close()).message);
        }
        return whole.read(buffer.subarray(0, 512));
      },
    });
    opened.push(demuxer);
    expect(drain(demuxer)).toHaveLength(180);
    expect(seen[0]).toMatch(/cannot be used from within/);
    expect(seen[1]).toMatch(/cannot be closed from within/);
  });

  it('is no source without read', () => {
    for (const wrong of [{}, null, 5, { read: 1 }, [], undefined]) {
      expect(thrownBy(() => Demuxer.openSync(wrong as unknown as CustomSource))).toBeInstanceOf(TypeError);
    }
    expect(thrownBy(() => Demuxer.openSync({ ...seekable('clip.mp4'), size: -1 }))).toBeInstanceOf(TypeError);
  });

  it('that is no media is an AvError with its name', () => {
    const error = thrownBy(() => Demuxer.openSync(fromMemory(new Uint8Array(5000), { name: 'zeroes' })));
    expect(error).toBeInstanceOf(AvError);
    expect(error.message).toMatch(/^cannot open zeroes: not a media file/);
  });

  it('memory that is transferred away is noticed', () => {
    const bytes = new Uint8Array(readFileSync(fixture('clip.mp4')));
    using demuxer = Demuxer.openSync(bytes);
    structuredClone(bytes, { transfer: [bytes.buffer] });
    expect(thrownBy(() => demuxer.readSync()).message).toMatch(/transferred or resized/);
  });
});
