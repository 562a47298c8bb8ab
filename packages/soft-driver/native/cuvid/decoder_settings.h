// A decoder's create info, checked and in the form the rest of the driver uses.
#pragma once

#include "cuvid/post_process.h"

namespace nvcodec::soft {

struct DecoderSettings {
  cudaVideoCodec codec;
  cudaVideoChromaFormat chroma;
  unsigned bitDepth;
  unsigned codedWidth;
  unsigned codedHeight;
  unsigned maxWidth;
  unsigned maxHeight;
  unsigned decodeSurfaces;
  unsigned outputSurfaces;
  PostProcess output;
};

// Throws Failure: CUDA_ERROR_NOT_SUPPORTED for what cuvidGetDecoderCaps does not offer, CUDA_ERROR_INVALID_VALUE for
// values out of range.
DecoderSettings checkedSettings(const CUVIDDECODECREATEINFO &info);

// The settings after a reconfiguration; throws Failure CUDA_ERROR_INVALID_VALUE where it asks for too much.
DecoderSettings reconfigured(const DecoderSettings &from, const CUVIDRECONFIGUREDECODERINFO &info);

}  // namespace nvcodec::soft
