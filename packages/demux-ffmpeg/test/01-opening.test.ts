// What can be opened, and that every way in leads to the same packets.
import { copyFileSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Demuxer, ffmpegInfo, type Source } from '@nvcodec/demux-ffmpeg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drain, fixture, probePackets } from './support/tools.js';

const clip = fixture('two-tracks.mp4');
const expected = probePackets(clip);

function custom(file: string): Source {
  const descriptor = openSync(file, 'r');
  let offset = 0;
  return {
    name: 'my own reader',
    read(buffer) {
      const count = readSync(descriptor, buffer, 0, buffer.length, offset);
      offset += count;
      return count;
    },
    seek(target) {
      offset = target;
    },
  };
}

describe('sources', () => {
  const sources: readonly (readonly [string, () => Source])[] = [
    ['a path', () => clip],
    ['a file: URL', () => pathToFileURL(clip)],
    ['a file: URL as a string', () => pathToFileURL(clip).href],
    ['bytes in memory', () => new Uint8Array(readFileSync(clip))],
    ['a part of a larger buffer', () => Buffer.concat([Buffer.alloc(7), readFileSync(clip)]).subarray(7)],
    ['read and seek functions', () => custom(clip)],
  ];

  it.each(sources)('%s gives the packets that ffprobe lists', (_, source) => {
    using demuxer = Demuxer.openSync(source());
    expect(drain(demuxer)).toEqual(expected);
  });

  it.each(sources)('%s opens asynchronously as well', async (_, source) => {
    using demuxer = await Demuxer.open(source());
    const sizes: number[] = [];
    for (let packet = await demuxer.read(); packet !== null; packet = await demuxer.read()) {
      sizes.push(packet.byteLength);
      packet.close();
    }
    expect(sizes).toEqual(expected.map((packet) => packet.size));
  });

  it('keeps memory alive that nobody else holds', () => {
    using demuxer = Demuxer.openSync(new Uint8Array(readFileSync(clip)));
    for (let i = 0; i < 5; i++) {
      globalThis.gc?.();
      new Uint8Array(1 << 22).fill(255);
    }
    expect(drain(demuxer)).toEqual(expected);
  });
});

describe('paths', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'odd-names-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const names = [
    'a:b.mp4',
    '100%d.mp4',
    '-i.mp4',
    'file:x.mp4',
    'http:x.mp4',
    'ä ö#?&.mp4',
    'pipe:0',
    "it's.mp4",
  ];

  it.each(names)('%s is a name like any other', (name) => {
    copyFileSync(clip, join(folder, name));
    const before = process.cwd();
    process.chdir(folder);
    try {
      using demuxer = Demuxer.openSync(name);
      expect(drain(demuxer)).toEqual(expected);
    } finally {
      process.chdir(before);
    }
  });

  it('follows symbolic links', () => {
    symlinkSync(clip, join(folder, 'link.mp4'));
    using demuxer = Demuxer.openSync(join(folder, 'link.mp4'));
    expect(demuxer.tracks).toHaveLength(3);
  });
});

describe('what is opened', () => {
  it('says what container it is', () => {
    using demuxer = Demuxer.openSync(clip);
    expect(demuxer.format).toMatchObject({
      name: 'mov,mp4,m4a,3gp,3g2,mj2',
      longName: 'QuickTime / MOV',
      startTime: 0,
      seekable: true,
      hasTimestamps: true,
    });
    expect(demuxer.format.duration).toBeGreaterThan(0.5);
    expect(demuxer.format.bitRate).toBeGreaterThan(1000);
  });

  it('opens a raw stream by the name of its demuxer', () => {
    const bytes = new Uint8Array(readFileSync(fixture('h264.h264')));
    using demuxer = Demuxer.openSync(bytes, { format: 'h264' });
    // FFmpeg says so of raw video from version 7 on.
    const major = Number(ffmpegInfo().libavformat.split('.')[0]);
    expect(demuxer.format.hasTimestamps).toBe(major < 61);
    expect(drain(demuxer)).toHaveLength(30);
  });

  it('takes options of the demuxer', () => {
    using demuxer = Demuxer.openSync(fixture('edit-list.mp4'), { formatOptions: { ignore_editlist: '1' } });
    expect(drain(demuxer).some((packet) => packet.discard)).toBe(false);
  });

  it('can leave the first packets alone', () => {
    using quick = Demuxer.openSync(fixture('mpeg2.ts'), { streamInfo: false });
    using thorough = Demuxer.openSync(fixture('mpeg2.ts'), {
      probeSize: 1_000_000,
      analyzeDurationSeconds: 2,
    });
    expect(thorough.videoTrack().pixelFormat).toBe('yuv420p');
    expect(quick.tracks.every((track) => track.pixelFormat === null)).toBe(true);
  });

  it('knows its FFmpeg', () => {
    const info = ffmpegInfo();
    expect(info.libavformat).toMatch(/^\d+\.\d+\.\d+$/);
    expect(info.protocols).toContain('file');
    expect(info.bitstreamFilters).toContain('h264_mp4toannexb');
  });
});
