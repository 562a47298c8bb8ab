/**
 * Which NVCUVID codec a demuxed track is, and what turns its packets into the elementary stream that NVCUVID's parser
 * reads: FFmpeg's bitstream filters, and the parameter sets that a container keeps apart.
 */
import type { Track } from '@nvcodec/demux-ffmpeg';
import type { Codec } from '@nvcodec/nvcuvid';
import { UnsupportedCodecError } from '../errors.js';

export interface StreamPlan {
  readonly codec: Codec;
  /** Header that goes to the parser as `raw_seqhdr_data`; null where it travels in the packets. */
  readonly sequenceHeader: Uint8Array | null;
  /** The coded size, where that header does not tell it. */
  readonly codedSize?: { readonly width: number; readonly height: number };
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

/** cudaVideoChromaFormat; VP9 and JPEG have 4:4:0 as well. */
const CHROMA_FORMATS: readonly string[] = ['400', '420', '422', '444'];

/** Chain for `BitstreamFilter.create`, or null where packets go to the parser as they are, but for their NAL units. */
export function filtersFor({ codec }: Track): string | null {
  // Packed B-frames hide two pictures in one packet.
  if (codec === 'mpeg4') return 'mpeg4_unpack_bframes';
  // NVCUVID's own splitting of superframes loses its way where a frame is shown again.
  return codec === 'vp9' ? 'vp9_superframe_split' : null;
}

/**
 * Where codec configuration that is parameter sets goes in front of a packet: of the first one after an opening, a seek
 * or a change, or of the first keyframe, where FFmpeg does not decode what comes before it.
 */
export type HeaderPlace = 'first-packet' | 'first-keyframe' | 'nowhere';

/** For the codec of a track. */
export function headerPlace({ codec }: Track): HeaderPlace {
  if (codec === 'h264' || codec === 'hevc' || codec === 'mpeg4') return 'first-packet';
  return codec === 'mpeg1video' || codec === 'mpeg2video' ? 'first-keyframe' : 'nowhere';
}

function refusal(track: Track, limit: string): UnsupportedCodecError {
  const { codec, bitDepth, width, height } = track;
  return new UnsupportedCodecError(
    { codec, chromaFormat: track.chromaFormat ?? '420', bitDepth: bitDepth ?? 8, width, height, limit },
    'NVDEC',
  );
}

/** Bytes of STRUCT_C (SMPTE 421M, annex J), the header of VC-1's simple and main profile, which tells no size. */
const STRUCT_C = 4;

function sequenceHeaderOf(track: Track): Uint8Array | null {
  const { codec, extradata } = track;
  if (codec === 'wmv3') return extradata.length < STRUCT_C ? null : extradata.subarray(0, STRUCT_C);
  if (codec !== 'vc1' && codec !== 'av1') return null;
  // av1C puts four bytes before the sequence header OBU (AV1 in ISOBMFF, 2.3.3); its first bit is a marker.
  const isAv1C = codec === 'av1' && ((extradata[0] ?? 0) & 0x80) !== 0;
  const header = isAv1C ? extradata.subarray(4) : extradata;
  return header.length > 0 && header.length <= SEQUENCE_HEADER_LIMIT ? header : null;
}

/**
 * The way from a track's packets to NVCUVID's parser.
 * @throws UnsupportedCodecError for a codec or a chroma format that NVCUVID does not have, and for an encrypted track.
 */
export function planStream(track: Track): StreamPlan {
  const codec = CODECS[track.codec];
  if (codec === undefined)
    throw refusal(track, `NVCUVID decodes only ${[...new Set(Object.values(CODECS))].join(', ')}`);
  if (track.chromaFormat !== null && !CHROMA_FORMATS.includes(track.chromaFormat))
    throw refusal(track, `NVCUVID decodes only ${CHROMA_FORMATS.join(', ')}`);
  if (track.encrypted)
    throw refusal(track, 'its packets are encrypted: the option decryptionKey takes the key');
  return {
    codec,
    sequenceHeader: sequenceHeaderOf(track),
    ...(track.codec === 'wmv3' ? { codedSize: { width: track.width, height: track.height } } : {}),
    hiddenWithoutPts: codec === 'vp9',
  };
}
