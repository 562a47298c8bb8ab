// The oracle (ffprobe), the clips, and small helpers.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Demuxer, Packet, Track } from '@nvcodec/demux-ffmpeg';
import { inject } from 'vitest';

export const FFMPEG = process.env.FFMPEG ?? 'ffmpeg';
const FFPROBE = process.env.FFPROBE ?? 'ffprobe';

/** The machine with the GPU has FFmpeg but no encoders. */
export const encodersMissing = process.env.NVCODEC_TEST_DRIVER === 'gpu';

/** A clip that make-media.ts made. */
export const made = (name: string): string => join(inject('media'), name);

/** A clip that is checked in. */
export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../../fixtures/${name}`, import.meta.url));

/** What ffprobe says of a file, as `-show_…` asks. */
export function probe<T>(file: string, ...show: string[]): T {
  const args = ['-v', 'quiet', ...show.map((what) => `-show_${what}`), '-of', 'json', `file:${file}`];
  return JSON.parse(
    execFileSync(FFPROBE, args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: 'pipe' }),
  ) as T;
}

export interface PacketFacts {
  track: number;
  pts: bigint | null;
  dts: bigint | null;
  duration: bigint;
  size: number;
  position: number | null;
  key: boolean;
  discard: boolean;
}

interface ProbedPacket {
  stream_index: number;
  pts?: number;
  dts?: number;
  duration?: number;
  size: string;
  pos?: string;
  flags: string;
}

/** The packets of a file as ffprobe lists them. */
export function probePackets(file: string): PacketFacts[] {
  return probe<{ packets: ProbedPacket[] }>(file, 'packets').packets.map((packet) => ({
    track: packet.stream_index,
    pts: packet.pts === undefined ? null : BigInt(packet.pts),
    dts: packet.dts === undefined ? null : BigInt(packet.dts),
    duration: BigInt(packet.duration ?? 0),
    size: Number(packet.size),
    position: packet.pos === undefined ? null : Number(packet.pos),
    key: packet.flags.startsWith('K'),
    discard: packet.flags[1] === 'D',
  }));
}

export function factsOf(packet: Packet): PacketFacts {
  return {
    track: packet.trackIndex,
    pts: packet.pts,
    dts: packet.dts,
    duration: packet.duration,
    size: packet.byteLength,
    position: packet.position,
    key: packet.key,
    discard: packet.discard,
  };
}

/** Reads `count` packets, or all that are left, and closes them. */
export function drain(demuxer: Demuxer, count = Number.POSITIVE_INFINITY): PacketFacts[] {
  const facts: PacketFacts[] = [];
  for (let packet: Packet | null; facts.length < count; packet.close()) {
    packet = demuxer.readSync();
    if (packet === null) break;
    facts.push(factsOf(packet));
  }
  return facts;
}

/** Selects the video track. */
export function videoOnly(demuxer: Demuxer): Track {
  const track = demuxer.videoTrack();
  demuxer.select([track]);
  return track;
}

/** The error that `action` throws; fails when it throws none. */
export function thrownBy(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`not an Error was thrown: ${String(error)}`);
  }
  throw new Error('nothing was thrown');
}
