// A decoded picture, and the way it takes from the parser, where libavcodec decodes it, through the caller's
// decode callback to the decoder: CUVIDPICPARAMS carries a token in a reserved field.
#pragma once

#include <memory>

#include "cuvid/pixel_format.h"

namespace nvcodec::soft {

struct Picture {
  FramePtr frame;  // whole coded area as far as libavcodec has it, in planes (describePlanar holds)
  SampleFormat samples;
  cudaVideoCodec codec;
  unsigned codedWidth;
  unsigned codedHeight;
  cuvidDecodeStatus status;
};

using PicturePtr = std::shared_ptr<const Picture>;

// Takes a frame of libavcodec's into a picture. Returns null for a format that NVCUVID has no name for (4:4:0, 4:1:1).
std::shared_ptr<Picture> makePicture(FramePtr frame);

// While it lives, `decodedPicture(parameters)` finds `picture` by the token written into `parameters`.
class PictureToken {
 public:
  PictureToken(CUVIDPICPARAMS *parameters, PicturePtr picture);
  ~PictureToken();
  PictureToken(const PictureToken &) = delete;
  PictureToken &operator=(const PictureToken &) = delete;

 private:
  uint64_t token_;
};

// Null when the parameters come from elsewhere than a decode callback that still runs.
PicturePtr decodedPicture(const CUVIDPICPARAMS &parameters);

}  // namespace nvcodec::soft
