// Y'CbCr pictures to R'G'B', pixel for pixel: chroma brought to every pixel bilinearly, then the colour model, which has
// Kr and Kb, then rounding or normalisation. A kernel is chosen by source layout and target layout at compile time;
// colour, range, bit depth, siting and cropping are numbers in the parameters.
#pragma once

#include "read_ahead.h"
#include "target.h"

/**
 * Luma of pixel I, such that black is 0 and white 1; for targets of 8 bits by one instruction, which is right to a
 * hundredth of their codes.
 */
template <class Code, int I, class Sample, int RUN>
KERNEL_CODE float lumaOf(const YuvToRgbParams &p, const Packed<Sample, RUN> &luma) {
  const float raw = luma.template raw<I>(), black = rawZero<Sample> + p.black;
  if constexpr (sizeof(Sample) == 1 && sizeof(Code) == 1) return fusedMultiplyAdd(p.luma, raw, -p.luma * black);
  return p.luma * (raw - black);
}

/** Encodes pixel I of a run, and those after it. `bits` has a row for each plane of the target. */
template <class Target, class Chroma, int I = 0, class Sample, int RUN, int PLANES, int COUNT>
KERNEL_CODE void encodePixels(const YuvToRgbParams &p, const Packed<Sample, RUN> &luma,
                              const ChromaSamples<RUN> &chroma, u32 (&bits)[PLANES][COUNT]) {
  constexpr float share = Chroma::template share<I>;
  const float y = lumaOf<typename Target::Code, I>(p, luma), cb = chroma.cb[I], cr = chroma.cr[I];
  const float green = fusedMultiplyAdd(share * p.greenFromCr, cr, y);
  const float rgb[3] = {fusedMultiplyAddSaturated(share * p.redFromCr, cr, y),
                        fusedMultiplyAddSaturated(share * p.greenFromCb, cb, green),
                        fusedMultiplyAddSaturated(share * p.blueFromCb, cb, y)};
  UNROLL for (int channel = 0; channel < 3; ++channel) {
    const int place = Target::blueFirst ? 2 - channel : channel;
    bits[Target::planar ? place : 0][Target::planar ? I : I * Target::channels + place] =
        Target::Sample::encode(rgb[channel], p.scale[channel], p.bias[channel]);
  }
  if constexpr (Target::channels == 4) bits[0][4 * I + 3] = Target::Sample::white;
  if constexpr (I + 1 < RUN) encodePixels<Target, Chroma, I + 1>(p, luma, chroma, bits);
}

/** Where a thread's pixels go. */
template <class Target, int RUN>
struct Output {
  using Code = typename Target::Code;
  static constexpr int planes = Target::planar ? 3 : 1;
  u8 *first;        // target row 0, at the pixels that are written together
  int skip, limit;  // samples
  bool whole;

  KERNEL_CODE Output(const YuvToRgbParams &p, Thread thread) {
    const int x = firstOfRow(thread.x) * RUN - (p.left & 1);
    first = p.target + p.targetStride * thread.z + static_cast<__INTPTR_TYPE__>(x * Target::channels) * sizeof(Code);
    skip = x < 0 ? -x * Target::channels : 0;
    limit = (p.width - x) * Target::channels;
    const u64 addresses = reinterpret_cast<u64>(p.target) | p.targetStride | static_cast<u64>(p.targetPitch) |
                          (planes > 1 ? p.targetPlaneStride : 0);
    // The strictest that any piece needs; the host has no pieces.
    constexpr int vector = 16 / sizeof(Code);
    whole = x >= 0 && (x + RUN * TOGETHER <= p.width || (TOGETHER > 1 && limit % vector == 0)) &&
            (TOGETHER == 1 || ((addresses & 15) == 0 && (p.left & 1) == 0));
  }

  template <class Chroma, class Sample>
  KERNEL_CODE void write(const YuvToRgbParams &p, int y, const Packed<Sample, RUN> &luma,
                         const ChromaSamples<RUN> &chroma) const {
    u32 bits[planes][RUN * Target::channels];
    encodePixels<Target, Chroma>(p, luma, chroma, bits);
    if constexpr (planes == 1) {
      writePlanes(p, y, {Own(bits[0])});
    } else {
      writePlanes(p, y, {Own(bits[0]), Own(bits[1]), Own(bits[2])});
    }
  }

 private:
  using Own = Pieces<Code, RUN * Target::channels>;

  KERNEL_CODE void writePlanes(const YuvToRgbParams &p, int y, const Own (&own)[planes]) const {
    u8 *const row = first + rowOffset(p.targetPitch, y);
    if (whole) {
      UNROLL for (int plane = 0; plane < planes; ++plane)
        storeWhole(reinterpret_cast<Code *>(row + plane * p.targetPlaneStride), own[plane], limit);
    } else {
      UNROLL for (int plane = 0; plane < planes; ++plane)
        storePart(reinterpret_cast<Code *>(row + plane * p.targetPlaneStride), own[plane], skip, limit);
    }
  }
};

/** One thread of a source with as many chroma rows as luma rows: RUN pixels of a row. */
template <class Source, class Target>
KERNEL_CODE void convertRow(Thread thread, const YuvToRgbParams &p) {
  constexpr int RUN = runOf<typename Source::Sample, typename Target::Code>;
  using Chroma = typename Source::template Chroma<RUN>;
  const int y = thread.y;
  if (y >= p.height) return;
  const Run<Source, RUN> run(p, thread);
  waitForEarlierWork();
  const auto loaded = run.template load<1>(y + p.top, y + p.top);
  const auto chroma = Chroma::spread(loaded.chroma[0].raw() - (rawZero<typename Source::Sample> + p.noColor), p.farther);
  Output<Target, RUN>(p, thread).template write<Chroma>(p, y, loaded.luma[0], chroma);
}

/** Rows of which code is made at once: for planes of bytes both, which fits registers better, else one after the other. */
template <class Target>
constexpr int rowsAtOnce = Target::planar && sizeof(typename Target::Code) == 1 ? 2 : 1;

/**
 * One thread of a source with half as many chroma rows: RUN pixels of source rows 2k - 1 and 2k, which both lie
 * between chroma rows k - 1 and k.
 */
template <class Source, class Target>
KERNEL_CODE void convertRowPair(Thread thread, const YuvToRgbParams &p) {
  constexpr int RUN = runOf<typename Source::Sample, typename Target::Code>;
  using Chroma = typename Source::template Chroma<RUN>;
  using Ahead = ReadAhead<Source, RUN>;
  letNextKernelStart();
  Ahead::first(thread, p);
  const int pair = thread.y + ((p.top + 1) >> 1);
  int y = 2 * pair - 1 - p.top;
  if (y >= p.height) return;
  const Run<Source, RUN> run(p, thread);
  waitForEarlierWork();
  const auto loaded = run.template load<2>(2 * pair - 1, pair - 1);
  Ahead::later(thread, p);
  const Output<Target, RUN> output(p, thread);
  const auto raw = loaded.chroma[0].raw(), below = loaded.chroma[1].raw() - raw;
  const auto above = raw - (rawZero<typename Source::Sample> + p.noColor);
  auto luma = loaded.luma[0];
  float weight = p.below;
  UNROLLED_BY(rowsAtOnce<Target>) for (int i = 0; i < 2; ++i) {
    if (y >= 0 && y < p.height)
      output.template write<Chroma>(p, y, luma, Chroma::spread(below.weighted(below, weight, above), p.farther));
    luma = loaded.luma[1];
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

/** Blocks that find registers on a multiprocessor: 80 for a thread that makes 16 pixels of a row, 64 for others. */
template <class Source, class Target>
constexpr int blocksOf = runOf<typename Source::Sample, typename Target::Code> == 16 ? 6 : 8;

/** A kernel; the arguments after the target's are the source layout's. */
#define RGB_KERNEL(NAME, TARGET, ...) \
  KERNEL_OF_BLOCKS(BLOCK_WIDTH * BLOCK_HEIGHT, (blocksOf<__VA_ARGS__, TARGET>), NAME, yuvToRgb<__VA_ARGS__, TARGET>)

/** Target layouts of whole numbers. */
using Rgb24 = RgbLayout<Whole<u8>, 3, false>;
using Bgr24 = RgbLayout<Whole<u8>, 3, false, true>;
using Rgba32 = RgbLayout<Whole<u8>, 4, false>;
using Rgb48 = RgbLayout<Whole<u16>, 3, false>;
using Rgb444P = RgbLayout<Whole<u8>, 1, true>;
using Rgb444P16 = RgbLayout<Whole<u16>, 1, true>;

/** One kernel for each target layout of whole numbers, of a source. */
#define YUV_TO_RGB_KERNELS(NAME, ...)                     \
  RGB_KERNEL(NAME##_to_rgb24, Rgb24, __VA_ARGS__)         \
  RGB_KERNEL(NAME##_to_bgr24, Bgr24, __VA_ARGS__)         \
  RGB_KERNEL(NAME##_to_rgba32, Rgba32, __VA_ARGS__)       \
  RGB_KERNEL(NAME##_to_rgb48, Rgb48, __VA_ARGS__)         \
  RGB_KERNEL(NAME##_to_rgb444p, Rgb444P, __VA_ARGS__)     \
  RGB_KERNEL(NAME##_to_rgb444p16, Rgb444P16, __VA_ARGS__)

/** Target layouts of float samples. */
using RgbF32 = RgbLayout<Float, 3, false>;
using RgbF16 = RgbLayout<Half, 3, false>;
using Rgb444PF32 = RgbLayout<Float, 1, true>;
using Rgb444PF16 = RgbLayout<Half, 1, true>;

/** One for each target layout of float samples. */
#define YUV_TO_FLOAT_KERNELS(NAME, ...)                     \
  RGB_KERNEL(NAME##_to_rgb444pf32, Rgb444PF32, __VA_ARGS__) \
  RGB_KERNEL(NAME##_to_rgb444pf16, Rgb444PF16, __VA_ARGS__) \
  RGB_KERNEL(NAME##_to_rgbf32, RgbF32, __VA_ARGS__)         \
  RGB_KERNEL(NAME##_to_rgbf16, RgbF16, __VA_ARGS__)
