/** What a file holds, by its container alone: no driver is loaded and nothing is decoded. */
import { Demuxer, type KeyframeIndex, NoVideoTrackError, type Track } from '@nvcodec/demux-ffmpeg';
import type { VideoSource } from './player-options.js';

/** How a file is looked into. */
export interface ProbeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Options of libavformat's demuxer and protocol, by name. */
  readonly formatOptions?: Readonly<Record<string, string>> | undefined;
}

/** What a file holds. */
export interface MediaProbe {
  readonly format: Demuxer['format'];
  readonly tracks: readonly Track[];
  /** The track that a Player takes by default; null when the file holds no video. */
  readonly video: Track | null;
}

async function openDemuxer(source: VideoSource, { signal, formatOptions }: ProbeOptions): Promise<Demuxer> {
  // A Blob can be read asynchronously only, which libavformat cannot: it is taken into memory.
  const readable = source instanceof Blob ? new Uint8Array(await source.arrayBuffer()) : source;
  return Demuxer.open(readable, {
    ...(signal === undefined ? {} : { signal }),
    ...(formatOptions === undefined ? {} : { formatOptions }),
  });
}

function videoOf(demuxer: Demuxer): Track | null {
  try {
    return demuxer.videoTrack();
  } catch (error) {
    if (error instanceof NoVideoTrackError) return null;
    throw error;
  }
}

/** @throws AvError when the source cannot be opened; the signal's reason when aborted. */
export async function probe(source: VideoSource, options: ProbeOptions = {}): Promise<MediaProbe> {
  const demuxer = await openDemuxer(source, options);
  try {
    return { format: demuxer.format, tracks: demuxer.tracks, video: videoOf(demuxer) };
  } finally {
    demuxer.close();
  }
}

/**
 * The keyframes of the video track, from the container's index or, where it has none, by a scan of the packets.
 * @throws AvError, NoVideoTrackError; the signal's reason when aborted.
 */
export async function keyframes(source: VideoSource, options: ProbeOptions = {}): Promise<KeyframeIndex> {
  const demuxer = await openDemuxer(source, options);
  try {
    const { signal } = options;
    return await demuxer.keyframeIndex(demuxer.videoTrack(), signal === undefined ? {} : { signal });
  } finally {
    demuxer.close();
  }
}
