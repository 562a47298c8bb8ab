// A view of planar samples in somebody else's memory: a decoded frame, a cropped part of one, a scaled copy.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cuvid/pixel_format.h"

namespace nvcodec::soft {

struct PlaneView {
  const uint8_t *data;
  ptrdiff_t strideBytes;
  int width;  // in samples
  int height;

  const uint8_t *row(int y) const { return data + y * strideBytes; }
};

struct ImageView {
  SampleFormat samples;
  PlaneView planes[3];  // as many as samples.planes()

  int width() const { return planes[0].width; }
  int height() const { return planes[0].height; }
};

// A rectangle in luma samples; right and bottom are exclusive.
struct Rect {
  int left;
  int top;
  int right;
  int bottom;

  int width() const { return right - left; }
  int height() const { return bottom - top; }
};

// All of a frame's planes; chroma planes of odd sizes are rounded up.
ImageView viewOf(const AVFrame &frame, const SampleFormat &samples);

// The part of `image` within `area`. Of an area that reaches past the image, the part inside it; at least one sample.
ImageView crop(const ImageView &image, const Rect &area);

}  // namespace nvcodec::soft
