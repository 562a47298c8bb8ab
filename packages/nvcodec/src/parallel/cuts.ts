/** Where a video can be cut so that several sessions share it; asked of one session. */
import { AvError, NO_TIMESTAMP } from '@nvcodec/demux-ffmpeg';
import type { PictureReader } from '../access/picture-reader.js';
import { DamagedFrameError } from '../errors.js';
import { hasOwnTimes } from '../stream/own-times.js';
import type { PacketStream } from '../stream/packet-stream.js';

/** See the head of this file. */
export interface Cuts {
  /** When keyframes are shown, in units of the track's time base, ascending. */
  readonly keyframes: BigInt64Array;
  /** Why the video cannot be cut, in words; undefined when it can. */
  readonly obstacle: string | undefined;
}

/** So many keyframes are tried before all are trusted. */
const TRIED = 2;

export function findCuts(stream: PacketStream, reader: PictureReader): Cuts {
  const keyframes = hasOwnTimes(stream) ? keyframeTimes(stream) : new BigInt64Array();
  return { keyframes, obstacle: obstacleTo(stream, reader, keyframes) };
}

function keyframeTimes({ demuxer, track }: PacketStream): BigInt64Array {
  const index = demuxer.keyframeIndexSync(track);
  return index.complete ? index.pts.filter((pts) => pts !== NO_TIMESTAMP) : new BigInt64Array();
}

function obstacleTo(
  stream: PacketStream,
  reader: PictureReader,
  keyframes: BigInt64Array,
): string | undefined {
  if (!hasOwnTimes(stream)) {
    return `${stream.demuxer.format.name} with ${stream.track.codec} does not tell when each picture is shown`;
  }
  if (keyframes.length < 2) return 'the video has only one keyframe, as far as can be told';
  const step = Math.max(1, Math.floor(keyframes.length / TRIED));
  const tried = Array.from({ length: TRIED }, (_, i) => keyframes[1 + i * step]).filter(
    (pts) => pts !== undefined,
  );
  try {
    if (reader.canBeginAt(tried)) return undefined;
  } catch (error) {
    if (!(error instanceof DamagedFrameError || error instanceof AvError)) throw error;
  }
  return 'decoding cannot begin at its keyframes without a scan of the whole stream';
}
