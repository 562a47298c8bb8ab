// The clips that inputs are made from: the fixtures, the soft driver's own, the stress corpus where it was made, and
// folders named by the caller. Small ones only: an input should take milliseconds.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AvError, BitstreamFilter, Demuxer, NoVideoTrackError } from '../packages/demux-ffmpeg/dist/index.js';
import { END_OF_PICTURE, TIMESTAMP } from './mutate-packets.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const FOLDERS = ['fixtures', 'packages/soft-driver/test/clips', '.corpus'].map((name) => join(root, name));
const NO_CLIPS = /\.(md|md5|framemd5|json|sh|txt)$/;
const LARGEST_BYTES = 200_000;
const MOST_PACKETS = 120;

/** FFmpeg's names, and cudaVideoCodec (nvcuvid.h). */
const CODECS = {
  mpeg1video: 0,
  mpeg2video: 1,
  mpeg4: 2,
  vc1: 3,
  wmv3: 3,
  h264: 4,
  mjpeg: 5,
  hevc: 8,
  vp8: 9,
  vp9: 10,
  av1: 11,
};
/** What makes an elementary stream of a container's packets. */
const FILTERS = {
  h264: 'h264_mp4toannexb',
  hevc: 'hevc_mp4toannexb',
  mpeg4: 'mpeg4_unpack_bframes,dump_extra',
  vp9: 'vp9_superframe_split',
};

function* clipsIn(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const stats = statSync(path);
    if (stats.isDirectory()) yield* clipsIn(path);
    else if (!NO_CLIPS.test(name) && stats.size <= LARGEST_BYTES) yield path;
  }
}

/** A clip of the corpus; its bytes and its packets are read when they are first asked for. */
class Clip {
  #bytes;
  #stream;

  constructor(path) {
    this.path = path;
    this.name = basename(path);
  }

  get bytes() {
    this.#bytes ??= readFileSync(this.path);
    return this.#bytes;
  }

  /** { codec, header, packets } as NVCUVID's parser is fed, or null where there is no such video in it. */
  get stream() {
    if (this.#stream === undefined) this.#stream = readStream(this.path);
    return this.#stream;
  }
}

function readStream(path) {
  let demuxer;
  try {
    demuxer = Demuxer.openSync(path);
    const track = demuxer.videoTrack();
    const codec = CODECS[track.codec];
    if (codec === undefined) return null;
    demuxer.select([track]);
    const filter = BitstreamFilter.create(FILTERS[track.codec] ?? 'null', track);
    const packets = readPackets(demuxer, filter);
    filter.close();
    const header = Buffer.from(track.extradata.subarray(0, 1024));
    return packets.length === 0 ? null : { codec, header, packets };
  } catch (error) {
    // A fixture that is damaged by intention, or has no video.
    if (error instanceof AvError || error instanceof NoVideoTrackError) return null;
    throw error;
  } finally {
    demuxer?.close();
  }
}

function readPackets(demuxer, filter) {
  const packets = [];
  const keep = (packet) => {
    const flags = END_OF_PICTURE | (packet.pts === null ? 0 : TIMESTAMP);
    packets.push({ data: Buffer.from(packet.data), pts: packet.pts ?? 0n, flags });
    packet.close();
  };
  while (packets.length < MOST_PACKETS) {
    const packet = demuxer.readSync();
    if (packet === null) break;
    for (const out of filter.filterSync(packet)) keep(out);
    packet.close();
  }
  return packets;
}

/** The clips in order, so that a number means the same clip in each run on the same files. */
export function openCorpus(extraFolders = []) {
  const clips = [];
  for (const folder of [...FOLDERS, ...extraFolders]) {
    if (existsSync(folder)) for (const path of clipsIn(folder)) clips.push(new Clip(path));
  }
  return { clips, streams: () => clips.filter((clip) => clip.stream !== null) };
}
