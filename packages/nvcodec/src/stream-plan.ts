/**
 * Which NVCUVID codec a demuxed track is, and which FFmpeg bitstream filters turn its packets into the
 * elementary stream that NVCUVID's parser reads: Annex B for H.264 and HEVC, headers in-band for the others.
 */
import type { Track } from '@nvcodec/demux-ffmpeg';
import type { Codec } from '@nvcodec/nvcuvid';
import { UnsupportedCodecError } from './errors.js';

export interface StreamPlan {
  readonly codec: Codec;
  /** Chain for `BitstreamFilter.create`, or null where packets go to the parser as they are. */
  readonly filters: string | null;
  /** Header that goes to the parser as `raw_seqhdr_data`; null where it travels in the packets. */
  readonly sequenceHeader: Uint8Array | null;
  /** Packets without a pts hold pictures that are never shown. */
  readonly hiddenWithoutPts: boolean;
}

/** `raw_seqhdr_data` of CUVIDEOFORMATEX holds this many bytes (nvcuvid.h). */
const SEQUENCE_HEADER_LIMIT = 1024;

const CODECS: Readonly<Record<string, Codec>> = {
  mpeg1video: 'mpeg1',
  mpeg2video: 'mpeg2',
  mpeg4: 'mpeg4',
  vc1: 'vc1',
  wmv3: 'vc1',
  h264: 'h264',
  hevc: 'hevc',
  mjpeg: 'jpeg',
  vp8: 'vp8',
  vp9: 'vp9',
  av1: 'av1',
};

/** avcC, hvcC and their kin begin with version 1; Annex B begins with a start code (ISO/IEC 14496-15, 5.3.3). */
function isLengthPrefixed(extradata: Uint8Array): boolean {
  return extradata.length > 6 && extradata[0] === 1;
}

function filtersFor(track: Track): string | null {
  switch (track.codec) {
    case 'h264':
      return isLengthPrefixed(track.extradata) ? 'h264_mp4toannexb' : null;
    case 'hevc':
      return isLengthPrefixed(track.extradata) ? 'hevc_mp4toannexb' : null;
    case 'mpeg4':
      // Packed B-frames first: they hide two pictures in one packet. Then the VOL header, which MP4 keeps apart.
      return track.extradata.length > 0
        ? 'mpeg4_unpack_bframes,dump_extra=freq=keyframe'
        : 'mpeg4_unpack_bframes';
    case 'mpeg1video':
    case 'mpeg2video':
      return track.extradata.length > 0 ? 'dump_extra=freq=keyframe' : null;
    case 'vp9':
      // NVCUVID's own splitting of superframes loses its way where a frame is shown again.
      return 'vp9_superframe_split';
    default:
      return null;
  }
}

function refusal(track: Track, limit: string): UnsupportedCodecError {
  const { codec, bitDepth, width, height } = track;
  return new UnsupportedCodecError(
    { codec, chromaFormat: track.chromaFormat ?? '420', bitDepth: bitDepth ?? 8, width, height, limit },
    'NVDEC',
  );
}

function sequenceHeaderOf(codec: Codec, extradata: Uint8Array): Uint8Array | null {
  if (codec !== 'vc1' && codec !== 'av1') return null;
  // av1C puts four bytes before the sequence header OBU (AV1 in ISOBMFF, 2.3.3); its first bit is a marker.
  const isAv1C = codec === 'av1' && ((extradata[0] ?? 0) & 0x80) !== 0;
  const header = isAv1C ? extradata.subarray(4) : extradata;
  return header.length > 0 && header.length <= SEQUENCE_HEADER_LIMIT ? header : null;
}

/**
 * The way from a track's packets to NVCUVID's parser.
 * @throws UnsupportedCodecError for a codec that NVCUVID does not have, and for an encrypted track.
 */
export function planStream(track: Track): StreamPlan {
  const codec = CODECS[track.codec];
  if (codec === undefined)
    throw refusal(track, `NVCUVID decodes only ${[...new Set(Object.values(CODECS))].join(', ')}`);
  if (track.encrypted)
    throw refusal(track, 'its packets are encrypted: the option decryptionKey takes the key');
  return {
    codec,
    filters: filtersFor(track),
    sequenceHeader: sequenceHeaderOf(codec, track.extradata),
    hiddenWithoutPts: codec === 'vp9',
  };
}
