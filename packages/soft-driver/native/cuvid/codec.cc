#include "cuvid/codec.h"

namespace nvcodec::soft {

namespace {

// Surfaces: two references and the current picture for the MPEG family, the reference buffers of the VP8, VP9
// and AV1 specifications and one; H.264 and HEVC report their own (sequence.cc).
constexpr Codec kCodecs[] = {
    {cudaVideoCodec_MPEG1, AV_CODEC_ID_MPEG1VIDEO, "mpeg1", 16, 3},
    {cudaVideoCodec_MPEG2, AV_CODEC_ID_MPEG2VIDEO, "mpeg2", 16, 3},
    {cudaVideoCodec_MPEG4, AV_CODEC_ID_MPEG4, "mpeg4", 16, 3},
    {cudaVideoCodec_VC1, AV_CODEC_ID_VC1, "vc1", 16, 3},
    {cudaVideoCodec_H264, AV_CODEC_ID_H264, "h264", 16, 5},
    {cudaVideoCodec_JPEG, AV_CODEC_ID_MJPEG, "jpeg", 16, 1},
    {cudaVideoCodec_HEVC, AV_CODEC_ID_HEVC, "hevc", 8, 6},
    {cudaVideoCodec_VP8, AV_CODEC_ID_VP8, "vp8", 16, 4},
    {cudaVideoCodec_VP9, AV_CODEC_ID_VP9, "vp9", 8, 9},
    {cudaVideoCodec_AV1, AV_CODEC_ID_AV1, "av1", 8, 9},
};

}  // namespace

const Codec *findCodec(cudaVideoCodec id) {
  for (const Codec &codec : kCodecs) {
    if (codec.id == id) return &codec;
  }
  return nullptr;
}

const AVCodec *softwareDecoder(AVCodecID id) {
  if (id == AV_CODEC_ID_AV1) {
    // libavcodec's own "av1" only drives hardware.
    for (const char *name : {"libdav1d", "libaom-av1"}) {
      if (const AVCodec *codec = avcodec_find_decoder_by_name(name)) return codec;
    }
    return nullptr;
  }
  return avcodec_find_decoder(id);
}

}  // namespace nvcodec::soft
