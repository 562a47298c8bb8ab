// Other colours: as scale.h, but R'G'B' is taken to light, mapped to the target's brightness and primaries there, and
// taken back. The curves are tables, so the kernels know no transfer function and no tone mapping operator.
#pragma once

#include "scale.h"

/** A curve over 0 ... 1, by its values at 0, 1 / last, 2 / last ... 1; straight between them. */
struct Curve {
  const float *values;
  int last;
  int unused;
};

/** How colours are changed; `light.ts` writes the same bytes. */
struct Recoloring {
  Curve toLight;     // from R', G' or B' to light
  Curve gain;        // what light is multiplied by, over the fourth root of its luminance
  Curve toSignal;    // from the fourth root of light to R', G' or B'
  float weights[3];  // of light's luminance
  float gamut[3][3];
};
static_assert(sizeof(Recoloring) == 96 && __builtin_offsetof(Recoloring, weights) == 48);

struct LightParams : ScaleParams {
  Recoloring colors;
};
static_assert(sizeof(LightParams) == sizeof(ScaleParams) + sizeof(Recoloring));

KERNEL_CODE float curveAt(const Curve &curve, float position) {
  const float place = position * static_cast<float>(curve.last);
  int index = static_cast<int>(place);
  if (index >= curve.last) index = curve.last - 1;
  const float before = curve.values[index];
  return fusedMultiplyAdd(place - static_cast<float>(index), curve.values[index + 1] - before, before);
}

/** Even steps of it are fine where eyes, and transfer functions, are sensitive. */
KERNEL_CODE float fourthRoot(float value) { return squareRoot(squareRoot(value)); }

KERNEL_CODE void recolor(const LightParams &params, float (&rgb)[3]) {
  const Recoloring &p = params.colors;
  float light[3], luminance = 0;
  UNROLL for (int i = 0; i < 3; ++i) {
    light[i] = curveAt(p.toLight, rgb[i]);
    luminance = fusedMultiplyAdd(p.weights[i], light[i], luminance);
  }
  const float gain = curveAt(p.gain, fourthRoot(minimum(luminance, 1.0f)));
  UNROLL for (int i = 0; i < 3; ++i) {
    float value = p.gamut[i][0] * light[0];
    value = fusedMultiplyAdd(p.gamut[i][1], light[1], value);
    value = fusedMultiplyAdd(p.gamut[i][2], light[2], value) * gain;
    rgb[i] = curveAt(p.toSignal, fourthRoot(minimum(maximum(value, 0.0f), 1.0f)));
  }
}
