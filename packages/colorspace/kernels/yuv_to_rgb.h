// Y'CbCr pictures to R'G'B', pixel for pixel: chroma brought to every pixel bilinearly, then the colour model, which has
// Kr and Kb, then rounding or normalisation. A kernel is chosen by source layout and target layout at compile time;
// colour, range, bit depth, siting and cropping are numbers in the parameters.
#pragma once

#include "chroma.h"
#include "target.h"

/** Pictures that one launch can convert. */
constexpr int BATCH = 64;

/** What a launch is given; `yuv-to-rgb-parameters.ts` writes the same bytes. Pitches and strides are in bytes. */
struct YuvToRgbParams {
  u8 *target;             // the first picture's first plane
  u64 targetPlaneStride;  // from one target plane to the next
  u64 targetStride;       // from one picture to the next
  int targetPitch;
  int sourcePitch[3];
  int sourceWidth, sourceHeight;  // of luma: samples beyond are not read
  int left, top;                  // the source pixel that becomes target pixel (0, 0)
  int width, height;              // of the target
  float farther[2];               // how much of the farther chroma sample an even and an odd column take
  float below;                    // how much of the lower of two chroma rows an odd row takes; an even one, half more
  float black, noColor;           // codes
  float luma;                     // R', G' and B' for a code of Y
  float redFromCr, greenFromCb, greenFromCr, blueFromCb;
  float scale[3], bias[3];        // of float samples
  const u8 *source[BATCH][3];     // Y, then CbCr or Cb and Cr
};
static_assert(sizeof(YuvToRgbParams) == 128 + 24 * BATCH && __builtin_offsetof(YuvToRgbParams, sourcePitch) == 28 &&
              __builtin_offsetof(YuvToRgbParams, farther) == 64 && __builtin_offsetof(YuvToRgbParams, black) == 76 &&
              __builtin_offsetof(YuvToRgbParams, scale) == 104 && __builtin_offsetof(YuvToRgbParams, source) == 128);

/** A surface layout: how chroma lies in a row, and whether there is only one chroma row for two of luma. */
template <class SampleType, template <class> class ChromaRow, bool HALF_HEIGHT>
struct YuvLayout {
  using Sample = SampleType;
  using Chroma = ChromaRow<SampleType>;
  static constexpr bool halfHeight = HALF_HEIGHT;
};

/** Row `y` of a plane of the thread's picture. */
template <class Sample>
KERNEL_CODE const Sample *rowOf(const YuvToRgbParams &p, Thread thread, int plane, int y) {
  const int entry = __builtin_offsetof(YuvToRgbParams, source) + 8 * (3 * thread.z + plane);
  return reinterpret_cast<const Sample *>(pointerAt(thread, p, entry) +
                                          static_cast<__INTPTR_TYPE__>(p.sourcePitch[plane]) * y);
}

template <class Source>
KERNEL_CODE Packed<typename Source::Sample> loadLuma(const YuvToRgbParams &p, Thread thread, int x, int y) {
  using Sample = typename Source::Sample;
  return loadRun<Sample, 1>(rowOf<Sample>(p, thread, 0, clampIndex(y, p.sourceHeight)), x, p.sourceWidth);
}

/** Chroma of chroma row `y`, or of the nearest one inside the picture. */
template <class Source>
KERNEL_CODE typename Source::Chroma loadChroma(const YuvToRgbParams &p, Thread thread, int x, int y) {
  using Sample = typename Source::Sample;
  const int row = clampIndex(y, Source::halfHeight ? (p.sourceHeight + 1) >> 1 : p.sourceHeight);
  return Source::Chroma::load(rowOf<Sample>(p, thread, 1, row), rowOf<Sample>(p, thread, 2, row), x, p.sourceWidth);
}

/** Encodes pixel I of a run, and those after it. `bits` has a row for each plane of the target. */
template <class Target, int I = 0, class Sample, int PLANES, int COUNT>
KERNEL_CODE void encodePixels(const YuvToRgbParams &p, const Packed<Sample> &luma, const ChromaSamples<RUN> &chroma,
                              u32 (&bits)[PLANES][COUNT]) {
  const float y = p.luma * luma.template at<I>(p.black), cb = chroma.cb[I], cr = chroma.cr[I];
  const float rgb[3] = {fusedMultiplyAddSaturated(p.redFromCr, cr, y),
                        fusedMultiplyAddSaturated(p.greenFromCb, cb, fusedMultiplyAdd(p.greenFromCr, cr, y)),
                        fusedMultiplyAddSaturated(p.blueFromCb, cb, y)};
  UNROLL for (int channel = 0; channel < 3; ++channel) {
    const int place = Target::blueFirst ? 2 - channel : channel;
    bits[Target::planar ? place : 0][Target::planar ? I : I * Target::channels + place] =
        Target::Sample::encode(rgb[channel], p.scale[channel], p.bias[channel]);
  }
  if constexpr (Target::channels == 4) bits[0][4 * I + 3] = Target::Sample::white;
  if constexpr (I + 1 < RUN) encodePixels<Target, I + 1>(p, luma, chroma, bits);
}

/** Writes target row y of a thread's run; pixels outside the target are left out. */
template <class Target, class Sample>
KERNEL_CODE void writeRun(const YuvToRgbParams &p, Thread thread, int y, const Packed<Sample> &luma,
                          const ChromaSamples<RUN> &chroma) {
  using Code = typename Target::Code;
  u32 bits[Target::planar ? 3 : 1][RUN * Target::channels];
  encodePixels<Target>(p, luma, chroma, bits);
  const int x = firstOfRow(thread.x) * RUN - (p.left & 1);
  const int skip = x < 0 ? -x * Target::channels : 0, limit = (p.width - x) * Target::channels;
  u8 *const row = p.target + p.targetStride * thread.z + static_cast<__INTPTR_TYPE__>(p.targetPitch) * y;
  UNROLL for (int plane = 0; plane < (Target::planar ? 3 : 1); ++plane)
    storeRun(reinterpret_cast<Code *>(row + plane * p.targetPlaneStride) + x * Target::channels, bits[plane], skip, limit);
}

/** One thread of a source with as many chroma rows as luma rows: RUN pixels of a row. */
template <class Source, class Target>
KERNEL_CODE void convertRow(Thread thread, const YuvToRgbParams &p) {
  using Chroma = typename Source::Chroma;
  const int x = thread.x * RUN - (p.left & 1) + p.left, y = thread.y;
  if (y >= p.height) return;
  const auto luma = loadLuma<Source>(p, thread, x, y + p.top);
  const Chroma chroma = loadChroma<Source>(p, thread, x, y + p.top);
  writeRun<Target>(p, thread, y, luma, Chroma::spread(chroma.unpack(p.noColor), p.farther));
}

/**
 * One thread of a source with half as many chroma rows: RUN pixels of source rows 2k - 1 and 2k, which both lie
 * between chroma rows k - 1 and k.
 */
template <class Source, class Target>
KERNEL_CODE void convertRowPair(Thread thread, const YuvToRgbParams &p) {
  using Chroma = typename Source::Chroma;
  const int x = thread.x * RUN - (p.left & 1) + p.left, pair = thread.y + ((p.top + 1) >> 1);
  int y = 2 * pair - 1 - p.top;
  if (y >= p.height) return;
  auto luma = loadLuma<Source>(p, thread, x, 2 * pair - 1);
  const auto nextLuma = loadLuma<Source>(p, thread, x, 2 * pair);
  const Chroma upper = loadChroma<Source>(p, thread, x, pair - 1);
  const Chroma lower = loadChroma<Source>(p, thread, x, pair);
  const auto above = upper.unpack(p.noColor), below = lower.unpack(p.noColor);
  float weight = p.below;
  ROLLED for (int i = 0; i < 2; ++i) {
    if (y >= 0 && y < p.height)
      writeRun<Target>(p, thread, y, luma, Chroma::spread(between(above, below, weight), p.farther));
    luma = nextLuma;
    weight += 0.5f;
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

/** One kernel for each target layout of whole numbers, of a source. */
#define YUV_TO_RGB_KERNELS(NAME, ...)                                                  \
  KERNEL(NAME##_to_rgb24, yuvToRgb<__VA_ARGS__, RgbLayout<Whole<u8>, 3, false>>)       \
  KERNEL(NAME##_to_bgr24, yuvToRgb<__VA_ARGS__, RgbLayout<Whole<u8>, 3, false, true>>) \
  KERNEL(NAME##_to_rgba32, yuvToRgb<__VA_ARGS__, RgbLayout<Whole<u8>, 4, false>>)      \
  KERNEL(NAME##_to_rgb48, yuvToRgb<__VA_ARGS__, RgbLayout<Whole<u16>, 3, false>>)      \
  KERNEL(NAME##_to_rgb444p, yuvToRgb<__VA_ARGS__, RgbLayout<Whole<u8>, 1, true>>)      \
  KERNEL(NAME##_to_rgb444p16, yuvToRgb<__VA_ARGS__, RgbLayout<Whole<u16>, 1, true>>)

/** One for each target layout of float samples. */
#define YUV_TO_FLOAT_KERNELS(NAME, ...)                                          \
  KERNEL(NAME##_to_rgb444pf32, yuvToRgb<__VA_ARGS__, RgbLayout<Float, 1, true>>) \
  KERNEL(NAME##_to_rgb444pf16, yuvToRgb<__VA_ARGS__, RgbLayout<Half, 1, true>>)  \
  KERNEL(NAME##_to_rgbf32, yuvToRgb<__VA_ARGS__, RgbLayout<Float, 3, false>>)    \
  KERNEL(NAME##_to_rgbf16, yuvToRgb<__VA_ARGS__, RgbLayout<Half, 3, false>>)
