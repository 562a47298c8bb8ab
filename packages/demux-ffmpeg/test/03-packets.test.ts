// Packets against ffprobe, and what may be done with them.
import { setImmediate } from 'node:timers/promises';
import { Demuxer, DisposedError, Packet } from '@nvcodec/demux-ffmpeg';
import { describe, expect, it } from 'vitest';
import { drain, encodersMissing, fixture, made, probePackets, thrownBy, videoOnly } from './support/tools.js';

describe('the packets that ffprobe lists', () => {
  const clips = [
    ...['clip.mp4', 'h264.h264', 'hevc10.mkv', 'vp8.webm', 'vp9.webm', 'av1.mp4', 'mpeg1.mpg', 'mpeg2.ts'],
    ...[
      'mpeg4.avi',
      'mjpeg.avi',
      'vfr.mp4',
      'edit-list.mp4',
      'two-tracks.mp4',
      'encrypted.mp4',
      'cover-art.mp4',
    ],
  ];

  it.each(clips)('of %s', (clip) => {
    using demuxer = Demuxer.openSync(fixture(clip));
    expect(drain(demuxer)).toEqual(probePackets(fixture(clip)));
  });

  describe.skipIf(encodersMissing)('of clips made for it', () => {
    const others = [
      ...['bframes.mp4', 'bframes.mkv', 'bframes.ts', 'bframes.flv', 'fragmented.mp4', 'sidx.mp4'],
      ...['faststart.mp4', 'no-cues.mkv', 'cut.mp4', 'vp9.webm', 'mpeg4.avi', 'interlaced.mp4'],
    ];

    it.each(others)('%s', (clip) => {
      using demuxer = Demuxer.openSync(made(clip));
      expect(drain(demuxer)).toEqual(probePackets(made(clip)));
    });
  });
});

describe('the end', () => {
  it('is null, again and again', () => {
    using demuxer = Demuxer.openSync(fixture('vp8.webm'));
    expect(drain(demuxer)).toHaveLength(30);
    expect(demuxer.readSync()).toBeNull();
    expect(demuxer.readSync()).toBeNull();
  });
});

describe('selection', () => {
  it('reads only the tracks that are wanted', () => {
    using demuxer = Demuxer.openSync(fixture('two-tracks.mp4'));
    const expected = probePackets(fixture('two-tracks.mp4'));
    const [first, second, third] = demuxer.tracks;
    if (!first || !second || !third) throw new Error('the clip has three tracks');
    demuxer.select([second]);
    expect(drain(demuxer)).toEqual(expected.filter((packet) => packet.track === 1));
    demuxer.seekSync(second, 0n);
    demuxer.select([first, third]);
    expect(new Set(drain(demuxer).map((packet) => packet.track))).toEqual(new Set([0, 2]));
    demuxer.select([]);
    expect(demuxer.readSync()).toBeNull();
  });

  it('can be taken back', () => {
    using demuxer = Demuxer.openSync(fixture('two-tracks.mp4'));
    videoOnly(demuxer);
    demuxer.select();
    expect(drain(demuxer)).toEqual(probePackets(fixture('two-tracks.mp4')));
  });

  it('refuses tracks that are not there', () => {
    using demuxer = Demuxer.openSync(fixture('clip.mp4'));
    using other = Demuxer.openSync(fixture('two-tracks.mp4'));
    expect(thrownBy(() => demuxer.select([other.videoTrack()]))).toBeInstanceOf(RangeError);
  });
});

describe('the payload', () => {
  it('is that of the file', () => {
    using demuxer = Demuxer.openSync(fixture('h264.h264'));
    using packet = demuxer.readSync();
    expect([...(packet?.data.subarray(0, 4) ?? [])]).toEqual([0, 0, 0, 1]);
    expect(packet?.data.length).toBe(packet?.byteLength);
    expect(packet?.pointer).toBeGreaterThan(0n);
  });

  it('is one view, made when it is asked for', () => {
    using demuxer = Demuxer.openSync(fixture('clip.mp4'));
    using packet = demuxer.readSync();
    expect(packet?.data).toBe(packet?.data);
  });

  it('is gone after close, which may be called twice', () => {
    using demuxer = Demuxer.openSync(fixture('clip.mp4'));
    const packet = demuxer.readSync();
    if (packet === null) throw new Error('the clip is empty');
    const { data } = packet;
    expect(data.length).toBeGreaterThan(0);
    packet.close();
    packet.close();
    expect(data.length).toBe(0);
    expect(packet.closed).toBe(true);
    for (const use of [() => packet.data, () => packet.pointer, () => packet.sideData]) {
      expect(thrownBy(use)).toBeInstanceOf(DisposedError);
    }
  });

  it('is not that of the packet that took its place', () => {
    using demuxer = Demuxer.openSync(fixture('clip.mp4'));
    const first = demuxer.readSync();
    const size = first?.byteLength;
    first?.close();
    using second = demuxer.readSync();
    first?.close();
    expect(second?.data.length).toBe(second?.byteLength);
    expect(second?.byteLength).not.toBe(size);
  });

  it('outlives its demuxer, and a packet that is dropped', async () => {
    const views: Uint8Array[] = [];
    const copies: Uint8Array[] = [];
    {
      using demuxer = Demuxer.openSync(fixture('clip.mp4'));
      for (let packet = demuxer.readSync(); packet !== null; packet = demuxer.readSync()) {
        views.push(packet.data);
        copies.push(packet.data.slice());
      }
    }
    for (let i = 0; i < 3; i++) {
      globalThis.gc?.();
      await setImmediate();
    }
    expect(views).toEqual(copies);
  });

  it('is freed by the garbage collector when nobody closes', async () => {
    const file = fixture('clip.mp4');
    const grownBy = async (rounds: number) => {
      const before = process.memoryUsage().rss;
      for (let i = 0; i < rounds; i++) {
        using demuxer = Demuxer.openSync(file, { streamInfo: false });
        while (demuxer.readSync() !== null);
        await setImmediate();
      }
      globalThis.gc?.();
      await setImmediate();
      return process.memoryUsage().rss - before;
    };
    await grownBy(50);
    // 600 times the clip's payload is 160 MB.
    expect(await grownBy(600)).toBeLessThan(80e6);
  });
});

describe('side data', () => {
  it('has stable names', () => {
    using demuxer = Demuxer.openSync(fixture('encrypted.mp4'));
    using packet = demuxer.readSync();
    const item = packet?.sideData[0];
    expect(item?.type).toBe('encryption_info');
    expect(item?.data.length).toBeGreaterThan(16);
  });

  it.skipIf(encodersMissing)('tells the samples that an edit list cuts', () => {
    using demuxer = Demuxer.openSync(made('cut.mp4'));
    const types = new Set<string>();
    for (let packet = demuxer.readSync(); packet !== null; packet = demuxer.readSync()) {
      for (const item of packet.sideData) types.add(item.type);
      packet.close();
    }
    expect(types).toContain('skip_samples');
  });

  it('is empty where there is none', () => {
    using demuxer = Demuxer.openSync(fixture('vp8.webm'));
    using packet = demuxer.readSync();
    expect(packet?.sideData).toEqual([]);
  });
});

describe("a caller's own packet", () => {
  it('has what it was given', () => {
    const data = new Uint8Array([1, 2, 3]);
    using packet = Packet.create({ data, pts: 5n, key: true, trackIndex: 2 });
    data.fill(0);
    expect([...packet.data]).toEqual([1, 2, 3]);
    expect(packet).toMatchObject({
      pts: 5n,
      dts: null,
      duration: 0n,
      key: true,
      discard: false,
      trackIndex: 2,
    });
  });

  it('may be empty', () => {
    using packet = Packet.create({ data: new Uint8Array(0) });
    expect(packet.data).toHaveLength(0);
    expect(packet.byteLength).toBe(0);
  });
});

describe('a packet with other data', () => {
  it('keeps everything else, and the first one is closed', () => {
    using demuxer = Demuxer.openSync(fixture('edit-list.mp4'));
    const packet = demuxer.readSync();
    if (packet === null) throw new Error('no packet');
    const { pts, dts, duration, key, discard, trackIndex, data } = packet;
    using changed = packet.withData(Uint8Array.of(1, 2, 3));
    expect(changed).toMatchObject({ pts, dts, duration, key, discard, trackIndex, byteLength: 3 });
    expect([...changed.data]).toEqual([1, 2, 3]);
    expect(packet.closed).toBe(true);
    expect(data.byteLength).toBe(0);
    expect(thrownBy(() => packet.withData(Uint8Array.of(1)))).toBeInstanceOf(DisposedError);
  });

  it('may have none', () => {
    using packet = Packet.create({ data: Uint8Array.of(1), pts: 4n });
    using empty = packet.withData(new Uint8Array(0));
    expect([empty.byteLength, empty.pts]).toEqual([0, 4n]);
  });
});

describe('codec configuration that comes with a packet', () => {
  /** FLV with AVC sequence headers (type 0) and access units (type 1), 40 ms apart. */
  function flv(messages: readonly (readonly [type: 0 | 1, data: Uint8Array])[]): Uint8Array {
    const parts = [Buffer.from('464c5601010000000900000000', 'hex')];
    messages.forEach(([type, data], i) => {
      const body = Buffer.concat([Buffer.of(0x17, type, 0, 0, 0), data]);
      const tag = Buffer.alloc(11);
      tag[0] = 9;
      tag.writeUIntBE(body.length, 1, 3);
      tag.writeUIntBE(i * 40, 4, 3);
      const size = Buffer.alloc(4);
      size.writeUInt32BE(tag.length + body.length);
      parts.push(tag, body, size);
    });
    return Uint8Array.from(Buffer.concat(parts));
  }

  function source(): { bytes: Uint8Array; second: Uint8Array } {
    using clip = Demuxer.openSync(fixture('clip.mp4'));
    using small = Demuxer.openSync(fixture('vfr.mp4'));
    const [first, second] = [clip.videoTrack().extradata, small.videoTrack().extradata];
    clip.select([clip.videoTrack()]);
    using packet = clip.readSync();
    const unit = Uint8Array.from(packet?.data ?? []);
    const messages = [first, unit, unit, second, unit, unit];
    const kinds = [0, 1, 1, 0, 1, 1] as const;
    return { bytes: flv(kinds.map((kind, i) => [kind, messages[i] ?? unit])), second };
  }

  it('is told at the packet that it holds from', () => {
    const { bytes, second } = source();
    using demuxer = Demuxer.openSync(bytes);
    const told: (boolean | undefined)[] = [];
    for (let packet = demuxer.readSync(); packet !== null; packet = demuxer.readSync()) {
      told.push(packet.bringsExtradata);
      const found = packet.sideData.find(({ type }) => type === 'new_extradata');
      if (packet.bringsExtradata) expect(found?.data).toEqual(second);
      packet.close();
    }
    expect(told).toEqual([false, false, true, false]);
  });

  it('is not lost with packets that a seek looks at and drops', () => {
    const { bytes } = source();
    using demuxer = Demuxer.openSync(bytes);
    const track = demuxer.videoTrack();
    for (let i = 0; i < 3; i++) demuxer.readSync()?.close();
    demuxer.seekSync(track, track.startPts ?? 0n);
    let told = 0;
    for (let packet = demuxer.readSync(); packet !== null; packet = demuxer.readSync()) {
      if (packet.bringsExtradata) told++;
      packet.close();
    }
    expect(told).toBeGreaterThan(0);
  });
});
