// Bitstream filters: what goes in and what comes out.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { AvError, BitstreamFilter, Demuxer, DisposedError, Packet } from '@nvcodec/demux-ffmpeg';
import { describe, expect, it } from 'vitest';
import { encodersMissing, FFMPEG, fixture, made, thrownBy, videoOnly } from './support/tools.js';

/** Sizes and hashes of all that a chain makes of a clip's video. */
function filtered(clip: string, chain: string): { size: number; md5: string; pts: bigint | null }[] {
  using demuxer = Demuxer.openSync(clip);
  using filter = BitstreamFilter.create(chain, videoOnly(demuxer));
  const out: Packet[] = [];
  for (let packet = demuxer.readSync(); packet !== null; packet = demuxer.readSync()) {
    out.push(...filter.filterSync(packet));
    packet.close();
  }
  out.push(...filter.filterSync(null));
  return out.map((packet) => {
    const md5 = createHash('md5').update(packet.data).digest('hex');
    const facts = { size: packet.byteLength, md5, pts: packet.pts };
    packet.close();
    return facts;
  });
}

/** The same by the ffmpeg command. */
function reference(clip: string, chain: string): { size: number; md5: string; pts: bigint | null }[] {
  const args = ['-v', 'error', '-nostdin', '-i', clip, '-map', '0:v:0', '-c', 'copy', '-bsf:v', chain];
  const text = execFileSync(FFMPEG, [...args, '-copyts', '-f', 'framemd5', '-'], { encoding: 'utf8' });
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, , pts = '', , size = '', md5 = ''] = line.split(',').map((field) => field.trim());
    return { size: Number(size), md5, pts: BigInt(pts) };
  });
}

describe('the packets that the ffmpeg command makes', () => {
  it.each([
    ['clip.mp4', 'h264_mp4toannexb'],
    ['clip.mp4', 'h264_mp4toannexb,dump_extra'],
    ['clip.mp4', 'h264_mp4toannexb,h264_metadata=aud=insert'],
    ['hevc10.mkv', 'hevc_mp4toannexb'],
    ['vp9.webm', 'vp9_superframe_split'],
  ])('%s through %s', (clip, chain) => {
    const ours = filtered(fixture(clip), chain);
    const theirs = reference(fixture(clip), chain);
    expect(ours.map(({ size, md5 }) => [size, md5])).toEqual(theirs.map(({ size, md5 }) => [size, md5]));
  });

  it('through mpeg4_unpack_bframes are as many as pictures, none of them a placeholder', () => {
    const packed = filtered(fixture('mpeg4.avi'), 'null');
    const unpacked = filtered(fixture('mpeg4.avi'), 'mpeg4_unpack_bframes');
    expect(packed.some((packet) => packet.size < 10)).toBe(true);
    expect(unpacked.every((packet) => packet.size > 10)).toBe(true);
  });

  describe.skipIf(encodersMissing)('of clips made for it', () => {
    it.each([
      ['bframes.mp4', 'h264_mp4toannexb'],
      ['vp9.webm', 'vp9_superframe_split'],
    ])('%s through %s', (clip, chain) => {
      const hashes = (list: { md5: string }[]) => list.map((packet) => packet.md5);
      expect(hashes(filtered(made(clip), chain))).toEqual(hashes(reference(made(clip), chain)));
    });
  });
});

describe('what comes out', () => {
  it('has the codec, extradata and time base of the chain', () => {
    using demuxer = Demuxer.openSync(fixture('clip.mp4'));
    const track = demuxer.videoTrack();
    using filter = BitstreamFilter.create('h264_mp4toannexb', track);
    expect(filter.output).toMatchObject({ codec: 'h264', timeBase: track.timeBase });
    expect(track.extradata[0]).toBe(1);
    expect([...filter.output.extradata.subarray(0, 4)]).toEqual([0, 0, 0, 1]);
  });

  it('may go into another filter', () => {
    using demuxer = Demuxer.openSync(fixture('clip.mp4'));
    using first = BitstreamFilter.create('h264_mp4toannexb', videoOnly(demuxer));
    using second = BitstreamFilter.create('dump_extra', first.output);
    using packet = demuxer.readSync();
    const [annexB] = first.filterSync(packet);
    const [dumped] = second.filterSync(annexB ?? null);
    expect(dumped?.data.subarray(0, first.output.extradata.length)).toEqual(first.output.extradata);
    for (const each of [annexB, dumped]) each?.close();
  });

  it('keeps the packet that went in', () => {
    using demuxer = Demuxer.openSync(fixture('clip.mp4'));
    using filter = BitstreamFilter.create('h264_mp4toannexb', videoOnly(demuxer));
    using packet = demuxer.readSync();
    const before = packet?.data.slice();
    for (const out of filter.filterSync(packet)) out.close();
    expect(packet?.data).toEqual(before);
  });
});

describe("a caller's own parameters", () => {
  it('serve where there is no track', () => {
    using demuxer = Demuxer.openSync(fixture('clip.mp4'));
    const track = videoOnly(demuxer);
    const { codec, extradata, timeBase } = structuredClone(track);
    using ours = BitstreamFilter.create('h264_mp4toannexb', { codec, extradata, timeBase });
    using theirs = BitstreamFilter.create('h264_mp4toannexb', track);
    using packet = demuxer.readSync();
    const [a] = ours.filterSync(packet);
    const [b] = theirs.filterSync(packet);
    expect(a?.data).toEqual(b?.data);
    for (const each of [a, b]) each?.close();
  });

  it('must name a codec', () => {
    expect(thrownBy(() => BitstreamFilter.create('null', { codec: 'h2645' })).message).toMatch(
      /no codec named 'h2645'/,
    );
  });
});

describe('the life of a filter', () => {
  it('goes on after flush', () => {
    using demuxer = Demuxer.openSync(fixture('clip.mp4'));
    const track = videoOnly(demuxer);
    using filter = BitstreamFilter.create('h264_mp4toannexb', track);
    const first = () => {
      demuxer.seekSync(track, 0n);
      using packet = demuxer.readSync();
      const [out] = filter.filterSync(packet);
      const bytes = out?.data.slice();
      out?.close();
      return bytes;
    };
    const before = first();
    expect(filter.filterSync(null)).toEqual([]);
    expect(thrownBy(first)).toBeInstanceOf(AvError);
    filter.flush();
    expect(first()).toEqual(before);
  });

  it('ends with close', () => {
    using demuxer = Demuxer.openSync(fixture('clip.mp4'));
    const filter = BitstreamFilter.create('null', demuxer.videoTrack());
    const { output } = filter;
    filter.close();
    filter.close();
    expect(filter.closed).toBe(true);
    expect(output.codec).toBe('h264');
    expect(thrownBy(() => filter.filterSync(null))).toBeInstanceOf(DisposedError);
  });

  it('takes no closed packet', () => {
    using filter = BitstreamFilter.create('null', { codec: 'h264' });
    const packet = Packet.create({ data: new Uint8Array(4) });
    packet.close();
    expect(thrownBy(() => filter.filterSync(packet))).toBeInstanceOf(DisposedError);
  });
});

describe('errors', () => {
  it.each([
    ['no_such_filter', 'AVERROR_BSF_NOT_FOUND'],
    ['vp9_superframe_split', 'EINVAL'],
    ['h264_metadata=aud=perhaps', 'EINVAL'],
  ])('%s for H.264 is %s', (chain, name) => {
    const error = thrownBy(() => BitstreamFilter.create(chain, { codec: 'h264' }));
    expect(error).toBeInstanceOf(AvError);
    expect(error.name).toBe(name);
    expect(error.message).toContain(`'${chain}'`);
  });

  it('an empty chain is a TypeError', () => {
    expect(thrownBy(() => BitstreamFilter.create(' ', { codec: 'h264' }))).toBeInstanceOf(TypeError);
  });

  it('bytes that a filter cannot read', () => {
    using filter = BitstreamFilter.create('h264_mp4toannexb', {
      codec: 'h264',
      extradata: Uint8Array.from([1, 100, 0, 10, 255, 225, 0, 1, 103, 1, 0, 1, 104]),
    });
    using packet = Packet.create({ data: new Uint8Array([255, 255, 255, 255, 1, 2, 3]) });
    expect(thrownBy(() => filter.filterSync(packet))).toMatchObject({ name: 'AVERROR_INVALIDDATA' });
  });
});
