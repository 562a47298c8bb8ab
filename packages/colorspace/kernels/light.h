// Other colours: as scale.h, but R'G'B' is taken to light, mapped to the target's brightness and primaries there, and
// taken back. The curves are tables, so the kernels know no transfer function and no tone mapping operator.
#pragma once

#include "scale.h"

/** A curve over 0 ... 1, by its values at 0, 1 / last, 2 / last ... 1; straight between them. */
struct Curve {
  const float *values;
  int last;
  int unused;

  KERNEL_CODE float at(float position) const {
    const float place = position * static_cast<float>(last);
    int index = static_cast<int>(place);
    if (index >= last) index = last - 1;
    const float before = values[index];
    return fusedMultiplyAdd(place - static_cast<float>(index), values[index + 1] - before, before);
  }
};

/** The same in double: between values, the cubic through the nearest four (Newton's form). */
struct SmoothCurve {
  const double *values;
  int last;
  int unused;

  KERNEL_CODE double at(double position) const {
    const double place = position * static_cast<double>(last);
    int index = static_cast<int>(place) - 1;
    if (index > last - 3) index = last - 3;
    if (index < 0) index = 0;
    const double *const v = values + index;
    const double u = place - static_cast<double>(index), rise = v[1] - v[0], next = v[2] - v[1], after = v[3] - v[2];
    const double bend = next - rise, change = after - next - bend;
    const double inner = fusedMultiplyAdd((u - 2) * (1.0 / 3), change, bend);
    return fusedMultiplyAdd(u, fusedMultiplyAdd((u - 1) * 0.5, inner, rise), v[0]);
  }
};

/**
 * How colours are changed; `light.ts` writes the same bytes. All steps up to the change of primaries are in double, from
 * the weighted sum of samples on, because that leaves small differences of large numbers, which eyes and transfer
 * functions see: an error of 1e-12 of a display's light can be one of 1e-5 of its signal.
 */
struct Recoloring {
  SmoothCurve toLight;    // from the square root of R', G' or B' to the fourth root of light, which is nearly straight
  Curve gain;             // what light is multiplied by, over the fourth root of its luminance
  Curve toSignal;         // from the fourth root of light to R', G' or B'
  double matrix[3][4];    // as in ScaleParams
  double gamut[3][3];     // from the source's primaries to the target's
  float weights[3];       // of light's luminance
  int unused;
};
static_assert(sizeof(Recoloring) == 232 && __builtin_offsetof(Recoloring, matrix) == 48 &&
              __builtin_offsetof(Recoloring, weights) == 216);

struct LightParams : ScaleParams {
  using Real = double;
  Recoloring colors;
};
static_assert(sizeof(LightParams) == sizeof(ScaleParams) + sizeof(Recoloring));

/** Even steps of it are fine where transfer functions are steep. */
KERNEL_CODE float fourthRoot(float value) { return squareRoot(squareRoot(value)); }

KERNEL_CODE double unitClamp(double value) { return value < 0 ? 0 : value > 1 ? 1 : value; }

template <bool GRAY>
KERNEL_CODE void colorOf(const LightParams &params, const double (&codes)[3], float (&rgb)[3]) {
  static_assert(!GRAY);
  const Recoloring &p = params.colors;
  double light[3];
  float luminance = 0;
  UNROLL for (int i = 0; i < 3; ++i) {
    double signal = p.matrix[i][3];
    UNROLL for (int k = 0; k < 3; ++k)
      signal = fusedMultiplyAdd(p.matrix[i][k], codes[k], signal);
    const double root = p.toLight.at(squareRoot(unitClamp(signal)));
    light[i] = root * root * (root * root);
    luminance = fusedMultiplyAdd(p.weights[i], static_cast<float>(light[i]), luminance);
  }
  const double gain = p.gain.at(fourthRoot(minimum(luminance, 1.0f)));
  UNROLL for (int i = 0; i < 3; ++i) {
    double value = p.gamut[i][0] * light[0];
    value = fusedMultiplyAdd(p.gamut[i][1], light[1], value);
    value = fusedMultiplyAdd(p.gamut[i][2], light[2], value) * gain;
    rgb[i] = p.toSignal.at(fourthRoot(static_cast<float>(unitClamp(value))));
  }
}
