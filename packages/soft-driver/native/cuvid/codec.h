// Which of libavcodec's decoders stands for a codec of NVCUVID.
#pragma once

#include "cuvid/av_owners.h"
#include "cuvid/cuvid_types.h"

namespace nvcodec::soft {

// The most pixels of a side of a picture, as libavcodec decodes without complaint.
constexpr unsigned kMostPixelsOfASide = 16384;

struct Codec {
  cudaVideoCodec id;
  AVCodecID avId;
  const char *name;      // as NVCODEC_SOFT_CAPS has it
  unsigned alignment;    // of the coded size, in pixels, where libavcodec does not export it
  unsigned dpbPictures;  // decode surfaces that a decoder of this codec needs at least
};

// Returns null for a number that NVCUVID does not know, or knows and this driver does not (H.264 SVC and MVC).
const Codec *findCodec(cudaVideoCodec id);

// The decoder FFmpeg's command line would take; null where this FFmpeg was built without one.
const AVCodec *softwareDecoder(AVCodecID id);

}  // namespace nvcodec::soft
