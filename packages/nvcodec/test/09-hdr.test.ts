import { DecodeSession, type Frame, Player } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { HdrTracker } from '../src/decoding/hdr.js';
import { dolbyVisionUnit, hdr10Plus, hevcWith, sei, vp9WithHdr10Plus } from './hdr-streams.js';
import { device, fixture, golden, planarMd5 } from './support.js';

/** What scripts/make-fixtures.sh told x265. */
const graded = {
  masteringDisplay: {
    red: [0.68, 0.32],
    green: [0.265, 0.69],
    blue: [0.15, 0.06],
    whitePoint: [0.3127, 0.329],
    minLuminance: 0.005,
    maxLuminance: 1000,
  },
  contentLight: { maxContentLightLevel: 1000, maxFrameAverageLightLevel: 400 },
};

const peakOf = (frame: Frame): number =>
  Math.round((frame.hdr.hdr10Plus?.windows[0]?.averageMaxRgb ?? 0) * 1e5);

describe('mastering display and content light level', () => {
  it('come from SEI messages, for the video and for every frame', async () => {
    await using player = await Player.open(fixture('hevc10.mkv'), { device });
    expect(player.info.hdr).toEqual(graded);
    const seen = new Set<Frame['hdr']>();
    for await (using frame of player.frames()) seen.add(frame.hdr);
    expect([...seen]).toEqual([graded]);
  });

  it('hold after a seek, and for pictures', async () => {
    await using player = await Player.open(fixture('hevc10.mkv'), { device });
    for await (using picture of player.pictures({ start: 0.8 })) expect(picture.hdr).toEqual(graded);
    using session = DecodeSession.open(fixture('hevc10.mkv'), { device });
    for (const frame of session.frames({ start: 0.3, end: 0.4 })) {
      expect(frame.hdr).toEqual(graded);
      frame.close();
    }
  });

  it('come from metadata OBUs of AV1', async () => {
    await using player = await Player.open(fixture('hdr-av1.obu'), { device: 'soft' });
    const { masteringDisplay, contentLight } = player.info.hdr;
    expect(contentLight).toEqual({ maxContentLightLevel: 1234, maxFrameAverageLightLevel: 567 });
    expect(masteringDisplay?.maxLuminance).toBe(4000);
    expect(masteringDisplay?.minLuminance).toBeCloseTo(0.0001, 4);
    const points = ['red', 'green', 'blue', 'whitePoint'] as const;
    const told = points.map((name) => masteringDisplay?.[name]?.map((value) => value.toFixed(3)));
    expect(told).toEqual([
      ['0.680', '0.320'],
      ['0.265', '0.690'],
      ['0.150', '0.060'],
      ['0.313', '0.329'],
    ]);
    for await (using frame of player.frames()) expect(frame.hdr).toEqual({ masteringDisplay, contentLight });
  });

  it('are empty where neither bitstream nor container says anything', async () => {
    await using player = await Player.open(fixture('clip.mp4'), { device });
    expect(player.info.hdr).toEqual({});
    for await (using frame of player.frames({ end: 0.1 })) expect(frame.hdr).toEqual({});
  });

  it('are taken from the bitstream before the container, each on its own', () => {
    const container = { masteringDisplay: { maxLuminance: 4000 }, contentLight: graded.contentLight };
    const tracker = new HdrTracker('hevc', container);
    expect(tracker.opening).toEqual(container);
    const mastering = Buffer.alloc(24);
    mastering.writeUInt32LE(6_000_000, 16);
    tracker.messages({ pictureIndex: 0, messages: [{ type: 137, data: mastering }] });
    tracker.decoding(0);
    tracker.decoding(1);
    for (const picture of [0, 1]) {
      const shown = tracker.shown(picture, 0n);
      expect(shown.masteringDisplay).toMatchObject({ maxLuminance: 600 });
      expect(shown.contentLight).toBe(container.contentLight);
    }
  });
});

describe('HDR10+', () => {
  it('of SEI messages changes from frame to frame, in display order', async () => {
    const stream = hevcWith((shown) => [sei(4, hdr10Plus(100 + shown))]);
    await using player = await Player.open(stream, { device });
    expect(player.info.hdr.hdr10Plus?.targetMaxLuminance).toBe(400);
    const peaks: number[] = [];
    for await (using frame of player.frames()) peaks.push(peakOf(frame));
    expect(peaks).toEqual(Array.from({ length: 24 }, (_, shown) => 100 + shown));
  });

  it('is of its picture alone, and one object while it repeats itself', async () => {
    const stream = hevcWith((shown) => (shown < 8 ? [sei(4, hdr10Plus(7))] : []));
    await using player = await Player.open(stream, { device });
    const peaks: number[] = [];
    const seen = new Set<Frame['hdr']>();
    for await (using frame of player.frames()) {
      peaks.push(peakOf(frame));
      seen.add(frame.hdr);
      expect(frame.hdr).toMatchObject(graded);
    }
    expect(peaks).toEqual(Array.from({ length: 24 }, (_, shown) => (shown < 8 ? 7 : 0)));
    expect(seen.size).toBeLessThan(8);
  });

  it('beside the packets of VP9 comes with its frame', async () => {
    await using player = await Player.open(vp9WithHdr10Plus(), { device });
    expect(player.info.hdr.hdr10Plus?.applicationVersion).toBe(1);
    const peaks: number[] = [];
    for await (using frame of player.frames()) peaks.push(peakOf(frame));
    expect(peaks).toEqual(Array.from({ length: 30 }, (_, shown) => 1 + shown));
  });
});

describe('Dolby Vision', () => {
  it('is told by its units in the bitstream, and the pictures are those of the base layer', async () => {
    const stream = hevcWith(() => [dolbyVisionUnit()]);
    await using player = await Player.open(stream, { device });
    expect(player.info.hdr).toEqual({ ...graded, dolbyVisionRpu: true });
    const hashes: string[] = [];
    for await (using frame of player.frames()) {
      expect(frame.hdr.dolbyVisionRpu).toBe(true);
      hashes.push(await planarMd5(frame, player.info));
    }
    expect(hashes).toEqual(golden('hevc10.mkv').map((frame) => frame.md5));
  });
});
