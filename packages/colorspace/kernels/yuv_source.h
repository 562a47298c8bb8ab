// What the Y'CbCr kernels are told, and how their threads read a picture.
#pragma once

#include "chroma.h"

/** Pictures that one launch can convert. */
constexpr int BATCH = 64;

/** What a launch is given; `yuv-to-rgb-parameters.ts` writes the same bytes. Pitches and strides are in bytes. */
struct YuvToRgbParams {
  u8 *target;             // the first picture's first plane
  u64 targetPlaneStride;  // from one target plane to the next
  u64 targetStride;       // from one picture to the next
  u64 sourcePlane[2];     // from a picture's luma to CbCr, or to Cb and to Cr
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
  const u8 *source[BATCH];        // the pictures' luma
};
static_assert(sizeof(YuvToRgbParams) == 144 + 8 * BATCH && __builtin_offsetof(YuvToRgbParams, sourcePitch) == 44 &&
              __builtin_offsetof(YuvToRgbParams, farther) == 80 && __builtin_offsetof(YuvToRgbParams, black) == 92 &&
              __builtin_offsetof(YuvToRgbParams, scale) == 120 && __builtin_offsetof(YuvToRgbParams, source) == 144);

/** Threads of a block, of which each row is a warp; `yuv-to-rgb.ts` launches such blocks. */
constexpr int BLOCK_WIDTH = 32, BLOCK_HEIGHT = 4;

/** A surface layout: how chroma lies in a row, and whether there is only one chroma row for two of luma. */
template <class SampleType, template <class, int> class ChromaRow, bool HALF_HEIGHT>
struct YuvLayout {
  using Sample = SampleType;
  template <int RUN>
  using Chroma = ChromaRow<SampleType, RUN>;
  static constexpr bool halfHeight = HALF_HEIGHT;
};

/** What a thread reads, still packed. */
template <class Source, int RUN, int ROWS>
struct Loaded {
  Packed<typename Source::Sample, RUN> luma[ROWS];
  typename Source::template Chroma<RUN> chroma[ROWS];
};

/** What a thread knows before it reads. */
template <class Source, int RUN>
struct Run {
  using Sample = typename Source::Sample;
  const YuvToRgbParams &p;
  const u8 *planes[3];
  int column;  // of the source, even
  bool fast;   // RUN samples can be read at once

  KERNEL_CODE Run(const YuvToRgbParams &params, Thread thread) : p(params) {
    planes[0] = pointerAt(thread, p, __builtin_offsetof(YuvToRgbParams, source) + 8 * thread.z);
    planes[1] = planes[0] + p.sourcePlane[0];
    planes[2] = planes[0] + p.sourcePlane[1];
    const int first = p.left & ~1, x = thread.x * RUN;
    // Threads beyond the target read what the first one reads, for nothing.
    column = first + (x - (p.left & 1) < p.width ? x : 0);
    const u64 addresses = reinterpret_cast<u64>(planes[0]) | p.sourcePlane[0] | p.sourcePlane[1] |
                          static_cast<u64>(p.sourcePitch[0] | p.sourcePitch[1] | p.sourcePitch[2]);
    const u64 mask = RUN * sizeof(Sample) - 1;
    fast = ((addresses | first * sizeof(Sample)) & mask) == 0 && column + RUN <= p.sourceWidth;
  }

  /** Luma of ROWS rows from `y` on, and chroma of as many chroma rows from `chromaY` on. */
  template <int ROWS>
  KERNEL_CODE Loaded<Source, RUN, ROWS> load(int y, int chromaY) const {
    return fast ? loadAs<true, ROWS>(y, chromaY) : loadAs<false, ROWS>(y, chromaY);
  }

 private:
  KERNEL_CODE const Sample *row(int plane, int y) const {
    return reinterpret_cast<const Sample *>(planes[plane] + rowOffset(p.sourcePitch[plane], y));
  }

  /** Rows outside the picture are the nearest inside. */
  template <bool FAST, int ROWS>
  KERNEL_CODE Loaded<Source, RUN, ROWS> loadAs(int y, int chromaY) const {
    Loaded<Source, RUN, ROWS> out;
    const int chromaRows = Source::halfHeight ? (p.sourceHeight + 1) >> 1 : p.sourceHeight;
    UNROLL for (int i = 0; i < ROWS; ++i) {
      const int inside = clampIndex(chromaY + i, chromaRows);
      out.luma[i] = loadRun<FAST, Sample, RUN, 1>(row(0, clampIndex(y + i, p.sourceHeight)), column, p.sourceWidth);
      out.chroma[i] = Source::template Chroma<RUN>::template load<FAST>(row(1, inside), row(2, inside), column, p.sourceWidth);
    }
    return out;
  }
};
