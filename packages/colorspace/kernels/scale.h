// Any geometry: each target pixel is a weighted sum of source samples, its columns and rows found in tables, plane by
// plane, then brought to R'G'B' and written. Filters, siting, cropping, rotation and mirroring are all in the tables and
// in where a pixel looks things up; the kernels know nothing of them. One thread makes one pixel.
#pragma once

#include "target.h"

/** Pictures that one launch can convert. */
constexpr int BATCH = 64;

/**
 * Weights along one axis of a plane. For each position it has `taps` + 1 words: the first sample's index as an integer,
 * then the weights of that sample and those that follow, as floats.
 */
struct AxisTable {
  const u32 *words;
  int taps;
  int unused;
};

/** What a launch is given; `scale-parameters.ts` writes the same bytes. Pitches and strides are in bytes. */
struct ScaleParams {
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

/** A place in the tables of a plane's columns and rows. */
struct Place {
  const u32 *column, *row;
};

KERNEL_CODE Place placeIn(const AxisTable &columns, const AxisTable &rows, int column, int row) {
  return {columns.words + static_cast<__INTPTR_TYPE__>(column) * (columns.taps + 1),
          rows.words + static_cast<__INTPTR_TYPE__>(row) * (rows.taps + 1)};
}

KERNEL_CODE float weightAt(const u32 *place, int tap) { return __builtin_bit_cast(float, place[1 + tap]); }

/** The weighted sum of samples of COUNT planes, which are alike; `step` samples lie from one to the next. */
template <class Sample, int COUNT>
KERNEL_CODE void weightedSum(const u8 *const (&planes)[COUNT], int pitch, int step, Place place, int columnTaps,
                             int rowTaps, float (&sums)[COUNT]) {
  UNROLL for (int i = 0; i < COUNT; ++i) sums[i] = 0;
  const __INTPTR_TYPE__ first = static_cast<__INTPTR_TYPE__>(static_cast<int>(place.column[0])) * step;
  ROLLED for (int row = 0; row < rowTaps; ++row) {
    const __INTPTR_TYPE__ line = static_cast<__INTPTR_TYPE__>(static_cast<int>(place.row[0]) + row) * pitch;
    float inRow[COUNT] = {};
    ROLLED for (int column = 0; column < columnTaps; ++column) {
      const float weight = weightAt(place.column, column);
      UNROLL for (int i = 0; i < COUNT; ++i) {
        const Sample sample = reinterpret_cast<const Sample *>(planes[i] + line)[first + column * step];
        inRow[i] = fusedMultiplyAdd(weight, static_cast<float>(sample), inRow[i]);
      }
    }
    const float weight = weightAt(place.row, row);
    UNROLL for (int i = 0; i < COUNT; ++i) sums[i] = fusedMultiplyAdd(weight, inRow[i], sums[i]);
  }
}

/** Codes of Y, Cb and Cr at a place in the tables; of Y alone for grey. */
template <class Sample, bool GRAY>
KERNEL_CODE void codesAt(const ScaleParams &p, Thread thread, int column, int row, float (&codes)[3]) {
  const int entry = __builtin_offsetof(ScaleParams, source) + 24 * thread.z;
  const u8 *const lumaPlane[1] = {pointerAt(thread, p, entry)};
  float luma[1], chroma[2] = {};
  weightedSum<Sample>(lumaPlane, p.sourcePitch[0], 1, placeIn(p.columns[0], p.rows[0], column, row), p.columns[0].taps,
                      p.rows[0].taps, luma);
  if constexpr (!GRAY) {
    const u8 *const planes[2] = {pointerAt(thread, p, entry + 8), pointerAt(thread, p, entry + 16)};
    weightedSum<Sample>(planes, p.sourcePitch[1], p.chromaStep, placeIn(p.columns[1], p.rows[1], column, row),
                        p.columns[1].taps, p.rows[1].taps, chroma);
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
    float codes[3];
    codesAt<Sample, isGray<Target>>(p, thread, p.column + p.columnByX * x + p.columnByY * y,
                                    p.row + p.rowByX * x + p.rowByY * y, codes);
    colorOf<isGray<Target>>(p, codes, rgb);
  }
  writePixel<Target>(p, thread, rgb);
}

/** What `filterColumns` is given. */
struct FilterColumnsParams {
  float *target;              // Y, then Cb, then Cr, in rows of `width`
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
template <class Sample>
KERNEL_CODE void filterColumns(Thread thread, const FilterColumnsParams &p) {
  const bool chroma = thread.z > 0;
  const int x = thread.x, y = thread.y;
  if (x >= p.width || y >= (chroma ? p.rows[1] : p.rows[0])) return;
  const u8 *const plane = chroma ? thread.z == 1 ? p.source[1] : p.source[2] : p.source[0];
  const int pitch = chroma ? p.sourcePitch[1] : p.sourcePitch[0], step = chroma ? p.chromaStep : 1;
  const int taps = chroma ? p.columns[1].taps : p.columns[0].taps;
  const u32 *const place = (chroma ? p.columns[1].words : p.columns[0].words) + static_cast<__INTPTR_TYPE__>(x) * (taps + 1);
  const int row = y + (chroma ? p.firstRow[1] : p.firstRow[0]);
  const Sample *const line = reinterpret_cast<const Sample *>(plane + static_cast<__INTPTR_TYPE__>(pitch) * row) +
                             static_cast<__INTPTR_TYPE__>(static_cast<int>(place[0])) * step;
  float sum = 0;
  ROLLED for (int tap = 0; tap < taps; ++tap)
    sum = fusedMultiplyAdd(weightAt(place, tap), static_cast<float>(line[tap * step]), sum);
  const u64 start = chroma ? thread.z == 1 ? p.targetPlaneStride[0] : p.targetPlaneStride[1] : 0;
  p.target[start + static_cast<u64>(y) * p.width + x] = sum;
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
