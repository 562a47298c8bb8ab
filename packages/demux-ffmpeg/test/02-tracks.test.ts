// What tracks tell: against ffprobe, and against what the clips were made to be.
import { readFileSync } from 'node:fs';
import { Demuxer, NoVideoTrackError, type Track } from '@nvcodec/demux-ffmpeg';
import { describe, expect, it } from 'vitest';
import { insertIntoSampleEntry, setDisplayMatrix } from './support/mp4.js';
import { encodersMissing, fixture, made, probe, thrownBy } from './support/tools.js';

function videoOf(source: string | Uint8Array): Track {
  using demuxer = Demuxer.openSync(source);
  return demuxer.videoTrack();
}

interface ProbedStream {
  codec_name: string;
  codec_type: string;
  profile?: string;
  width?: number;
  height?: number;
  pix_fmt?: string;
  level?: number;
  time_base: string;
  start_pts?: number;
  duration_ts?: number;
  nb_frames?: string;
  avg_frame_rate: string;
  r_frame_rate: string;
  has_b_frames?: number;
  extradata_size?: number;
  codec_tag_string: string;
}

function rate(value: { num: number; den: number } | null): string {
  return value === null ? '0/0' : `${value.num}/${value.den}`;
}

describe('against ffprobe', () => {
  const clips = [
    'clip.mp4',
    'hevc10.mkv',
    'vp9.webm',
    'av1.mp4',
    'mpeg2.ts',
    'mpeg4.avi',
    'two-tracks.mp4',
    'vfr.mp4',
  ];

  it.each(clips)('the tracks of %s', (clip) => {
    using demuxer = Demuxer.openSync(fixture(clip));
    const { streams } = probe<{ streams: ProbedStream[] }>(fixture(clip), 'streams');
    expect(
      demuxer.tracks.map((track) => ({
        codec_name: track.codec,
        codec_type: track.kind,
        profile: track.profile ?? undefined,
        width: track.kind === 'video' ? track.width : undefined,
        height: track.kind === 'video' ? track.height : undefined,
        pix_fmt: track.pixelFormat ?? undefined,
        time_base: rate(track.timeBase),
        start_pts: track.startPts === null ? undefined : Number(track.startPts),
        duration_ts: track.duration === null ? undefined : Number(track.duration),
        nb_frames: track.frameCount?.toString(),
        avg_frame_rate: rate(track.averageFrameRate),
        extradata_size: track.extradata.length || undefined,
      })),
    ).toEqual(
      streams.map((stream) => ({
        codec_name: stream.codec_name,
        codec_type: stream.codec_type,
        profile: stream.profile,
        width: stream.width,
        height: stream.height,
        pix_fmt: stream.codec_type === 'video' ? stream.pix_fmt : undefined,
        time_base: stream.time_base,
        start_pts: stream.start_pts,
        duration_ts: stream.duration_ts,
        nb_frames: stream.nb_frames,
        avg_frame_rate: stream.avg_frame_rate,
        extradata_size: stream.extradata_size,
      })),
    );
  });
});

describe('the video track', () => {
  it('is the one that FFmpeg would show', () => {
    using demuxer = Demuxer.openSync(fixture('two-tracks.mp4'));
    expect(demuxer.videoTrack()).toMatchObject({
      width: 320,
      language: 'eng',
      disposition: { default: true },
    });
    expect(demuxer.videoTrack(0)).toMatchObject({ width: 176, language: 'fra' });
    expect(thrownBy(() => demuxer.videoTrack(2))).toMatchObject({
      name: 'RangeError',
      message: `there is no video track 2: ${fixture('two-tracks.mp4')} has 2`,
    });
  });

  it.each([
    ['audio-only.m4a', 'only: audio'],
    ['audio-only.wav', 'only: audio'],
    ['cover-art.mp4', 'picture'],
  ])('is missing in %s', (clip, words) => {
    using demuxer = Demuxer.openSync(fixture(clip));
    const error = thrownBy(() => demuxer.videoTrack());
    expect(error).toBeInstanceOf(NoVideoTrackError);
    expect(error.message).toContain(words);
    expect(error.message).toContain(clip);
  });

  it('is never a cover picture', () => {
    using demuxer = Demuxer.openSync(fixture('cover-art.mp4'));
    expect(demuxer.tracks.map((track) => track.disposition.attachedPicture)).toContain(true);
  });
});

describe('colour and HDR', () => {
  it('of a PQ clip', () => {
    const track = videoOf(fixture('hevc10.mkv'));
    expect(track).toMatchObject({ bitDepth: 10, chromaFormat: '420', pixelFormat: 'yuv420p10le' });
    expect(track.color).toMatchObject({ primaries: 9, transfer: 16, matrix: 9, range: 'limited' });
  });

  it('of the boxes of an MP4', () => {
    const mdcv = Buffer.alloc(24);
    // ISO/IEC 23008-2: green, blue, red and white in units of 0.00002, luminance in 0.0001 cd/m².
    for (const [i, xy] of [13250, 34500, 7500, 3000, 34000, 16000, 15635, 16450].entries())
      mdcv.writeUInt16BE(xy, i * 2);
    mdcv.writeUInt32BE(40_000_000, 16);
    mdcv.writeUInt32BE(50, 20);
    const clli = Buffer.from([0x03, 0xe8, 0x00, 0xc8]);
    const dvcC = Buffer.alloc(24);
    // Version 1.0; profile 8, level 4, RPU and base layer, compatible with HDR10.
    dvcC.set([1, 0, (8 << 1) | 0, (4 << 3) | 0b101, 1 << 4]);
    const file = insertIntoSampleEntry(readFileSync(fixture('rotated.mp4')), 'avc1', { mdcv, clli, dvcC });
    const { hdr } = videoOf(file);
    expect(hdr.masteringDisplay).toEqual({
      red: [0.68, 0.32],
      green: [0.265, 0.69],
      blue: [0.15, 0.06],
      whitePoint: [0.3127, 0.329],
      minLuminance: 0.005,
      maxLuminance: 4000,
    });
    expect(hdr.contentLight).toEqual({ maxContentLightLevel: 1000, maxFrameAverageLightLevel: 200 });
    expect(hdr.dolbyVision).toMatchObject({
      versionMajor: 1,
      profile: 8,
      level: 4,
      rpuPresent: true,
      enhancementLayerPresent: false,
      baseLayerPresent: true,
      baseLayerCompatibilityId: 1,
    });
  });

  it('of the container, also where the stream says something else', () => {
    const bytes = readFileSync(fixture('clip.mp4'));
    const tags = bytes.indexOf('colrnclx') + 'colrnclx'.length;
    bytes.set([0, 6, 0, 6, 0, 6, 0x80], tags); // ISO/IEC 14496-12, 12.1.5
    expect(videoOf(bytes).color).toMatchObject({ primaries: 6, transfer: 6, matrix: 6, range: 'full' });
    bytes.set([0, 2, 0, 2, 0, 2], tags);
    expect(videoOf(bytes).color).toMatchObject({ primaries: 1, transfer: 1, matrix: 1 });
  });

  it('of clips that say little', () => {
    expect(videoOf(fixture('vp8.webm')).hdr).toEqual({});
    expect(videoOf(fixture('clip.mp4')).color).toMatchObject({ primaries: 1, transfer: 1, matrix: 1 });
    expect(videoOf(fixture('mjpeg.avi')).color.range).toBe('full');
  });
});

describe('orientation', () => {
  it('is the display matrix and its angle', () => {
    const track = videoOf(fixture('rotated.mp4'));
    expect(track.displayMatrix).toHaveLength(9);
    expect(Math.abs(track.rotation)).toBe(90);
    expect(videoOf(fixture('clip.mp4'))).toMatchObject({ displayMatrix: null, rotation: 0 });
  });

  it.each([
    ['a quarter turn clockwise', [0, 1, -1, 0], -90],
    ['a quarter turn counter-clockwise', [0, -1, 1, 0], 90],
    ['upside down', [-1, 0, 0, -1], 180],
  ])('%s', (_, [a = 0, b = 0, c = 0, d = 0], angle) => {
    const one = 1 << 16;
    const file = setDisplayMatrix(readFileSync(fixture('rotated.mp4')), [
      a * one,
      b * one,
      0,
      c * one,
      d * one,
    ]);
    expect(Math.abs(videoOf(file).rotation)).toBe(Math.abs(angle));
    if (Math.abs(angle) === 90) expect(videoOf(file).rotation).toBe(angle);
  });
});

/** The first picture of mjpeg.avi with this density in its JFIF header: it has no container that says otherwise. */
function withDensity(x: number, y: number): Uint8Array {
  using demuxer = Demuxer.openSync(fixture('mjpeg.avi'));
  using packet = demuxer.readSync();
  const picture = Buffer.from(packet?.data ?? []);
  const header = picture.indexOf('JFIF\0');
  picture.writeUInt16BE(x, header + 8);
  picture.writeUInt16BE(y, header + 10);
  return new Uint8Array(picture);
}

describe("the pixels' shape", () => {
  it.each([
    [4, 3],
    [156, 156],
  ])('is %i/%i as it is written, not reduced', (num, den) => {
    expect(videoOf(withDensity(num, den)).sampleAspectRatio).toEqual({ num, den });
  });

  it('is 0/1 where nothing tells it', () => {
    expect(videoOf(withDensity(0, 0)).sampleAspectRatio).toEqual({ num: 0, den: 1 });
  });
});

describe('the frame rate that FFmpeg works with', () => {
  it('is the lowest that fits all timestamps', () => {
    expect(videoOf(fixture('vfr.mp4')).guessedFrameRate).toEqual({ num: 60, den: 1 });
    expect(videoOf(fixture('hevc10.mkv')).guessedFrameRate).toEqual({ num: 24, den: 1 });
  });

  it('is none of a track without frames', () => {
    using demuxer = Demuxer.openSync(fixture('audio-only.wav'));
    expect(demuxer.tracks.map((track) => track.guessedFrameRate)).toEqual([null]);
  });
});

describe('encryption', () => {
  it('is told', () => {
    expect(videoOf(fixture('encrypted.mp4')).encrypted).toBe(true);
    expect(videoOf(fixture('clip.mp4')).encrypted).toBe(false);
  });

  it('goes away with the key', () => {
    const decryptionKey = '76a6c65c5ea762046bd749a2e632ccbb';
    using clear = Demuxer.openSync(fixture('encrypted.mp4'), { decryptionKey });
    using same = Demuxer.openSync(fixture('encrypted.mp4'), {
      decryptionKey: Buffer.from(decryptionKey, 'hex'),
    });
    using locked = Demuxer.openSync(fixture('encrypted.mp4'));
    expect(clear.videoTrack().encrypted).toBe(false);
    using packet = clear.readSync();
    using again = same.readSync();
    using scrambled = locked.readSync();
    expect(packet?.data).toEqual(again?.data);
    expect(packet?.data).not.toEqual(scrambled?.data);
    expect(scrambled?.sideData.map((item) => item.type)).toContain('encryption_info');
  });
});

describe.skipIf(encodersMissing)('of clips made for it', () => {
  it('depth, subsampling, aspect, language, disposition', () => {
    using demuxer = Demuxer.openSync(made('tagged.mp4'));
    expect(demuxer.videoTrack()).toMatchObject({
      codec: 'h264',
      codecTag: 'avc1',
      profile: 'High 4:2:2',
      pixelFormat: 'yuv422p10le',
      bitDepth: 10,
      chromaFormat: '422',
      sampleAspectRatio: { num: 4, den: 3 },
      language: 'ger',
      color: { primaries: 9, transfer: 18, matrix: 9, range: 'limited' },
      fieldOrder: 'progressive',
    });
    expect(demuxer.videoTrack().disposition.default).toBe(true);
    expect(demuxer.format.metadata.title).toBe('Straße');
  });

  it('field order and B-frames', () => {
    expect(videoOf(made('interlaced.mp4')).fieldOrder).toBe('tt');
    expect(videoOf(made('bframes.mp4')).hasBFrames).toBeGreaterThan(0);
    expect(videoOf(made('bframes.mp4')).level).toBeGreaterThan(9);
  });

  it('a frame rate that is not that of jittering timestamps', () => {
    const { realFrameRate, averageFrameRate, guessedFrameRate } = videoOf(made('jitter.mp4'));
    expect(realFrameRate?.num).toBeGreaterThan(210);
    expect(guessedFrameRate).toEqual(averageFrameRate);
    expect(videoOf(made('interlaced.mp4')).guessedFrameRate).toEqual({ num: 25, den: 1 });
  });

  it('audio', () => {
    using demuxer = Demuxer.openSync(made('bframes.mp4'));
    expect(demuxer.tracks[1]).toMatchObject({
      kind: 'audio',
      codec: 'aac',
      channels: 1,
      sampleRate: 44100,
      language: 'fre',
      pixelFormat: null,
    });
  });

  it('can be sent to another thread', () => {
    const track = videoOf(made('bframes.mp4'));
    expect(structuredClone(track)).toEqual({ ...track, extradata: new Uint8Array(track.extradata) });
  });
});
