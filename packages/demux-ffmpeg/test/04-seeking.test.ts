// Every time of every clip is sought, in random order: what comes first must be the right keyframe, and what
// follows must be what follows it in the file.
import { Demuxer } from '@nvcodec/demux-ffmpeg';
import { describe, expect, it } from 'vitest';
import {
  drain,
  encodersMissing,
  fixture,
  made,
  type PacketFacts,
  thrownBy,
  videoOnly,
} from './support/tools.js';

const timeOf = (packet: PacketFacts) => packet.pts ?? packet.dts ?? 0n;

/** A fixed permutation: 7919 is prime to any count that the clips have. */
function shuffled<T>(list: readonly T[]): T[] {
  return list.map((_, i) => list[(i * 7919) % list.length] as T);
}

function seekEverywhere(file: string): void {
  using demuxer = Demuxer.openSync(file);
  const track = videoOnly(demuxer);
  const all = drain(demuxer);
  const keys = all.filter((packet) => packet.key && packet.size > 10);
  const times = [
    ...all.map(timeOf),
    timeOf(all[0] as PacketFacts) - 1000n,
    timeOf(all.at(-1) as PacketFacts) + 100000n,
  ];
  for (const target of shuffled(times)) {
    demuxer.seekSync(track, target);
    const read = drain(demuxer, 5);
    const before = keys.filter((key) => timeOf(key) <= target);
    const wanted = before.at(-1) ?? (all[0] as PacketFacts);
    const at = all.findIndex(
      (packet) => packet.position === wanted.position && timeOf(packet) === timeOf(wanted),
    );
    const outline = (packets: PacketFacts[]) =>
      packets.map((packet) => [timeOf(packet), packet.size, packet.discard]);
    expect(outline(read), `after a seek to ${target}`).toEqual(outline(all.slice(at, at + 5)));
  }
}

describe('the keyframe before any time', () => {
  it.each([
    'clip.mp4',
    'vfr.mp4',
    'edit-list.mp4',
    'rotated.mp4',
    'av1.mp4',
    'vp8.webm',
    'vp9.webm',
    'mjpeg.avi',
  ])('in %s', (clip) => seekEverywhere(fixture(clip)));

  describe.skipIf(encodersMissing)('in clips made for it', () => {
    const clips = [
      ...['bframes.mp4', 'bframes.mkv', 'bframes.ts', 'bframes.flv', 'fragmented.mp4', 'sidx.mp4'],
      ...[
        'close-keyframes.mp4',
        'faststart.mp4',
        'no-cues.mkv',
        'cut.mp4',
        'vp9.webm',
        'no-b.avi',
        'interlaced.mp4',
      ],
    ];
    it.each(clips)('%s', (clip) => seekEverywhere(made(clip)));
  });
});

describe('other ways to seek', () => {
  it('to any packet', () => {
    using demuxer = Demuxer.openSync(fixture('vp9.webm'));
    const track = videoOnly(demuxer);
    const all = drain(demuxer);
    const middle = all[20] as PacketFacts;
    demuxer.seekSync(track, middle.pts as bigint, 'any');
    const [first] = drain(demuxer, 1);
    expect(timeOf(first as PacketFacts)).toBeLessThanOrEqual(timeOf(middle));
  });

  it('to a byte', () => {
    using demuxer = Demuxer.openSync(fixture('h264.h264'));
    const track = videoOnly(demuxer);
    const all = drain(demuxer);
    const key = all.filter((packet) => packet.key)[1] as PacketFacts;
    demuxer.seekSync(track, BigInt(key.position as number), 'byte');
    expect(drain(demuxer).map((packet) => packet.size)).toEqual(
      all.slice(all.indexOf(key)).map((packet) => packet.size),
    );
  });

  it('to the start of a stream without times', () => {
    using demuxer = Demuxer.openSync(fixture('h264.h264'));
    const track = videoOnly(demuxer);
    const sizes = drain(demuxer).map((packet) => packet.size);
    demuxer.seekSync(track, 1234n);
    expect(drain(demuxer).map((packet) => packet.size)).toEqual(sizes);
  });

  it('after the end, and after an error', () => {
    using demuxer = Demuxer.openSync(fixture('clip.mp4'));
    const track = videoOnly(demuxer);
    const all = drain(demuxer);
    expect(demuxer.readSync()).toBeNull();
    expect(thrownBy(() => demuxer.seekSync(track, 7n, 'byte')).name).toBe('ESPIPE');
    demuxer.seekSync(track, 0n);
    expect(drain(demuxer)).toHaveLength(all.length);
  });

  it('asynchronously', async () => {
    using demuxer = await Demuxer.open(fixture('clip.mp4'));
    const track = videoOnly(demuxer);
    await demuxer.seek(track, 31000n);
    using packet = await demuxer.read();
    expect(packet).toMatchObject({ key: true, pts: 30720n });
  });
});

describe('bad targets', () => {
  it('are refused by name', () => {
    using demuxer = Demuxer.openSync(fixture('two-tracks.mp4'));
    const track = videoOnly(demuxer);
    const other = demuxer.videoTrack(0);
    expect(thrownBy(() => demuxer.seekSync(other, 0n)).message).toMatch(/track 0 is not selected/);
    expect(thrownBy(() => demuxer.seekSync(track, 1n << 63n)).message).toMatch(/target/);
    expect(thrownBy(() => demuxer.seekSync(track, 5 as unknown as bigint))).toBeInstanceOf(TypeError);
    expect(thrownBy(() => demuxer.seekSync(track, 0n, 'near' as 'any')).message).toMatch(
      /mode must be one of/,
    );
  });

  it('beyond all times lead to the first and the last keyframe', () => {
    using demuxer = Demuxer.openSync(fixture('clip.mp4'));
    const track = videoOnly(demuxer);
    demuxer.seekSync(track, -(1n << 63n));
    expect(drain(demuxer, 1)[0]?.pts).toBe(0n);
    demuxer.seekSync(track, (1n << 63n) - 1n);
    expect(drain(demuxer, 1)[0]?.pts).toBe(61440n);
  });
});
