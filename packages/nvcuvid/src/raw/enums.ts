/**
 * The enumerations of cuviddec.h and nvcuvid.h under their C names, values as in Video Codec SDK 13.0.
 * A test holds them against `golden/layout.json`.
 */

/** Codecs, in CUVIDDECODECAPS, CUVIDDECODECREATEINFO, CUVIDEOFORMAT and CUVIDPARSERPARAMS. */
export const cudaVideoCodec = {
  MPEG1: 0,
  MPEG2: 1,
  MPEG4: 2,
  VC1: 3,
  H264: 4,
  JPEG: 5,
  H264_SVC: 6,
  H264_MVC: 7,
  HEVC: 8,
  VP8: 9,
  VP9: 10,
  AV1: 11,
  NumCodecs: 12,
  // Uncompressed video: the letters of a FourCC, the first in the highest byte.
  YUV420: 0x49595556,
  YV12: 0x59563132,
  NV12: 0x4e563132,
  YUYV: 0x59555956,
  UYVY: 0x55595659,
} as const;

/** How a mapped surface is laid out. NV16 and P216 (4:2:2) came with SDK 13 and Blackwell. */
export const cudaVideoSurfaceFormat = {
  NV12: 0,
  P016: 1,
  YUV444: 2,
  YUV444_16Bit: 3,
  NV16: 4,
  P216: 5,
} as const;

/** What post-processing does with interlaced pictures. */
export const cudaVideoDeinterlaceMode = { Weave: 0, Bob: 1, Adaptive: 2 } as const;

/** Chroma subsampling. */
export const cudaVideoChromaFormat = { Monochrome: 0, 420: 1, 422: 2, 444: 3 } as const;

/** CUVIDDECODECREATEINFO.ulCreationFlags. */
export const cudaVideoCreate = { Default: 0, PreferCUDA: 1, PreferDXVA: 2, PreferCUVID: 4 } as const;

/** CUVIDGETDECODESTATUS.decodeStatus. */
export const cuvidDecodeStatus = {
  Invalid: 0,
  InProgress: 1,
  Success: 2,
  Error: 8,
  Error_Concealed: 9,
} as const;

/** CUVIDSOURCEDATAPACKET.flags. */
export const CUVID_PKT = {
  ENDOFSTREAM: 1,
  TIMESTAMP: 2,
  DISCONTINUITY: 4,
  ENDOFPICTURE: 8,
  NOTIFY_EOS: 16,
} as const;

/** Flags of cuvidGetSourceVideoFormat. */
export const CUVID_FMT = { EXTFORMATINFO: 0x100 } as const;

/** State of a video source. */
export const cudaVideoState = { Error: -1, Stopped: 0, Started: 1 } as const;

/** Audio codecs that a video source reports. */
export const cudaAudioCodec = { MPEG1: 0, MPEG2: 1, MP3: 2, AC3: 3, LPCM: 4, AAC: 5 } as const;
