/** Other colours: high dynamic range to standard, other primaries and transfers; by the kernels in kernels/light.h. */
import { type Conversion, keepsColors } from '../conversion.js';
import { ownKernels } from '../kernel-library.js';
import type { ConversionPlugin, Converter, PluginContext } from '../plugin.js';
import { hasRgbMatrix } from '../rgb-matrix.js';
import { hasLightSteps, type LightSteps, lightSteps, sampleCurve } from './light-curves.js';
import { isFloat } from './normalization.js';
import { ScaleConverter, scaleTargets } from './scale.js';
import { codesToRgb } from './scale-parameters.js';

/**
 * Takes every surface format to R′G′B′ of other colours, in any geometry: PQ and HLG to standard dynamic range by tone
 * mapping, and between the transfers and primaries of standard dynamic range.
 */
export const light: ConversionPlugin = {
  name: 'light',

  supports(conversion: Conversion): boolean {
    const { source, target, normalization } = conversion;
    if (!scaleTargets.includes(target.format) || target.format.startsWith('gray')) return false;
    if (normalization && !isFloat(target.format)) return false;
    return !keepsColors(conversion) && hasRgbMatrix(source.color) && hasLightSteps(conversion);
  },

  create(context: PluginContext, conversion: Conversion): Converter {
    const steps = lightSteps(conversion);
    const curves = curvesOf(steps);
    return new ScaleConverter(context, conversion, {
      name: 'light',
      numberBytes: 8,
      libraries,
      curves,
      tail: (pointers) => recoloring(conversion, steps, curves, pointers),
    });
  },
};

const libraries = {
  u8: ownKernels('light_u8'),
  u16: ownKernels('light_u16'),
  filtered: ownKernels('light_f64'),
};

/** Steps of the curves: enough for cubics through `toLight` and straight lines between the others. */
const steps = { toLight: 8192, gain: 8192, toSignal: 4096 } as const;

type Curves = readonly (Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>)[];

/** The curves in the order of the parameters: from square roots of signals to fourth roots of light, and the others over them. */
function curvesOf({ toLight, gain, toSignal }: LightSteps): Curves {
  // At 0 light is 0 whatever it is multiplied by, but that has to be a number.
  const least = (0.5 / steps.gain) ** 4;
  const gains = gain ? sampleCurve(steps.gain, (root) => gain(Math.max(root ** 4, least))) : [1, 1];
  return [
    Float64Array.from(sampleCurve(steps.toLight, (root) => toLight(root ** 2) ** 0.25)),
    Float32Array.from(gains),
    Float32Array.from(sampleCurve(steps.toSignal, (root) => toSignal(root ** 4))),
  ];
}

const offsets = { curves: 0, matrix: 48, gamut: 144, weights: 216 } as const;

/** Size of `Recoloring` of kernels/light.h in bytes. */
export const recoloringBytes = 232;

/** The bytes of `Recoloring`. */
function recoloring(
  conversion: Conversion,
  { weights, gamut }: LightSteps,
  curves: Curves,
  pointers: readonly bigint[],
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(recoloringBytes);
  const view = new DataView(bytes.buffer);
  for (const [index, { length }] of curves.entries()) {
    view.setBigUint64(offsets.curves + 16 * index, pointers[index] ?? 0n, true);
    view.setInt32(offsets.curves + 16 * index + 8, length - 1, true);
  }
  for (const [index, value] of [...codesToRgb(conversion), ...gamut.flat()].entries())
    view.setFloat64(offsets.matrix + 8 * index, value, true);
  for (const [index, value] of weights.entries()) view.setFloat32(offsets.weights + 4 * index, value, true);
  return bytes;
}
