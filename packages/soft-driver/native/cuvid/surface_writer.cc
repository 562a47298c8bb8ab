#include "cuvid/surface_writer.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "common/stream_row.h"

namespace nvcodec::soft {

namespace {

constexpr unsigned kBlackLuma = 16;
constexpr unsigned kNeutralChroma = 128;

// How samples of `depth` bits come to 8 or 16, keeping the most significant.
struct Scaling {
  explicit Scaling(int depth) : toSixteen(static_cast<uint16_t>(1 << (16 - depth))), fromWide(std::max(depth - 8, 0)) {}

  uint16_t toSixteen;  // a factor: compilers make vectors of a multiplication of 16 bits, but not of a shift
  int fromWide;        // a shift
};

template <typename From, typename To>
To convertSample(From sample, Scaling scaling) {
  if constexpr (sizeof(To) == 2) return static_cast<To>(static_cast<unsigned>(sample) * scaling.toSixteen);
  else if constexpr (sizeof(From) == 2) return static_cast<To>(sample >> scaling.fromWide);
  else return sample;
}

// `out` of `wanted` samples, `step` apart, from the `available` ones of `in`.
template <typename From, typename To, int step>
void convertRow(const From *in, int available, To *out, int wanted, Scaling scaling) {
  const int exact = std::min(available, wanted);
  if constexpr (sizeof(From) == 1 && sizeof(To) == 1 && step == 1) {
    std::memcpy(out, in, static_cast<size_t>(exact));
  } else {
    for (int x = 0; x < exact; ++x) out[x * step] = convertSample<From, To>(in[x], scaling);
  }
  for (int x = exact; x < wanted; ++x) out[x * step] = out[(exact - 1) * step];
}

// Both chroma rows at once where no sample is missing: the loop that takes the time, and vectorises.
template <typename From, typename To>
void interleaveRow(const From *__restrict cb, const From *__restrict cr, To *__restrict out, int count, Scaling scaling) {
  for (int x = 0; x < count; ++x) {
    out[2 * x] = convertSample<From, To>(cb[x], scaling);
    out[2 * x + 1] = convertSample<From, To>(cr[x], scaling);
  }
}

template <typename To>
void fillRow(To *out, size_t count, unsigned eightBits) {
  std::fill_n(out, count, static_cast<To>(eightBits << (8 * (sizeof(To) - 1))));
}

template <typename From, typename To>
class Writer {
 public:
  Writer(const ImageView &image, const SurfaceLayout &layout)
      : image_(image), layout_(layout), scaling_(image.samples.bitDepth) {}

  void write(const Rect &target, uint8_t *surface) const {
    for (int y = 0; y < target.height(); ++y) {
      writePlaneRow(image_.planes[0], y, target.width(), at(surface, target.top + y) + target.left);
    }
    const int widthShift = layout_.chroma() == cudaVideoChromaFormat_444 ? 0 : 1;
    const int heightShift = layout_.chroma() == cudaVideoChromaFormat_420 ? 1 : 0;
    const Rect chroma{target.left >> widthShift, target.top >> heightShift, (target.right + widthShift) >> widthShift,
                      (target.bottom + heightShift) >> heightShift};
    for (int y = 0; y < chroma.height(); ++y) {
      const int row = chroma.top + y;
      if (layout_.interleaved()) {
        writeChromaRow(y, chroma.width(), at(surface + layout_.chromaOffset(0), row) + 2 * chroma.left);
        continue;
      }
      for (int i = 0; i < 2; ++i) {
        To *const plane = at(surface + layout_.chromaOffset(i), row);
        writePlaneRow(image_.planes[1 + i], y, chroma.width(), plane + chroma.left);
      }
    }
  }

  void copyRows(size_t first, size_t count, uint8_t *to, size_t toPitchBytes) const {
    std::vector<To> made(layout_.width);
    for (size_t y = first; y < first + count; ++y, to += toPitchBytes) {
      streamRow(to, surfaceRow(static_cast<int>(y), made.data()), made.size() * sizeof(To));
    }
    endStreaming();
  }

 private:
  // A row of the surface: the image's own where it is the same, else made in `made`.
  const uint8_t *surfaceRow(int y, To *made) const {
    const int width = static_cast<int>(layout_.width);
    const int lumaRows = static_cast<int>(layout_.lumaRows());
    const int chromaRows = static_cast<int>(layout_.chromaRows());
    if (y >= lumaRows && layout_.interleaved()) {
      writeChromaRow(y - lumaRows, width / 2, made);
      return reinterpret_cast<const uint8_t *>(made);
    }
    const PlaneView &plane = image_.planes[y < lumaRows ? 0 : 1 + (y - lumaRows) / chromaRows];
    const int row = y < lumaRows ? y : (y - lumaRows) % chromaRows;
    if (sizeof(From) == 1 && sizeof(To) == 1 && plane.width >= width) {
      return reinterpret_cast<const uint8_t *>(samples(plane, row));
    }
    writePlaneRow(plane, row, width, made);
    return reinterpret_cast<const uint8_t *>(made);
  }

  void writePlaneRow(const PlaneView &plane, int y, int width, To *out) const {
    convertRow<From, To, 1>(samples(plane, y), plane.width, out, width, scaling_);
  }

  void writeChromaRow(int y, int width, To *out) const {
    if (image_.samples.planes() == 1) {
      fillRow(out, static_cast<size_t>(width) * 2, kNeutralChroma);
      return;
    }
    const PlaneView &cb = image_.planes[1];
    const PlaneView &cr = image_.planes[2];
    if (cb.width >= width) {
      interleaveRow<From, To>(samples(cb, y), samples(cr, y), out, width, scaling_);
    } else {
      convertRow<From, To, 2>(samples(cb, y), cb.width, out, width, scaling_);
      convertRow<From, To, 2>(samples(cr, y), cr.width, out + 1, width, scaling_);
    }
  }

  static const From *samples(const PlaneView &plane, int y) {
    return reinterpret_cast<const From *>(plane.row(std::min(y, plane.height - 1)));
  }
  To *at(uint8_t *plane, int y) const {
    return reinterpret_cast<To *>(plane + static_cast<size_t>(y) * layout_.pitchBytes);
  }

  const ImageView &image_;
  const SurfaceLayout &layout_;
  const Scaling scaling_;
};

// Calls `use` with the writer for the sizes of these samples.
template <typename Use>
void withWriter(const ImageView &image, const SurfaceLayout &layout, Use use) {
  const bool wideSamples = image.samples.bytesPerSample() == 2;
  if (wideSamples && layout.sixteenBit()) use(Writer<uint16_t, uint16_t>(image, layout));
  else if (wideSamples) use(Writer<uint16_t, uint8_t>(image, layout));
  else if (layout.sixteenBit()) use(Writer<uint8_t, uint16_t>(image, layout));
  else use(Writer<uint8_t, uint8_t>(image, layout));
}

template <typename To>
void fillBlackAs(const SurfaceLayout &layout, uint8_t *surface) {
  const size_t samplesPerRow = layout.pitchBytes / sizeof(To);
  const size_t total = layout.bytes() / sizeof(To);
  const size_t luma = samplesPerRow * layout.lumaRows();
  fillRow(reinterpret_cast<To *>(surface), luma, kBlackLuma);
  fillRow(reinterpret_cast<To *>(surface) + luma, total - luma, kNeutralChroma);
}

}  // namespace

void writeImage(const ImageView &image, const SurfaceLayout &layout, const Rect &target, uint8_t *surface) {
  withWriter(image, layout, [&](auto writer) { writer.write(target, surface); });
}

void copyRows(const ImageView &image, const SurfaceLayout &layout, size_t first, size_t count, uint8_t *to,
              size_t toPitchBytes) {
  withWriter(image, layout, [&](auto writer) { writer.copyRows(first, count, to, toPitchBytes); });
}

void fillBlack(const SurfaceLayout &layout, uint8_t *surface) {
  if (layout.sixteenBit()) fillBlackAs<uint16_t>(layout, surface);
  else fillBlackAs<uint8_t>(layout, surface);
}

}  // namespace nvcodec::soft
