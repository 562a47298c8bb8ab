#include "cuvid/image_view.h"

#include <algorithm>

namespace nvcodec::soft {

namespace {

int ceilShift(int value, int shift) { return (value + (1 << shift) - 1) >> shift; }

// The samples of one plane that belong to [begin, end) of the luma plane.
struct Span {
  int begin;
  int length;
};

Span chromaSpan(int begin, int end, int shift, int available) {
  const int first = std::clamp(begin >> shift, 0, available - 1);
  return {first, std::clamp(ceilShift(end, shift) - first, 1, available - first)};
}

}  // namespace

ImageView viewOf(const AVFrame &frame, const SampleFormat &samples) {
  ImageView view{samples, {}};
  for (int i = 0; i < samples.planes(); ++i) {
    const int widthShift = i == 0 ? 0 : samples.log2ChromaWidth();
    const int heightShift = i == 0 ? 0 : samples.log2ChromaHeight();
    view.planes[i] = {frame.data[i], frame.linesize[i], ceilShift(frame.width, widthShift),
                      ceilShift(frame.height, heightShift)};
  }
  return view;
}

ImageView crop(const ImageView &image, const Rect &area) {
  ImageView view{image.samples, {}};
  for (int i = 0; i < image.samples.planes(); ++i) {
    const PlaneView &from = image.planes[i];
    const Span x = chromaSpan(area.left, area.right, i == 0 ? 0 : image.samples.log2ChromaWidth(), from.width);
    const Span y = chromaSpan(area.top, area.bottom, i == 0 ? 0 : image.samples.log2ChromaHeight(), from.height);
    view.planes[i] = {from.row(y.begin) + x.begin * image.samples.bytesPerSample(), from.strideBytes, x.length,
                      y.length};
  }
  return view;
}

}  // namespace nvcodec::soft
