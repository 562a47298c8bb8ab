import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CustomSource, Demuxer } from '@nvcodec/demux-ffmpeg';
import { DamagedFrameError, DecodeSession, Player } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { codedOf } from './muxing.js';
import { count, device, fixture, golden, planarMd5 } from './support.js';

interface Seen {
  readonly pts: number;
  readonly status: string;
  readonly md5: string;
}

async function see(source: Uint8Array | string): Promise<Seen[]> {
  await using player = await Player.open(source, { device });
  const seen: Seen[] = [];
  for await (using frame of player.frames()) {
    seen.push({ pts: Number(frame.pts), status: frame.status, md5: await planarMd5(frame, player.info) });
  }
  return seen;
}

const bytesOf = (name: string): Uint8Array => Uint8Array.from(readFileSync(fixture(name)));

/** Where the packets of a fixture's video lie, in decoding order. */
function packetsOf(name: string): { pts: number | null; position: number; byteLength: number }[] {
  using demuxer = Demuxer.openSync(fixture(name));
  const track = demuxer.videoTrack();
  const packets = [];
  for (let packet = demuxer.readSync(); packet !== null; packet = demuxer.readSync()) {
    const { pts, position, byteLength, trackIndex } = packet;
    if (trackIndex === track.index) {
      packets.push({ pts: pts === null ? null : Number(pts), position: position ?? 0, byteLength });
    }
    packet.close();
  }
  return packets;
}

/** What a program sees on the soft driver while that fails as told: one line of JSON for each frame, or error. */
function withFaults(faults: string, name: string, options: object = {}): Record<string, unknown>[] {
  const program = `
    import { DecodeSession } from 'nvcodec';
    const tell = (value) => console.log(JSON.stringify(value));
    try {
      const session = DecodeSession.open(process.argv[1], { device: 'soft', ...${JSON.stringify(options)} });
      for (const frame of session.frames()) {
        tell({ seconds: frame.timestamp, status: frame.status });
        frame.close();
      }
      session.close();
    } catch (error) {
      const { name, message, timestamp, status, damage, code } = error;
      tell({ name, message, timestamp, status, damage, code });
    }
  `;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', program, fixture(name)],
    {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      env: { ...process.env, NVCODEC_SOFT_FAULTS: faults, NVCODEC_SOFT_THREADS: '1' },
      encoding: 'utf8',
      timeout: 30_000,
    },
  );
  expect(stderr).toBe('');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const numbersOf = (seen: readonly Record<string, unknown>[], status: string): number[] =>
  seen.flatMap((frame, i) => (frame.status === status ? [i] : []));

describe('a stream that is cut in the middle of a packet', () => {
  it.each([
    ['clip.mp4', 100],
    ['hevc10.mkv', 15],
    ['vp9.webm', 20],
    ['vp8.webm', 20],
  ])('%s gives every frame before the cut', async (name, cut) => {
    const packets = packetsOf(name);
    const { position, byteLength } = packets[cut] ?? { position: 0, byteLength: 0 };
    const whole = packets.slice(0, cut).map(({ pts }) => pts);
    const expected = golden(name).filter(({ pts }) => whole.includes(pts));
    const seen = await see(bytesOf(name).subarray(0, position + Math.floor(byteLength / 2)));
    for (const { pts, md5 } of expected) {
      expect(seen.find((frame) => frame.pts === pts)).toEqual({ pts, md5, status: 'clean' });
    }
    for (const { pts, md5, status } of seen) {
      if (!golden(name).some((frame) => frame.pts === pts && frame.md5 === md5))
        expect(status).not.toBe('clean');
    }
  });
});

describe('a container that cannot be read to its end', () => {
  /** JPEG pictures as parts of a multipart message, the last of which is missing. */
  const multipart = (): Uint8Array => {
    const { packets } = codedOf('mjpeg.avi');
    const parts = packets.flatMap(({ data }) => [
      `--next\r\nContent-Type: image/jpeg\r\nContent-Length: ${data.length}\r\n\r\n`,
      data,
      '\r\n',
    ]);
    return Uint8Array.from(Buffer.concat([...parts, '--next\r\n'].map((part) => Buffer.from(part))));
  };

  it('gives every frame before', async () => {
    const hashes = (frames: readonly Seen[]): string[] => frames.map(({ md5 }) => md5);
    const whole = await see(fixture('mjpeg.avi'));
    expect(whole).toHaveLength(golden('mjpeg.avi').length);
    expect(hashes(await see(multipart()))).toEqual(hashes(whole));
  });

  it("is an error with onError: 'throw'", async () => {
    await using player = await Player.open(multipart(), { device, onError: 'throw' });
    await expect(count(player.frames())).rejects.toThrow('damaged');
  });
});

describe('a source that fails in mid-stream', () => {
  const failing = 100;
  /** clip.mp4, of which nothing from a packet on can be read. */
  function source(): CustomSource {
    const bytes = bytesOf('clip.mp4');
    const end = packetsOf('clip.mp4')[failing]?.position ?? 0;
    let at = 0;
    return {
      size: bytes.length,
      seek: (offset) => {
        at = offset;
      },
      read: (buffer) => {
        if (at >= end) throw new Error('the line is dead');
        const part = bytes.subarray(at, Math.min(end, at + buffer.length));
        buffer.set(part);
        at += part.length;
        return part.length;
      },
    };
  }

  it('gives the pictures of all packets before, then the error', () => {
    const before = packetsOf('clip.mp4').slice(0, failing);
    const expected = before.map(({ pts }) => pts ?? 0).sort((a, b) => a - b);
    using session = DecodeSession.open(source(), { device });
    const seen: number[] = [];
    const readAll = (): void => {
      for (using frame of session.frames()) seen.push(Number(frame.pts));
    };
    expect(readAll).toThrow('the line is dead');
    expect(seen).toEqual(expected);
    expect(readAll).toThrow('the line is dead');
    using first = session.frameAt(0);
    expect(Number(first.pts)).toBe(expected[0]);
  });
});

describe('a damaged stream', () => {
  it('marks the frames whose packets the container says are damaged, and goes on', async () => {
    const stream = bytesOf('mpeg2.ts');
    const packetBytes = 188;
    const lost = 300;
    const damaged = Buffer.concat([
      stream.subarray(0, lost * packetBytes),
      stream.subarray((lost + 1) * packetBytes),
    ]);
    const seen = await see(Uint8Array.from(damaged));
    expect(seen).toHaveLength(25);
    expect(seen.find(({ pts }) => pts === 162_000)?.status).toBe('damaged');
    expect(seen.slice(-4).map(({ status }) => status)).toEqual(['clean', 'clean', 'clean', 'clean']);
  });

  it.each([7, 65])('is as it was encoded again from the keyframe after packet %i on', async (at) => {
    const stream = bytesOf('clip.mp4');
    const { position, byteLength } = packetsOf('clip.mp4')[at] ?? { position: 0, byteLength: 0 };
    for (let i = 20; i < byteLength; i += 37) stream[position + i] = (stream[position + i] ?? 0) ^ 0xff;
    const seen = await see(stream);
    const keyframe = Math.ceil(at / 60) * 60;
    expect(seen.length).toBeGreaterThanOrEqual(179);
    const wanted = golden('clip.mp4').slice(keyframe);
    expect(seen.slice(-wanted.length)).toEqual(wanted.map((frame) => ({ ...frame, status: 'clean' })));
    expect(seen.slice(0, keyframe).map(({ md5 }) => md5)).not.toEqual(
      golden('clip.mp4')
        .slice(0, keyframe)
        .map(({ md5 }) => md5),
    );
  });
});

describe('a packet that cannot be read', () => {
  /** clip.mp4, whose tenth packet claims a unit that is longer than the packet. */
  function unreadable(): Uint8Array {
    const stream = bytesOf('clip.mp4');
    const position = packetsOf('clip.mp4')[10]?.position ?? 0;
    return stream.fill(0x7f, position, position + 4);
  }

  it('is left out, and what follows it is marked up to the next keyframe', async () => {
    const seen = await see(unreadable());
    expect(seen).toHaveLength(179);
    const packets = packetsOf('clip.mp4');
    const nextKeyframe = 60;
    for (const { pts, status } of seen) {
      const packet = packets.findIndex((each) => each.pts === pts);
      expect([packet, status]).toEqual([packet, packet > 10 && packet < nextKeyframe ? 'damaged' : 'clean']);
    }
  });

  it("is a DamagedFrameError with onError: 'throw', which says when", async () => {
    await using player = await Player.open(unreadable(), { device, onError: 'throw' });
    const reason = /^the frame at 0\.[0-9]+ s is damaged: its packet cannot be read/;
    await expect(count(player.frames())).rejects.toThrow(reason);
  });
});

describe('a picture that the decoder reports as damaged', () => {
  it('has that status, and those beside it have not', () => {
    const seen = withFaults('picture:7=damaged', 'h264.h264');
    expect(seen).toHaveLength(30);
    expect(numbersOf(seen, 'damaged')).toEqual([7]);
    expect(numbersOf(seen, 'clean')).toHaveLength(29);
  });

  it("ends the iteration with onError: 'throw', which says when and what", () => {
    const seen = withFaults('picture:7=damaged', 'clip.mp4', { onError: 'throw' });
    expect(seen).toHaveLength(8);
    expect(seen[7]).toMatchObject({
      name: 'DamagedFrameError',
      status: 'damaged',
      damage: 'the decoder found errors in it',
    });
    expect(seen[7]?.timestamp).toBeCloseTo(7 / 30, 6);
    expect(seen[7]?.message).toMatch(/^the frame at 0\.2333\d* s is damaged: the decoder found errors/);
  });
});

describe('a picture that the driver refuses', () => {
  it('is shown as the one before it; those that may refer to it are marked up to the next keyframe', () => {
    const seen = withFaults('cuvidDecodePicture:5=1', 'h264.h264');
    expect(seen).toHaveLength(30);
    expect(numbersOf(seen, 'damaged')).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  });

  it("is a DamagedFrameError with onError: 'throw'", () => {
    const seen = withFaults('cuvidDecodePicture:5=1', 'h264.h264', { onError: 'throw' });
    expect(seen).toHaveLength(5);
    expect(seen[4]).toMatchObject({ name: 'DamagedFrameError', damage: expect.stringMatching(/refused/) });
  });

  it('is an error of the driver when memory or the device is gone', () => {
    const seen = withFaults('cuvidDecodePicture:5=700', 'h264.h264');
    expect(seen.at(-1)).toMatchObject({ name: 'CUDA_ERROR_ILLEGAL_ADDRESS', code: 700 });
  });

  it('is an error of the driver when all are refused', () => {
    const all = Array.from({ length: 60 }, (_, i) => `cuvidDecodePicture:${i + 1}=1`).join(',');
    const seen = withFaults(all, 'clip.mp4');
    expect(seen).toMatchObject([{ name: 'CUDA_ERROR_INVALID_VALUE', code: 1 }]);
  });
});

describe('a packet that the parser refuses', () => {
  it('does not end the stream, and what follows it is marked up to the next keyframe', () => {
    const seen = withFaults('cuvidParseVideoData:6=999', 'h264.h264');
    expect(seen.length).toBeGreaterThanOrEqual(29);
    expect(numbersOf(seen, 'damaged').length).toBeGreaterThan(3);
    expect(numbersOf(seen.slice(-15), 'clean')).toHaveLength(15);
  });
});

describe('DamagedFrameError', () => {
  it('comes from a Player with its class and fields', async () => {
    const stream = bytesOf('mpeg2.ts');
    const damaged = Uint8Array.from(
      Buffer.concat([stream.subarray(0, 300 * 188), stream.subarray(301 * 188)]),
    );
    await using player = await Player.open(damaged, { device, onError: 'throw' });
    const error = await (async () => {
      for await (const frame of player.frames()) frame.close();
    })().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DamagedFrameError);
    const { timestamp, status, damage, message } = error as DamagedFrameError;
    expect(timestamp).toBeGreaterThan(1.7);
    expect(timestamp).toBeLessThanOrEqual(1.8);
    expect(message).toBe(`the frame at ${timestamp} s is ${status}: ${damage}`);
  });
});

describe('a codec configuration that is cut short', () => {
  /** clip.mp4 with an avcC that claims one more picture parameter set than it has. */
  function cutShort(): Uint8Array {
    const bytes = Buffer.from(bytesOf('clip.mp4'));
    const record = bytes.indexOf('avcC') + 4;
    const sequenceBytes = bytes.readUInt16BE(record + 6);
    expect(bytes[record + 5]).toBe(0xe1);
    const count = record + 8 + sequenceBytes;
    expect(bytes[count]).toBe(1);
    bytes[count] = 2;
    return Uint8Array.from(bytes);
  }

  it('gives the parameter sets before the cut', async () => {
    expect((await see(cutShort())).map(({ md5 }) => md5)).toEqual(golden('clip.mp4').map(({ md5 }) => md5));
  });

  it("is an error with onError: 'throw'", async () => {
    await expect(Player.open(cutShort(), { device, onError: 'throw' })).rejects.toThrow(DamagedFrameError);
  });
});
