// The packets of a file as NVCUVID's parser takes them, for trace-parser.mjs.
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';

const pieceBytes = 64 * 1024;

const byExtension = {
  '.m1v': 'mpeg1',
  '.m2v': 'mpeg2',
  '.m4v': 'mpeg4',
  '.264': 'h264',
  '.h264': 'h264',
  '.265': 'hevc',
  '.h265': 'hevc',
  '.hevc': 'hevc',
};

/** FFmpeg's names of codecs where NVCUVID's words differ. */
const byName = { mpeg1video: 'mpeg1', mpeg2video: 'mpeg2', wmv3: 'vc1', mjpeg: 'jpeg' };

/** Filters for codecs that containers keep in another form than the parser reads. */
const filters = {
  h264: 'h264_mp4toannexb',
  hevc: 'hevc_mp4toannexb',
  mpeg4: 'mpeg4_unpack_bframes',
  vp9: 'vp9_superframe_split',
};

/** The codec, and packets of { bytes, timestamp, note }; bytes are valid until the next packet is asked for. */
export async function packetsOf(file, codec) {
  const demuxing = await loadDemuxer();
  return demuxing === undefined ? pieces(file, codec) : demuxed(demuxing, file, codec);
}

/** The demuxer is no dependency of this package: the installed one, the repository's, or none. */
async function loadDemuxer() {
  for (const module of ['@nvcodec/demux-ffmpeg', '../../demux-ffmpeg/dist/index.js']) {
    const loaded = await import(module).catch(() => undefined);
    if (loaded !== undefined) return loaded;
  }
  return undefined;
}

function pieces(file, codec = byExtension[extname(file)]) {
  if (codec === undefined)
    throw new Error(`${file}: no demuxer is built, and --codec does not say what it holds`);
  return { codec, packets: cut(readFileSync(file)) };
}

function* cut(bytes) {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield { bytes: bytes.subarray(at, at + pieceBytes), timestamp: null, note: '' };
  }
}

function demuxed({ Demuxer, BitstreamFilter }, file, codec) {
  const demuxer = Demuxer.openSync(file);
  const track = demuxer.videoTrack();
  demuxer.select([track]);
  const chain = filters[track.codec];
  const filter = chain === undefined ? undefined : BitstreamFilter.create(chain, track);
  return { codec: codec ?? byName[track.codec] ?? track.codec, packets: read(demuxer, filter) };
}

function* read(demuxer, filter) {
  for (let packet = demuxer.readSync(); packet !== null; packet = demuxer.readSync()) {
    for (const part of filter === undefined ? [packet] : filter.filterSync(packet)) {
      yield { bytes: part.data, timestamp: part.pts, note: part.key ? ', keyframe' : '' };
      part.close();
    }
  }
  filter?.close();
  demuxer.close();
}
