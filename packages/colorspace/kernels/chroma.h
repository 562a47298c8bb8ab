// Chroma brought to every pixel, bilinearly. All weights are multiples of 1/4, so for samples of 16 bits the
// arithmetic below is exact in float.
#pragma once

#include "samples.h"

/** a at weight 0, b at weight 1. */
KERNEL_CODE float between(float a, float b, float weight) { return fusedMultiplyAdd(weight, b - a, a); }

/** COUNT neighbouring samples of Cb and Cr. */
template <int COUNT>
struct ChromaSamples {
  float cb[COUNT], cr[COUNT];
};

template <int COUNT>
KERNEL_CODE ChromaSamples<COUNT> between(const ChromaSamples<COUNT> &a, const ChromaSamples<COUNT> &b, float weight) {
  ChromaSamples<COUNT> out;
  UNROLL for (int i = 0; i < COUNT; ++i) {
    out.cb[i] = between(a.cb[i], b.cb[i], weight);
    out.cr[i] = between(a.cr[i], b.cr[i], weight);
  }
  return out;
}

/** A row with chroma at every pixel, Cb and Cr in planes of their own. */
template <class Sample>
struct FullChroma {
  Packed<Sample> cb, cr;

  KERNEL_CODE static FullChroma load(const Sample *cbRow, const Sample *crRow, int x, int width) {
    return {loadRun<Sample, 1>(cbRow, x, width), loadRun<Sample, 1>(crRow, x, width)};
  }

  KERNEL_CODE ChromaSamples<RUN> unpack() const {
    ChromaSamples<RUN> out;
    UNROLL for (int i = 0; i < RUN; ++i) {
      out.cb[i] = cb[i];
      out.cr[i] = cr[i];
    }
    return out;
  }

  KERNEL_CODE static ChromaSamples<RUN> spread(const ChromaSamples<RUN> &samples, int, const float *) {
    return samples;
  }
};

/** A row with chroma for every second pixel, Cb and Cr interleaved: what RUN pixels need of it. */
template <class Sample>
struct HalvedChroma {
  static constexpr int COUNT = RUN / 2 + 2;
  struct alignas(2 * sizeof(Sample)) Pair {
    Sample cb, cr;
  };
  Packed<Sample> middle;
  Pair before, after;

  KERNEL_CODE static HalvedChroma load(const Sample *row, const Sample *, int x, int width) {
    const int limit = (width + 1) >> 1, first = x >> 1;
    const Pair *const pairs = reinterpret_cast<const Pair *>(row);
    return {loadRun<Sample, 2>(row, first, limit), pairs[clampIndex(first - 1, limit)],
            pairs[clampIndex(first + RUN / 2, limit)]};
  }

  KERNEL_CODE ChromaSamples<COUNT> unpack() const {
    ChromaSamples<COUNT> out;
    out.cb[0] = static_cast<int>(before.cb);
    out.cr[0] = static_cast<int>(before.cr);
    UNROLL for (int i = 0; i < RUN / 2; ++i) {
      out.cb[i + 1] = middle[2 * i];
      out.cr[i + 1] = middle[2 * i + 1];
    }
    out.cb[COUNT - 1] = static_cast<int>(after.cb);
    out.cr[COUNT - 1] = static_cast<int>(after.cr);
    return out;
  }

  /** `farther`: how much of the farther sample an even and an odd column take. */
  KERNEL_CODE static void spread(const float (&samples)[COUNT], bool odd, const float *farther, float (&out)[RUN]) {
    float columns[RUN + 1];  // from the even column at or before the run on
    UNROLL for (int k = 0; k <= RUN / 2; ++k) {
      columns[2 * k] = between(samples[k + 1], samples[k], farther[0]);
      if (k < RUN / 2) columns[2 * k + 1] = between(samples[k + 1], samples[k + 2], farther[1]);
    }
    UNROLL for (int i = 0; i < RUN; ++i) {
      // Two values, then a choice: choosing between two elements would put the array into memory.
      const float even = columns[i], next = columns[i + 1];
      out[i] = odd ? next : even;
    }
  }

  KERNEL_CODE static ChromaSamples<RUN> spread(const ChromaSamples<COUNT> &samples, int x, const float *farther) {
    ChromaSamples<RUN> out;
    spread(samples.cb, x & 1, farther, out.cb);
    spread(samples.cr, x & 1, farther, out.cr);
    return out;
  }
};
