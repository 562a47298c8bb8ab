// Resizes planar pictures with libswscale (bilinear), keeping sampling, depth and range as they are.
#pragma once

#include "cuvid/image_view.h"

namespace nvcodec::soft {

// Keeps the scaler it last set up; not for several threads at once.
class Scaler {
 public:
  // A new frame of the given size. Throws Failure where libswscale refuses.
  FramePtr scale(const ImageView &image, int width, int height);

 private:
  void prepare(const ImageView &image, int width, int height);

  ScalerPtr context_;
  int fromWidth_ = 0;
  int fromHeight_ = 0;
  int toWidth_ = 0;
  int toHeight_ = 0;
  AVPixelFormat format_ = AV_PIX_FMT_NONE;
};

}  // namespace nvcodec::soft
