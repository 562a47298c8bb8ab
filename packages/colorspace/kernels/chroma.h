// Chroma brought to every pixel, bilinearly. All weights are multiples of 1/4, so for samples of 16 bits the
// arithmetic below is exact in float.
#pragma once

#include "samples.h"

/** COUNT neighbouring samples of Cb and Cr, less the code of no colour. */
template <int COUNT>
struct ChromaSamples {
  float cb[COUNT], cr[COUNT];
};

/** a at weight 0, b at weight 1. */
template <int COUNT>
KERNEL_CODE ChromaSamples<COUNT> between(const ChromaSamples<COUNT> &a, const ChromaSamples<COUNT> &b, float weight) {
  ChromaSamples<COUNT> out;
  UNROLL for (int i = 0; i < COUNT; ++i) {
    out.cb[i] = fusedMultiplyAdd(weight, b.cb[i] - a.cb[i], a.cb[i]);
    out.cr[i] = fusedMultiplyAdd(weight, b.cr[i] - a.cr[i], a.cr[i]);
  }
  return out;
}

/** A row with chroma at every pixel, Cb and Cr in planes of their own. */
template <class Sample>
struct FullChroma {
  Packed<Sample> cb, cr;

  template <bool FAST>
  KERNEL_CODE static FullChroma load(const Sample *cbRow, const Sample *crRow, int x, int width) {
    return {loadRun<FAST, Sample, 1>(cbRow, x, width), loadRun<FAST, Sample, 1>(crRow, x, width)};
  }

  KERNEL_CODE ChromaSamples<RUN> unpack(float zero) const {
    ChromaSamples<RUN> out;
    unpackFrom<0>(out, zero);
    return out;
  }

  KERNEL_CODE static ChromaSamples<RUN> spread(const ChromaSamples<RUN> &samples, const float *) { return samples; }

 private:
  template <int I>
  KERNEL_CODE void unpackFrom(ChromaSamples<RUN> &out, float zero) const {
    out.cb[I] = cb.template at<I>(zero);
    out.cr[I] = cr.template at<I>(zero);
    if constexpr (I + 1 < RUN) unpackFrom<I + 1>(out, zero);
  }
};

/** A row with chroma for every second pixel, Cb and Cr interleaved: what RUN pixels from an even column on need of it. */
template <class Sample>
struct HalvedChroma {
  static constexpr int COUNT = RUN / 2 + 2;
  struct alignas(2 * sizeof(Sample)) Pair {
    Sample cb, cr;
  };
  Packed<Sample> middle;
  Pair before, after;

  template <bool FAST>
  KERNEL_CODE static HalvedChroma load(const Sample *row, const Sample *, int x, int width) {
    const int limit = (width + 1) >> 1, first = x >> 1;
    const Pair *const pairs = reinterpret_cast<const Pair *>(row);
    return {loadRun<FAST, Sample, 2>(row, first, limit), pairs[clampIndex(first - 1, limit)],
            pairs[clampIndex(first + RUN / 2, limit)]};
  }

  KERNEL_CODE ChromaSamples<COUNT> unpack(float zero) const {
    ChromaSamples<COUNT> out;
    out.cb[0] = sampleOf<Sample, 0>(before.cb, zero);
    out.cr[0] = sampleOf<Sample, 0>(before.cr, zero);
    unpackFrom<0>(out, zero);
    out.cb[COUNT - 1] = sampleOf<Sample, 0>(after.cb, zero);
    out.cr[COUNT - 1] = sampleOf<Sample, 0>(after.cr, zero);
    return out;
  }

  /** `farther`: how much of the farther sample an even and an odd column take. */
  KERNEL_CODE static ChromaSamples<RUN> spread(const ChromaSamples<COUNT> &samples, const float *farther) {
    ChromaSamples<RUN> out;
    spread(samples.cb, farther, out.cb);
    spread(samples.cr, farther, out.cr);
    return out;
  }

 private:
  template <int I>
  KERNEL_CODE void unpackFrom(ChromaSamples<COUNT> &out, float zero) const {
    out.cb[I + 1] = middle.template at<2 * I>(zero);
    out.cr[I + 1] = middle.template at<2 * I + 1>(zero);
    if constexpr (I + 1 < RUN / 2) unpackFrom<I + 1>(out, zero);
  }

  KERNEL_CODE static void spread(const float (&samples)[COUNT], const float *farther, float (&out)[RUN]) {
    UNROLL for (int k = 0; k < RUN / 2; ++k) {
      const float here = samples[k + 1];
      out[2 * k] = fusedMultiplyAdd(-farther[0], here - samples[k], here);
      out[2 * k + 1] = fusedMultiplyAdd(farther[1], samples[k + 2] - here, here);
    }
  }
};
