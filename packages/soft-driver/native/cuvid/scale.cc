#include "cuvid/scale.h"

#include <tuple>

#include "cuda/failure.h"

namespace nvcodec::soft {

void Scaler::prepare(const ImageView &image, int width, int height) {
  const AVPixelFormat format = planarFormat(image.samples);
  require(format != AV_PIX_FMT_NONE, CUDA_ERROR_NOT_SUPPORTED);
  const auto wanted = std::make_tuple(image.width(), image.height(), width, height, format);
  if (context_ && wanted == std::make_tuple(fromWidth_, fromHeight_, toWidth_, toHeight_, format_)) return;
  context_.reset(sws_getContext(image.width(), image.height(), format, width, height, format,
                                SWS_BILINEAR | SWS_ACCURATE_RND, nullptr, nullptr, nullptr));
  require(context_ != nullptr, CUDA_ERROR_NOT_SUPPORTED);
  std::tie(fromWidth_, fromHeight_, toWidth_, toHeight_, format_) = wanted;
}

FramePtr Scaler::scale(const ImageView &image, int width, int height) {
  prepare(image, width, height);
  FramePtr frame = newFrame();
  frame->format = format_;
  frame->width = width;
  frame->height = height;
  if (av_frame_get_buffer(frame.get(), 0) < 0) throw std::bad_alloc();
  const uint8_t *planes[4] = {};
  int strides[4] = {};
  for (int i = 0; i < image.samples.planes(); ++i) {
    planes[i] = image.planes[i].data;
    strides[i] = static_cast<int>(image.planes[i].strideBytes);
  }
  const int rows = sws_scale(context_.get(), planes, strides, 0, image.height(), frame->data, frame->linesize);
  require(rows == height, CUDA_ERROR_UNKNOWN);
  return frame;
}

}  // namespace nvcodec::soft
