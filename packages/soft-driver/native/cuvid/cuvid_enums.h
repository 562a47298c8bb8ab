// The enumerations of the NVCUVID API (NVIDIA Video Codec SDK); their values are part of its frozen ABI.
#pragma once

enum cudaVideoCodec : int {
  cudaVideoCodec_MPEG1 = 0,
  cudaVideoCodec_MPEG2,
  cudaVideoCodec_MPEG4,
  cudaVideoCodec_VC1,
  cudaVideoCodec_H264,
  cudaVideoCodec_JPEG,
  cudaVideoCodec_H264_SVC,
  cudaVideoCodec_H264_MVC,
  cudaVideoCodec_HEVC,
  cudaVideoCodec_VP8,
  cudaVideoCodec_VP9,
  cudaVideoCodec_AV1,
  cudaVideoCodec_NumCodecs,
};

enum cudaVideoSurfaceFormat : int {
  cudaVideoSurfaceFormat_NV12 = 0,
  cudaVideoSurfaceFormat_P016 = 1,
  cudaVideoSurfaceFormat_YUV444 = 2,
  cudaVideoSurfaceFormat_YUV444_16Bit = 3,
  cudaVideoSurfaceFormat_NV16 = 4,
  cudaVideoSurfaceFormat_P216 = 5,
};

enum cudaVideoDeinterlaceMode : int {
  cudaVideoDeinterlaceMode_Weave = 0,
  cudaVideoDeinterlaceMode_Bob = 1,
  cudaVideoDeinterlaceMode_Adaptive = 2,
};

enum cudaVideoChromaFormat : int {
  cudaVideoChromaFormat_Monochrome = 0,
  cudaVideoChromaFormat_420 = 1,
  cudaVideoChromaFormat_422 = 2,
  cudaVideoChromaFormat_444 = 3,
};

enum cuvidDecodeStatus : int {
  cuvidDecodeStatus_Invalid = 0,
  cuvidDecodeStatus_InProgress = 1,
  cuvidDecodeStatus_Success = 2,
  cuvidDecodeStatus_Error = 8,
  cuvidDecodeStatus_Error_Concealed = 9,
};

enum cudaVideoState : int {
  cudaVideoState_Error = -1,
  cudaVideoState_Stopped = 0,
  cudaVideoState_Started = 1,
};

enum CUvideopacketflags : unsigned long {
  CUVID_PKT_ENDOFSTREAM = 0x01,
  CUVID_PKT_TIMESTAMP = 0x02,
  CUVID_PKT_DISCONTINUITY = 0x04,
  CUVID_PKT_ENDOFPICTURE = 0x08,
  CUVID_PKT_NOTIFY_EOS = 0x10,
};
