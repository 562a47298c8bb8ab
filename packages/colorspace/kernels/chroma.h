// Chroma brought to every pixel, bilinearly. All weights are multiples of 1/4, so for samples of 16 bits the
// arithmetic below is exact in float. What a pixel gets is multiplied by `share`, together with the colour model.
#pragma once

#include "samples.h"

/** COUNT neighbouring samples of Cb and Cr. */
template <int COUNT>
struct ChromaSamples {
  float cb[COUNT], cr[COUNT];

  /** a * `weight` + b, sample by sample. */
  KERNEL_CODE static ChromaSamples weighted(const ChromaSamples &a, float weight, const ChromaSamples &b) {
    ChromaSamples out;
    UNROLL for (int i = 0; i < COUNT; ++i) {
      out.cb[i] = fusedMultiplyAdd(weight, a.cb[i], b.cb[i]);
      out.cr[i] = fusedMultiplyAdd(weight, a.cr[i], b.cr[i]);
    }
    return out;
  }

  KERNEL_CODE ChromaSamples operator-(const ChromaSamples &other) const {
    ChromaSamples out;
    UNROLL for (int i = 0; i < COUNT; ++i) {
      out.cb[i] = cb[i] - other.cb[i];
      out.cr[i] = cr[i] - other.cr[i];
    }
    return out;
  }

  KERNEL_CODE ChromaSamples operator-(float zero) const {
    ChromaSamples out;
    UNROLL for (int i = 0; i < COUNT; ++i) {
      out.cb[i] = cb[i] - zero;
      out.cr[i] = cr[i] - zero;
    }
    return out;
  }
};

/** A row with chroma at every pixel, Cb and Cr in planes of their own. */
template <class Sample, int RUN>
struct FullChroma {
  static constexpr int COUNT = RUN;
  template <int COLUMN>
  static constexpr float share = 1.0f;
  Packed<Sample, RUN> cb, cr;

  template <bool FAST>
  KERNEL_CODE static FullChroma load(const Sample *cbRow, const Sample *crRow, int x, int width) {
    return {loadRun<FAST, Sample, RUN, 1>(cbRow, x, width), loadRun<FAST, Sample, RUN, 1>(crRow, x, width)};
  }

  KERNEL_CODE ChromaSamples<COUNT> raw() const {
    ChromaSamples<COUNT> out;
    unpackFrom<0>(out);
    return out;
  }

  KERNEL_CODE static ChromaSamples<RUN> spread(const ChromaSamples<COUNT> &samples, const float *) { return samples; }

 private:
  template <int I>
  KERNEL_CODE void unpackFrom(ChromaSamples<COUNT> &out) const {
    out.cb[I] = cb.template raw<I>();
    out.cr[I] = cr.template raw<I>();
    if constexpr (I + 1 < RUN) unpackFrom<I + 1>(out);
  }
};

/**
 * A row with chroma for every second pixel, Cb and Cr interleaved: what RUN pixels from an even column on need of it.
 * COSITED: even columns lie where samples lie, and take one, odd ones half of two; else every column takes two.
 */
template <class Sample, int RUN, bool COSITED>
struct ChromaOfPairs {
  static constexpr int COUNT = RUN / 2 + 2;
  template <int COLUMN>
  static constexpr float share = COSITED && COLUMN % 2 == 1 ? 0.5f : 1.0f;
  Packed<Sample, RUN> middle;
  u32 before, after;  // a Cb and a Cr each

  template <bool FAST>
  KERNEL_CODE static ChromaOfPairs load(const Sample *row, const Sample *, int x, int width) {
    const int limit = (width + 1) >> 1, first = x >> 1;
    return {loadRun<FAST, Sample, RUN, 2>(row, first, limit), COSITED ? 0 : pairAt(row, clampIndex(first - 1, limit)),
            pairAt(row, clampIndex(first + RUN / 2, limit))};
  }

  KERNEL_CODE ChromaSamples<COUNT> raw() const {
    ChromaSamples<COUNT> out;
    out.cb[0] = rawSample<Sample, 0>(before);
    out.cr[0] = rawSample<Sample, 1>(before);
    unpackFrom<0>(out);
    out.cb[COUNT - 1] = rawSample<Sample, 0>(after);
    out.cr[COUNT - 1] = rawSample<Sample, 1>(after);
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
  /** A Cb and a Cr by one load, and not looked at, so that nothing waits for it. */
  KERNEL_CODE static u32 pairAt(const Sample *row, int index) {
    if constexpr (sizeof(Sample) == 1) return reinterpret_cast<const u16 *>(row)[index];
    else return reinterpret_cast<const u32 *>(row)[index];
  }

  template <int I>
  KERNEL_CODE void unpackFrom(ChromaSamples<COUNT> &out) const {
    out.cb[I + 1] = middle.template raw<2 * I>();
    out.cr[I + 1] = middle.template raw<2 * I + 1>();
    if constexpr (I + 1 < RUN / 2) unpackFrom<I + 1>(out);
  }

  KERNEL_CODE static void spread(const float (&samples)[COUNT], const float *farther, float (&out)[RUN]) {
    UNROLL for (int k = 0; k < RUN / 2; ++k) {
      const float here = samples[k + 1], next = samples[k + 2];
      out[2 * k] = COSITED ? here : fusedMultiplyAdd(-farther[0], here - samples[k], here);
      out[2 * k + 1] = COSITED ? here + next : fusedMultiplyAdd(farther[1], next - here, here);
    }
  }
};

template <class Sample, int RUN>
using HalvedChroma = ChromaOfPairs<Sample, RUN, false>;

template <class Sample, int RUN>
using CositedChroma = ChromaOfPairs<Sample, RUN, true>;
