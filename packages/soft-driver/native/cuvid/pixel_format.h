// libavcodec's pixel formats as NVCUVID sees them: chroma format, bit depth and up to three planes.
#pragma once

#include "cuvid/av_owners.h"
#include "cuvid/cuvid_types.h"

namespace nvcodec::soft {

struct SampleFormat {
  cudaVideoChromaFormat chroma;
  int bitDepth;
  bool rgb;  // planes hold G, B, R: a 4:4:4 picture with matrix coefficients 0 (H.273, identity)

  int bytesPerSample() const { return bitDepth > 8 ? 2 : 1; }
  int planes() const { return chroma == cudaVideoChromaFormat_Monochrome ? 1 : 3; }
  int log2ChromaWidth() const { return chroma == cudaVideoChromaFormat_420 || chroma == cudaVideoChromaFormat_422; }
  int log2ChromaHeight() const { return chroma == cudaVideoChromaFormat_420; }
};

// Whether frames of `format` can be read plane by plane as they are; fills `out` then.
bool describePlanar(AVPixelFormat format, SampleFormat *out);

// The planar YUV (or grey) format that holds the same samples, with no say about range or RGB: what the
// scaler and the deinterlacer work in.
AVPixelFormat planarFormat(const SampleFormat &format);

}  // namespace nvcodec::soft
