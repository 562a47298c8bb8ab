/**
 * The enumerations of cuviddec.h and nvcuvid.h under their C names, values as in Video Codec SDK 13.0.
 * A test holds them against `golden/layout.json`.
 */

/** Codecs, in CUVIDDECODECAPS, CUVIDDECODECREATEINFO, CUVIDEOFORMAT and CUVIDPARSERPARAMS. */
export const cudaVideoCodec = {
  /** MPEG-1 */
  MPEG1: 0,
  /** MPEG-2 */
  MPEG2: 1,
  /** MPEG-4 part 2 */
  MPEG4: 2,
  /** VC-1 */
  VC1: 3,
  /** H.264 */
  H264: 4,
  /** JPEG */
  JPEG: 5,
  /** H.264 with scalability (annex G) */
  H264_SVC: 6,
  /** H.264 with several views (annex H) */
  H264_MVC: 7,
  /** HEVC */
  HEVC: 8,
  /** VP8 */
  VP8: 9,
  /** VP9 */
  VP9: 10,
  /** AV1 */
  AV1: 11,
  /** Number of the codecs above. */
  NumCodecs: 12,
  /** Uncompressed planar 4:2:0, U before V; this and the next are FourCCs, the first letter in the highest byte. */
  YUV420: 0x49595556,
  /** Uncompressed planar 4:2:0, V before U. */
  YV12: 0x59563132,
  /** Uncompressed semi-planar 4:2:0. */
  NV12: 0x4e563132,
  /** Uncompressed interleaved 4:2:2, luma first. */
  YUYV: 0x59555956,
  /** Uncompressed interleaved 4:2:2, chroma first. */
  UYVY: 0x55595659,
} as const;

/** How a mapped surface is laid out. NV16 and P216 (4:2:2) came with SDK 13 and Blackwell. */
export const cudaVideoSurfaceFormat = {
  /** 4:2:0, 8 bit, interleaved chroma. */
  NV12: 0,
  /** 4:2:0, 16 bit, interleaved chroma. */
  P016: 1,
  /** 4:4:4, 8 bit, three planes. */
  YUV444: 2,
  /** 4:4:4, 16 bit, three planes. */
  YUV444_16Bit: 3,
  /** 4:2:2, 8 bit, interleaved chroma. */
  NV16: 4,
  /** 4:2:2, 16 bit, interleaved chroma. */
  P216: 5,
} as const;

/** What post-processing does with interlaced pictures. */
export const cudaVideoDeinterlaceMode = {
  /** Both fields, interleaved: no deinterlacing. */
  Weave: 0,
  /** One field, its lines doubled. */
  Bob: 1,
  /** Motion-adaptive; takes more memory. */
  Adaptive: 2,
} as const;

/** Chroma subsampling. */
export const cudaVideoChromaFormat = {
  /** Luma only. */
  Monochrome: 0,
  /** 4:2:0 */
  420: 1,
  /** 4:2:2 */
  422: 2,
  /** 4:4:4 */
  444: 3,
} as const;

/** CUVIDDECODECREATEINFO.ulCreationFlags. */
export const cudaVideoCreate = {
  /** The dedicated engines. */
  Default: 0,
  /** A decoder on CUDA; needs a context lock. */
  PreferCUDA: 1,
  /** DXVA, where there is Direct3D. */
  PreferDXVA: 2,
  /** The dedicated engines, directly. */
  PreferCUVID: 4,
} as const;

/** CUVIDGETDECODESTATUS.decodeStatus. */
export const cuvidDecodeStatus = {
  /** Not known. */
  Invalid: 0,
  /** Still being decoded. */
  InProgress: 1,
  /** Decoded without errors. */
  Success: 2,
  /** Decoded with errors that were not concealed. */
  Error: 8,
  /** Decoded with errors that were concealed. */
  Error_Concealed: 9,
} as const;

/** CUVIDSOURCEDATAPACKET.flags. */
export const CUVID_PKT = {
  /** The last packet: what waits is decoded and shown. */
  ENDOFSTREAM: 1,
  /** The timestamp is valid. */
  TIMESTAMP: 2,
  /** The packet does not follow the one before. */
  DISCONTINUITY: 4,
  /** The packet is exactly one frame or field. */
  ENDOFPICTURE: 8,
  /** With ENDOFSTREAM: a display callback with a null pointer ends the stream. */
  NOTIFY_EOS: 16,
} as const;

/** Flags of cuvidGetSourceVideoFormat. */
export const CUVID_FMT = {
  /** Fill a CUVIDEOFORMATEX. */
  EXTFORMATINFO: 0x100,
} as const;

/** State of a video source. */
export const cudaVideoState = {
  /** The source is invalid. */
  Error: -1,
  /** Stopped, or at the end of the stream. */
  Stopped: 0,
  /** Delivering data. */
  Started: 1,
} as const;

/** Audio codecs that a video source reports. */
export const cudaAudioCodec = {
  /** MPEG-1 audio */
  MPEG1: 0,
  /** MPEG-2 audio */
  MPEG2: 1,
  /** MP3 */
  MP3: 2,
  /** Dolby Digital */
  AC3: 3,
  /** PCM */
  LPCM: 4,
  /** AAC */
  AAC: 5,
} as const;
