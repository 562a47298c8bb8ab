// Other colours: as scale.h, but R'G'B' is taken to light, mapped to the target's brightness and primaries there, and
// taken back. The curves are tables, so the kernels know no transfer function and no tone mapping operator.
#pragma once

#include "scale.h"

/** A curve over 0 ... 1, by its values at 0, 1 / last, 2 / last ... 1; straight between them. */
template <class Value>
struct Curve {
  const Value *values;
  int last;
  int unused;

  KERNEL_CODE Value at(Value position) const {
    const Value place = position * static_cast<Value>(last);
    int index = static_cast<int>(place);
    if (index >= last) index = last - 1;
    const Value before = values[index];
    return fusedMultiplyAdd(place - static_cast<Value>(index), values[index + 1] - before, before);
  }
};

/**
 * How colours are changed; `light.ts` writes the same bytes. The steps up to the change of primaries are in double,
 * because that leaves small differences of large numbers, which eyes and transfer functions see.
 */
struct Recoloring {
  Curve<double> toLight;  // from R', G' or B' to the fourth root of light, which is nearly straight
  Curve<float> gain;      // what light is multiplied by, over the fourth root of its luminance
  Curve<float> toSignal;  // from the fourth root of light to R', G' or B'
  double matrix[3][4];    // as in ScaleParams
  double gamut[3][3];     // from the source's primaries to the target's
  float weights[3];       // of light's luminance
  int unused;
};
static_assert(sizeof(Recoloring) == 232 && __builtin_offsetof(Recoloring, matrix) == 48 &&
              __builtin_offsetof(Recoloring, weights) == 216);

struct LightParams : ScaleParams {
  Recoloring colors;
};
static_assert(sizeof(LightParams) == sizeof(ScaleParams) + sizeof(Recoloring));

/** Even steps of it are fine where transfer functions are steep. */
KERNEL_CODE float fourthRoot(float value) { return squareRoot(squareRoot(value)); }

KERNEL_CODE double unitClamp(double value) { return value < 0 ? 0 : value > 1 ? 1 : value; }

template <bool GRAY>
KERNEL_CODE void colorOf(const LightParams &params, const float (&codes)[3], float (&rgb)[3]) {
  static_assert(!GRAY);
  const Recoloring &p = params.colors;
  double light[3];
  float luminance = 0;
  UNROLL for (int i = 0; i < 3; ++i) {
    double signal = p.matrix[i][3];
    UNROLL for (int k = 0; k < 3; ++k)
      signal = fusedMultiplyAdd(p.matrix[i][k], static_cast<double>(codes[k]), signal);
    const double root = p.toLight.at(unitClamp(signal));
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
