// Y'CbCr pictures to R'G'B': chroma brought to every pixel, then one affine map per pixel, then rounding. A kernel
// is chosen by source layout and target layout at compile time; colour, range, bit depth, siting and cropping are
// numbers in the parameters.
#pragma once

#include "chroma.h"

/** What a launch is given; `yuv-to-rgb-parameters.ts` writes the same bytes. Pitches and plane strides are in bytes. */
struct YuvToRgbParams {
  const u8 *source[3];    // Y, then CbCr or Cb and Cr
  u8 *target;             // the target's first plane
  u64 targetPlaneStride;  // from one target plane to the next
  int sourcePitch[3];
  int targetPitch;
  int sourceWidth, sourceHeight;  // of luma: samples beyond are not read
  int left, top;                  // the source pixel that becomes target pixel (0, 0)
  int width, height;              // of the target
  float farther[2];               // how much of the farther chroma sample an even and an odd column take
  float below[2];                 // how much of the lower of two chroma rows an even and an odd row take
  float matrix[3][4];             // rows give R, G, B in target codes from Y, Cb, Cr codes and 1, and half a code more
};
static_assert(sizeof(YuvToRgbParams) == 144 && __builtin_offsetof(YuvToRgbParams, sourcePitch) == 40 &&
              __builtin_offsetof(YuvToRgbParams, farther) == 80 && __builtin_offsetof(YuvToRgbParams, matrix) == 96);

/** A surface layout: how chroma lies in a row, and whether there is only one chroma row for two of luma. */
template <class SampleType, template <class> class ChromaRow, bool HALF_HEIGHT>
struct YuvLayout {
  using Sample = SampleType;
  using Chroma = ChromaRow<SampleType>;
  static constexpr bool halfHeight = HALF_HEIGHT;
};

/** A target layout: its sample type, channels a pixel (the fourth is opaque alpha), and planes or not. */
template <class SampleType, int CHANNELS, bool PLANAR>
struct RgbLayout {
  using Sample = SampleType;
  static constexpr int channels = CHANNELS;
  static constexpr bool planar = PLANAR;
  static constexpr int maximum = (1 << (8 * sizeof(Sample))) - 1;
};

template <class Sample>
KERNEL_CODE const Sample *rowOf(const YuvToRgbParams &p, int plane, int y) {
  return reinterpret_cast<const Sample *>(p.source[plane] + static_cast<__INTPTR_TYPE__>(p.sourcePitch[plane]) * y);
}

template <class Source>
KERNEL_CODE Packed<typename Source::Sample> loadLuma(const YuvToRgbParams &p, int x, int y) {
  using Sample = typename Source::Sample;
  return loadRun<Sample, 1>(rowOf<Sample>(p, 0, clampIndex(y, p.sourceHeight)), x, p.sourceWidth);
}

/** Chroma of chroma row `y`, or of the nearest one inside the picture. */
template <class Source>
KERNEL_CODE typename Source::Chroma loadChroma(const YuvToRgbParams &p, int x, int y) {
  using Sample = typename Source::Sample;
  const int row = clampIndex(y, Source::halfHeight ? (p.sourceHeight + 1) >> 1 : p.sourceHeight);
  return Source::Chroma::load(rowOf<Sample>(p, 1, row), rowOf<Sample>(p, 2, row), x, p.sourceWidth);
}

/** Writes target pixels (x, y) … (x + RUN - 1, y) as far as the target reaches. */
template <class Target, class Sample>
KERNEL_CODE void writeRun(const YuvToRgbParams &p, int x, int y, const Packed<Sample> &luma,
                          const ChromaSamples<RUN> &chroma) {
  using Code = typename Target::Sample;
  int codes[Target::planar ? 3 : 1][RUN * Target::channels];
  UNROLL for (int channel = 0; channel < 3; ++channel) {
    const float *const m = p.matrix[channel];
    UNROLL for (int i = 0; i < RUN; ++i) {
      float value = fusedMultiplyAdd(m[2], chroma.cr[i], m[3]);
      value = fusedMultiplyAdd(m[1], chroma.cb[i], value);
      value = fusedMultiplyAdd(m[0], luma[i], value);
      const int code = static_cast<int>(minimum(maximum(value, 0.0f), Target::maximum + 0.5f));
      codes[Target::planar ? channel : 0][Target::planar ? i : i * Target::channels + channel] = code;
    }
  }
  const int count = p.width - x;
  u8 *const line = p.target + static_cast<__INTPTR_TYPE__>(p.targetPitch) * y;
  if constexpr (Target::planar) {
    UNROLL for (int channel = 0; channel < 3; ++channel)
      storeRun(reinterpret_cast<Code *>(line + channel * p.targetPlaneStride) + x, codes[channel], count);
  } else {
    if constexpr (Target::channels == 4) {
      UNROLL for (int i = 0; i < RUN; ++i) codes[0][4 * i + 3] = Target::maximum;
    }
    storeRun(reinterpret_cast<Code *>(line) + x * Target::channels, codes[0], count * Target::channels);
  }
}

/** One thread of a source with as many chroma rows as luma rows: RUN pixels of a row. */
template <class Source, class Target>
KERNEL_CODE void convertRow(Thread thread, const YuvToRgbParams &p) {
  using Chroma = typename Source::Chroma;
  const int x = thread.x * RUN, y = thread.y;
  if (x >= p.width || y >= p.height) return;
  const auto luma = loadLuma<Source>(p, x + p.left, y + p.top);
  const Chroma chroma = loadChroma<Source>(p, x + p.left, y + p.top);
  writeRun<Target>(p, x, y, luma, Chroma::spread(chroma.unpack(), x + p.left, p.farther));
}

/**
 * One thread of a source with half as many chroma rows: RUN pixels of source rows 2k - 1 and 2k, which both lie
 * between chroma rows k - 1 and k.
 */
template <class Source, class Target>
KERNEL_CODE void convertRowPair(Thread thread, const YuvToRgbParams &p) {
  using Chroma = typename Source::Chroma;
  const int x = thread.x * RUN, pair = thread.y + ((p.top + 1) >> 1);
  int y = 2 * pair - 1 - p.top;
  if (x >= p.width || y >= p.height) return;
  auto luma = loadLuma<Source>(p, x + p.left, 2 * pair - 1);
  const auto nextLuma = loadLuma<Source>(p, x + p.left, 2 * pair);
  const Chroma upper = loadChroma<Source>(p, x + p.left, pair - 1);
  const Chroma lower = loadChroma<Source>(p, x + p.left, pair);
  const auto above = upper.unpack(), below = lower.unpack();
  float weight = p.below[1];
  ROLLED for (int i = 0; i < 2; ++i) {
    if (y >= 0 && y < p.height)
      writeRun<Target>(p, x, y, luma, Chroma::spread(between(above, below, weight), x + p.left, p.farther));
    luma = nextLuma;
    weight = p.below[0];
    ++y;
  }
}

template <class Source, class Target>
KERNEL_CODE void yuvToRgb(Thread thread, const YuvToRgbParams &p) {
  if constexpr (Source::halfHeight)
    convertRowPair<Source, Target>(thread, p);
  else
    convertRow<Source, Target>(thread, p);
}

/** One kernel for each target layout of a source; other orders of channels are other orders of matrix rows. */
#define YUV_TO_RGB_KERNELS(NAME, ...)                                        \
  KERNEL(NAME##_to_rgb24, yuvToRgb<__VA_ARGS__, RgbLayout<u8, 3, false>>)    \
  KERNEL(NAME##_to_rgba32, yuvToRgb<__VA_ARGS__, RgbLayout<u8, 4, false>>)   \
  KERNEL(NAME##_to_rgb48, yuvToRgb<__VA_ARGS__, RgbLayout<u16, 3, false>>)   \
  KERNEL(NAME##_to_rgb444p, yuvToRgb<__VA_ARGS__, RgbLayout<u8, 1, true>>)   \
  KERNEL(NAME##_to_rgb444p16, yuvToRgb<__VA_ARGS__, RgbLayout<u16, 1, true>>)
