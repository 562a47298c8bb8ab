/** Other colours: high dynamic range to standard, other primaries and transfers; by the kernels in kernels/light.h. */
import { type Conversion, keepsColors } from '../conversion.js';
import { ownKernels } from '../kernel-library.js';
import type { ConversionPlugin, Converter, PluginContext } from '../plugin.js';
import { hasRgbMatrix } from '../rgb-matrix.js';
import { hasLightSteps, type LightSteps, lightSteps, sampleCurve } from './light-curves.js';
import { isFloat } from './normalization.js';
import { ScaleConverter, scaleTargets } from './scale.js';

/**
 * Takes every surface format to R′G′B′ of other colours, in any geometry: PQ and HLG to standard dynamic range by tone
 * mapping, and between the transfers and primaries of standard dynamic range.
 *
 * Light is computed in float. Where a channel all but vanishes beside the others after the change of primaries, what is
 * left is a difference of large numbers: there, and only below about 0.5 % of white, results of 16 bits and of floats
 * can be off by up to 2e-4 of white; elsewhere they are within one 16-bit code.
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
      libraries,
      curves,
      tail: (pointers) => recoloring(steps, curves, pointers),
    });
  },
};

const libraries = { u8: ownKernels('light_u8'), u16: ownKernels('light_u16'), f32: ownKernels('light_f32') };

/** Steps of the curves: enough that straight lines between them are nearer than a 16-bit code. */
const steps = { toLight: 16384, gain: 8192, toSignal: 4096 } as const;

/** The curves in the order of the parameters; gain and toSignal are over fourth roots. */
function curvesOf({ toLight, gain, toSignal }: LightSteps): Float32Array<ArrayBuffer>[] {
  // At 0 light is 0 whatever it is multiplied by, but that has to be a number.
  const least = (0.5 / steps.gain) ** 4;
  const gains = gain && sampleCurve(steps.gain, (root) => gain(Math.max(root ** 4, least)));
  return [
    sampleCurve(steps.toLight, toLight),
    gains ?? Float32Array.of(1, 1),
    sampleCurve(steps.toSignal, (root) => toSignal(root ** 4)),
  ];
}

/** Size of `Recoloring` of kernels/light.h in bytes. */
export const recoloringBytes = 96;

/** The bytes of `Recoloring`. */
function recoloring(
  { weights, gamut }: LightSteps,
  curves: readonly Float32Array[],
  pointers: readonly bigint[],
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(recoloringBytes);
  const view = new DataView(bytes.buffer);
  for (const [index, { length }] of curves.entries()) {
    view.setBigUint64(16 * index, pointers[index] ?? 0n, true);
    view.setInt32(16 * index + 8, length - 1, true);
  }
  for (const [index, value] of [...weights, ...gamut.flat()].entries())
    view.setFloat32(48 + 4 * index, value, true);
  return bytes;
}
