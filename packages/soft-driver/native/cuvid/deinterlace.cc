#include "cuvid/deinterlace.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace nvcodec::soft {

namespace {

// A sample that differs by no more than this between two pictures (of 8 bits) counts as standing still: above the
// noise of lossy coding, below what shows as combing.
constexpr int kStillThreshold = 6;

template <typename Sample>
const Sample *rowOf(const PlaneView &plane, int y) {
  return reinterpret_cast<const Sample *>(plane.row(std::clamp(y, 0, plane.height - 1)));
}

// The rows above and below a missing one, both of the kept field; at the edges the one there is.
struct Neighbours {
  int above;
  int below;
};

Neighbours neighbours(int y, int height) {
  Neighbours rows{y - 1, y + 1};
  if (rows.above < 0) rows.above = rows.below;
  if (rows.below >= height) rows.below = rows.above;
  return rows;
}

template <typename Sample>
void bobRow(const PlaneView &plane, int y, Sample *out) {
  const Neighbours rows = neighbours(y, plane.height);
  const Sample *above = rowOf<Sample>(plane, rows.above);
  const Sample *below = rowOf<Sample>(plane, rows.below);
  for (int x = 0; x < plane.width; ++x) out[x] = static_cast<Sample>((above[x] + below[x] + 1) >> 1);
}

template <typename Sample>
void adaptiveRow(const PlaneView &plane, const PlaneView &previous, int y, int threshold, Sample *out) {
  const Neighbours rows = neighbours(y, plane.height);
  const Sample *above = rowOf<Sample>(plane, rows.above);
  const Sample *below = rowOf<Sample>(plane, rows.below);
  const Sample *here = rowOf<Sample>(plane, y);
  const Sample *aboveThen = rowOf<Sample>(previous, rows.above);
  const Sample *belowThen = rowOf<Sample>(previous, rows.below);
  const Sample *hereThen = rowOf<Sample>(previous, y);
  for (int x = 0; x < plane.width; ++x) {
    const int motion = std::max({std::abs(above[x] - aboveThen[x]), std::abs(below[x] - belowThen[x]),
                                 std::abs(here[x] - hereThen[x])});
    out[x] = motion <= threshold ? here[x] : static_cast<Sample>((above[x] + below[x] + 1) >> 1);
  }
}

template <typename Sample>
void deinterlacePlane(const PlaneView &plane, const PlaneView *previous, Field field, int depth, uint8_t *out,
                      ptrdiff_t strideBytes) {
  const int kept = field == Field::top ? 0 : 1;
  const int threshold = kStillThreshold << (depth - 8);
  for (int y = 0; y < plane.height; ++y) {
    Sample *row = reinterpret_cast<Sample *>(out + y * strideBytes);
    // A plane of one row has but one field.
    if (y % 2 == kept || plane.height == 1) {
      std::memcpy(row, plane.row(y), static_cast<size_t>(plane.width) * sizeof(Sample));
    } else if (previous != nullptr) {
      adaptiveRow<Sample>(plane, *previous, y, threshold, row);
    } else {
      bobRow<Sample>(plane, y, row);
    }
  }
}

bool sameShape(const ImageView &a, const ImageView &b) {
  return a.width() == b.width() && a.height() == b.height() && a.samples.chroma == b.samples.chroma &&
         a.samples.bitDepth == b.samples.bitDepth;
}

}  // namespace

FramePtr deinterlace(const ImageView &image, const ImageView *previous, Field field) {
  FramePtr frame = newFrame();
  frame->format = planarFormat(image.samples);
  frame->width = image.width();
  frame->height = image.height();
  if (av_frame_get_buffer(frame.get(), 0) < 0) throw std::bad_alloc();
  if (previous != nullptr && !sameShape(image, *previous)) previous = nullptr;
  for (int i = 0; i < image.samples.planes(); ++i) {
    const PlaneView *before = previous == nullptr ? nullptr : &previous->planes[i];
    if (image.samples.bytesPerSample() == 2) {
      deinterlacePlane<uint16_t>(image.planes[i], before, field, image.samples.bitDepth, frame->data[i],
                                 frame->linesize[i]);
    } else {
      deinterlacePlane<uint8_t>(image.planes[i], before, field, 8, frame->data[i], frame->linesize[i]);
    }
  }
  return frame;
}

}  // namespace nvcodec::soft
