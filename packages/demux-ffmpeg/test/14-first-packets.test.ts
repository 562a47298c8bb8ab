// MP4 files whose header is complete are not looked into by FFmpeg, which would decode pictures: their first packets tell
// the rest. Over HTTP they are, so that both can be compared.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ContainerFormat, type CustomSource, Demuxer, type Track } from '@nvcodec/demux-ffmpeg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serve } from './support/http.js';
import { drain, encodersMissing, factsOf, fixture, made, type PacketFacts } from './support/tools.js';

interface Told {
  readonly format: ContainerFormat;
  readonly tracks: readonly Track[];
  readonly packets: readonly PacketFacts[];
}

function told(demuxer: Demuxer): Told {
  const { format, tracks } = demuxer;
  return { format, tracks, packets: drain(demuxer) };
}

/** What the same file tells where FFmpeg looks into its streams. */
async function lookedInto(file: string): Promise<Told> {
  const server = await serve(file);
  onTestFinished(() => server.close());
  using demuxer = await Demuxer.open(`${server.url}/clip`);
  const { format, tracks } = demuxer;
  const packets: PacketFacts[] = [];
  for (let packet = await demuxer.read(); packet !== null; packet = await demuxer.read()) {
    packets.push(factsOf(packet));
    packet.close();
  }
  return { format, tracks, packets };
}

/** A file in memory that tells how often it was read from the start. */
function counted(bytes: Uint8Array): { source: CustomSource; starts: () => number } {
  let offset = 0;
  let starts = 0;
  const source: CustomSource = {
    name: 'counted',
    size: bytes.byteLength,
    read(buffer) {
      if (offset === 0) starts++;
      const part = bytes.subarray(offset, offset + buffer.byteLength);
      buffer.set(part);
      offset += part.byteLength;
      return part.byteLength;
    },
    seek(to) {
      offset = to;
    },
  };
  return { source, starts: () => starts };
}

function temporary(name: string, bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'first-packets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

async function tellsTheSame(file: string): Promise<void> {
  const expected = await lookedInto(file);
  using local = Demuxer.openSync(file);
  expect(told(local)).toEqual(expected);
  const { source, starts } = counted(readFileSync(file));
  using custom = Demuxer.openSync(source);
  expect(told(custom)).toEqual(expected);
  expect(starts()).toBe(1);
}

/** Its first picture cannot be decoded. */
function damagedClip(): Uint8Array {
  const bytes = new Uint8Array(readFileSync(fixture('clip.mp4')));
  using whole = Demuxer.openSync(fixture('clip.mp4'));
  const [first] = drain(whole, 1);
  if (typeof first?.position !== 'number') expect.fail('no packet');
  bytes.fill(0xff, first.position, first.position + first.size);
  return bytes;
}

describe('an MP4 file whose header is complete', () => {
  it.each([
    'clip.mp4',
    'edit-list.mp4',
    'high422.mp4',
    'odd-175x143.mp4',
    'rotated.mp4',
    'tiny.mp4',
    'two-tracks.mp4',
    'vfr.mp4',
  ])('%s tells what FFmpeg finds in its streams', (name) => tellsTheSame(fixture(name)));

  it
    .skipIf(encodersMissing)
    .each([
      'bframes.mp4',
      'close-keyframes.mp4',
      'cut.mp4',
      'faststart.mp4',
      'interlaced.mp4',
      'jitter.mp4',
      'tagged.mp4',
      'timecode.mov',
    ])('%s does so too', (name) => tellsTheSame(made(name)));

  it('is looked into where its first picture is damaged', async () => {
    const bytes = damagedClip();
    const damaged = temporary('damaged.mp4', bytes);
    const expected = await lookedInto(damaged);
    using file = Demuxer.openSync(damaged);
    expect(told(file)).toEqual(expected);
    const { source, starts } = counted(bytes);
    using custom = Demuxer.openSync(source);
    expect(custom.tracks).toEqual(expected.tracks);
    expect(starts()).toBe(2);
  });

  it('comes through a pipe once, damaged or not', async () => {
    const damaged = temporary('damaged.mp4', damagedClip());
    const pipe = `${damaged}.pipe`;
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', 'cat "$1" > "$2"', 'sh', damaged, pipe]);
    onTestFinished(() => void writer.kill());
    using piped = await Demuxer.open(pipe, { signal: AbortSignal.timeout(5000) });
    using file = Demuxer.openSync(damaged);
    expect(drain(piped)).toEqual(drain(file));
  });
});
