// Any geometry: each target pixel is a weighted sum of source samples, its columns and rows found in tables, plane by
// plane, then brought to R'G'B' and written. Filters, siting, cropping, rotation and mirroring are all in the tables and
// in where a pixel looks things up; the kernels know nothing of them. One thread makes one pixel.
#pragma once

#include "target.h"

/** Pictures that one launch can convert. */
constexpr int BATCH = 64;

/**
 * Weights along one axis of a plane. For each position it has `taps` + 1 numbers, float or double as the kernel takes
 * them: in the place of the first the index of a sample, an integer of 32 bits; then the weights of that sample and those
 * that follow.
 */
struct AxisTable {
  const void *numbers;
  int taps;
  int unused;
};

/** What a launch is given; `scale-parameters.ts` writes the same bytes. Pitches and strides are in bytes. */
struct ScaleParams {
  using Real = float;           // what weights are, and sums of samples
  u8 *target;                   // the first picture's first plane
  u64 targetPlaneStride;        // from one target plane to the next
  u64 targetStride;             // from one picture to the next
  AxisTable columns[2];         // of luma and of chroma
  AxisTable rows[2];
  int targetPitch, width, height;
  int left, top, right, bottom;  // the part of the target that the picture fills
  int column, columnByX, columnByY;  // the table position of target pixel (0, 0), and what a pixel right or down adds
  int row, rowByX, rowByY;
  int sourcePitch[2];           // of luma and of chroma
  int chromaStep;               // samples from one Cb to the next
  float background[3];          // 0 ... 1
  float matrix[3][4];           // rows give R, G, B in 0 ... 1 from Y, Cb, Cr codes and 1
  float scale[3], bias[3];      // of float samples
  const u8 *source[BATCH][3];   // the first samples of Y, Cb and Cr
};
static_assert(sizeof(ScaleParams) == 240 + 24 * BATCH && __builtin_offsetof(ScaleParams, targetPitch) == 88 &&
              __builtin_offsetof(ScaleParams, background) == 152 && __builtin_offsetof(ScaleParams, matrix) == 164 &&
              __builtin_offsetof(ScaleParams, scale) == 212 && __builtin_offsetof(ScaleParams, source) == 240);

/** Luma alone as a target layout. */
template <class SampleType>
struct GrayLayout : RgbLayout<SampleType, 1, false> {
  static constexpr bool gray = true;
};

template <class Target>
constexpr bool isGray = requires { Target::gray; };

/** The weights of a position, and the sample that the first of them is of. */
template <class Real>
struct Weights {
  const Real *numbers;

  KERNEL_CODE Weights(const AxisTable &table, int position)
      : numbers(static_cast<const Real *>(table.numbers) + static_cast<__INTPTR_TYPE__>(position) * (table.taps + 1)) {}
  KERNEL_CODE __INTPTR_TYPE__ first() const { return *reinterpret_cast<const int *>(numbers); }
  KERNEL_CODE Real operator[](int tap) const { return numbers[1 + tap]; }
};

/** A place in the tables of a plane's columns and rows. */
template <class Real>
struct Place {
  Weights<Real> column, row;
};

/** The weighted sum of samples of COUNT planes, which are alike; `step` samples lie from one to the next. */
template <class Sample, class Real, int COUNT>
KERNEL_CODE void weightedSum(const u8 *const (&planes)[COUNT], int pitch, int step, const Place<Real> &place,
                             int columnTaps, int rowTaps, Real (&sums)[COUNT]) {
  UNROLL for (int i = 0; i < COUNT; ++i) sums[i] = 0;
  const __INTPTR_TYPE__ first = place.column.first() * step;
  ROLLED for (int row = 0; row < rowTaps; ++row) {
    const __INTPTR_TYPE__ line = (place.row.first() + row) * pitch;
    Real inRow[COUNT] = {};
    ROLLED for (int column = 0; column < columnTaps; ++column) {
      const Real weight = place.column[column];
      UNROLL for (int i = 0; i < COUNT; ++i) {
        const Sample sample = reinterpret_cast<const Sample *>(planes[i] + line)[first + column * step];
        inRow[i] = fusedMultiplyAdd(weight, static_cast<Real>(sample), inRow[i]);
      }
    }
    const Real weight = place.row[row];
    UNROLL for (int i = 0; i < COUNT; ++i) sums[i] = fusedMultiplyAdd(weight, inRow[i], sums[i]);
  }
}

/** Codes of Y, Cb and Cr at a place in the tables; of Y alone for grey. */
template <class Sample, bool GRAY, class Real>
KERNEL_CODE void codesAt(const ScaleParams &p, Thread thread, int column, int row, Real (&codes)[3]) {
  const int entry = __builtin_offsetof(ScaleParams, source) + 24 * thread.z;
  const u8 *const lumaPlane[1] = {pointerAt(thread, p, entry)};
  Real luma[1], chroma[2] = {};
  const Place<Real> place{{p.columns[0], column}, {p.rows[0], row}};
  weightedSum<Sample>(lumaPlane, p.sourcePitch[0], 1, place, p.columns[0].taps, p.rows[0].taps, luma);
  if constexpr (!GRAY) {
    const u8 *const planes[2] = {pointerAt(thread, p, entry + 8), pointerAt(thread, p, entry + 16)};
    const Place<Real> chromaPlace{{p.columns[1], column}, {p.rows[1], row}};
    weightedSum<Sample>(planes, p.sourcePitch[1], p.chromaStep, chromaPlace, p.columns[1].taps, p.rows[1].taps, chroma);
  }
  codes[0] = luma[0];
  codes[1] = chroma[0];
  codes[2] = chroma[1];
}

/** R', G' and B' in 0 ... 1, or luma three times. light.h has another for its parameters. */
template <bool GRAY>
KERNEL_CODE void colorOf(const ScaleParams &p, const float (&codes)[3], float (&rgb)[3]) {
  UNROLL for (int channel = 0; channel < 3; ++channel) {
    const float *const m = p.matrix[channel];
    float value = m[3];
    if constexpr (!GRAY) value = fusedMultiplyAdd(m[1], codes[1], fusedMultiplyAdd(m[2], codes[2], value));
    rgb[channel] = fusedMultiplyAddSaturated(m[0], codes[0], value);
  }
}

/** Writes target pixel (x, y) of a picture. */
template <class Target>
KERNEL_CODE void writePixel(const ScaleParams &p, Thread thread, const float (&rgb)[3]) {
  using Code = typename Target::Code;
  u8 *const row = p.target + p.targetStride * thread.z + static_cast<__INTPTR_TYPE__>(p.targetPitch) * thread.y;
  Code *const pixel = reinterpret_cast<Code *>(row) + static_cast<__INTPTR_TYPE__>(thread.x) * Target::channels;
  UNROLL for (int channel = 0; channel < (isGray<Target> ? 1 : 3); ++channel) {
    const Code code = static_cast<Code>(Target::Sample::encode(rgb[channel], p.scale[channel], p.bias[channel]));
    const int place = Target::blueFirst ? 2 - channel : channel;
    if constexpr (Target::planar)
      *reinterpret_cast<Code *>(reinterpret_cast<u8 *>(pixel) + place * p.targetPlaneStride) = code;
    else
      pixel[place] = code;
  }
  if constexpr (Target::channels == 4) pixel[3] = Target::Sample::white;
}

template <class Sample, class Target, class Params = ScaleParams>
KERNEL_CODE void scale(Thread thread, const Params &p) {
  const int x = thread.x, y = thread.y;
  if (x >= p.width || y >= p.height) return;
  float rgb[3] = {p.background[0], p.background[1], p.background[2]};
  if (x >= p.left && x < p.right && y >= p.top && y < p.bottom) {
    typename Params::Real codes[3];
    codesAt<Sample, isGray<Target>>(p, thread, p.column + p.columnByX * x + p.columnByY * y,
                                    p.row + p.rowByX * x + p.rowByY * y, codes);
    colorOf<isGray<Target>>(p, codes, rgb);
  }
  writePixel<Target>(p, thread, rgb);
}

/** What `filterColumns` is given. */
struct FilterColumnsParams {
  void *target;               // Y, then Cb, then Cr, in rows of `width`
  u64 targetPlaneStride[2];   // to Cb and to Cr, in samples
  AxisTable columns[2];       // of luma and of chroma
  int width;                  // positions in the tables
  int firstRow[2], rows[2];   // of luma and of chroma: those that are filtered
  int sourcePitch[2], chromaStep;
  const u8 *source[3];
};
static_assert(sizeof(FilterColumnsParams) == 112 && __builtin_offsetof(FilterColumnsParams, width) == 56 &&
              __builtin_offsetof(FilterColumnsParams, source) == 88);

/** Filters rows of all planes along the columns alone: where a filter is wide, it is cheaper to do one axis at a time. */
template <class Sample, class Real>
KERNEL_CODE void filterColumns(Thread thread, const FilterColumnsParams &p) {
  const bool chroma = thread.z > 0;
  const int x = thread.x, y = thread.y;
  if (x >= p.width || y >= (chroma ? p.rows[1] : p.rows[0])) return;
  const u8 *const plane = chroma ? thread.z == 1 ? p.source[1] : p.source[2] : p.source[0];
  const int pitch = chroma ? p.sourcePitch[1] : p.sourcePitch[0], step = chroma ? p.chromaStep : 1;
  const int taps = chroma ? p.columns[1].taps : p.columns[0].taps;
  const Weights<Real> weights(chroma ? p.columns[1] : p.columns[0], x);
  const int row = y + (chroma ? p.firstRow[1] : p.firstRow[0]);
  const Sample *const line = reinterpret_cast<const Sample *>(plane + static_cast<__INTPTR_TYPE__>(pitch) * row) +
                             weights.first() * step;
  Real sum = 0;
  ROLLED for (int tap = 0; tap < taps; ++tap)
    sum = fusedMultiplyAdd(weights[tap], static_cast<Real>(line[tap * step]), sum);
  const u64 start = chroma ? thread.z == 1 ? p.targetPlaneStride[0] : p.targetPlaneStride[1] : 0;
  static_cast<Real *>(p.target)[start + static_cast<u64>(y) * p.width + x] = sum;
}

/** One kernel for each R'G'B' layout, of a type of samples; the third argument is the parameters' type. */
#define RGB_KERNELS(NAME, SAMPLE, ...)                                                    \
  KERNEL(NAME##_to_rgb24, scale<SAMPLE, RgbLayout<Whole<u8>, 3, false>, __VA_ARGS__>)       \
  KERNEL(NAME##_to_bgr24, scale<SAMPLE, RgbLayout<Whole<u8>, 3, false, true>, __VA_ARGS__>) \
  KERNEL(NAME##_to_rgba32, scale<SAMPLE, RgbLayout<Whole<u8>, 4, false>, __VA_ARGS__>)      \
  KERNEL(NAME##_to_rgb48, scale<SAMPLE, RgbLayout<Whole<u16>, 3, false>, __VA_ARGS__>)      \
  KERNEL(NAME##_to_rgb444p, scale<SAMPLE, RgbLayout<Whole<u8>, 1, true>, __VA_ARGS__>)      \
  KERNEL(NAME##_to_rgb444p16, scale<SAMPLE, RgbLayout<Whole<u16>, 1, true>, __VA_ARGS__>)   \
  KERNEL(NAME##_to_rgb444pf32, scale<SAMPLE, RgbLayout<Float, 1, true>, __VA_ARGS__>)       \
  KERNEL(NAME##_to_rgb444pf16, scale<SAMPLE, RgbLayout<Half, 1, true>, __VA_ARGS__>)        \
  KERNEL(NAME##_to_rgbf32, scale<SAMPLE, RgbLayout<Float, 3, false>, __VA_ARGS__>)          \
  KERNEL(NAME##_to_rgbf16, scale<SAMPLE, RgbLayout<Half, 3, false>, __VA_ARGS__>)

/** These, and grey. */
#define SCALE_KERNELS(NAME, SAMPLE)                                         \
  RGB_KERNELS(NAME, SAMPLE, ScaleParams)                                      \
  KERNEL(NAME##_to_gray, scale<SAMPLE, GrayLayout<Whole<u8>>, ScaleParams>) \
  KERNEL(NAME##_to_gray16, scale<SAMPLE, GrayLayout<Whole<u16>>, ScaleParams>)
