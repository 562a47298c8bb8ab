#include "formats.h"

#include <stdexcept>

cudaVideoCodec codecOf(AVCodecID id) {
  switch (id) {
    case AV_CODEC_ID_MPEG1VIDEO: return cudaVideoCodec_MPEG1;
    case AV_CODEC_ID_MPEG2VIDEO: return cudaVideoCodec_MPEG2;
    case AV_CODEC_ID_MPEG4: return cudaVideoCodec_MPEG4;
    case AV_CODEC_ID_VC1:
    case AV_CODEC_ID_WMV3: return cudaVideoCodec_VC1;
    case AV_CODEC_ID_H264: return cudaVideoCodec_H264;
    case AV_CODEC_ID_MJPEG: return cudaVideoCodec_JPEG;
    case AV_CODEC_ID_HEVC: return cudaVideoCodec_HEVC;
    case AV_CODEC_ID_VP8: return cudaVideoCodec_VP8;
    case AV_CODEC_ID_VP9: return cudaVideoCodec_VP9;
    case AV_CODEC_ID_AV1: return cudaVideoCodec_AV1;
    default: throw std::runtime_error("no codec of NVCUVID");
  }
}

cudaVideoSurfaceFormat naturalSurface(const CUVIDEOFORMAT &format) {
  const bool deep = format.bit_depth_luma_minus8 > 0;
  switch (format.chroma_format) {
    case cudaVideoChromaFormat_444:
      return deep ? cudaVideoSurfaceFormat_YUV444_16Bit : cudaVideoSurfaceFormat_YUV444;
    case cudaVideoChromaFormat_422:
      return deep ? cudaVideoSurfaceFormat_P216 : cudaVideoSurfaceFormat_NV16;
    default:
      return deep ? cudaVideoSurfaceFormat_P016 : cudaVideoSurfaceFormat_NV12;
  }
}
