/** From the source's R′G′B′ to that of other primaries, of another transfer or of standard dynamic range. */
import { type Conversion, keepsColors } from '../conversion.js';
import { apply, type Vector3 } from '../matrix3.js';
import { type ToneMapping, toneMappingDefaults } from '../tone-mapping.js';
import type { Rgb } from './color-model.js';
import { gamutMatrix, luminance } from './gamut.js';
import { toneCurves } from './tone-curve.js';
import { displayTransfer, hlgInverseOetf, hlgOotf, pqEotf } from './transfer.js';

type ColorStep = (rgb: Rgb) => Rgb;

const each = ([r, g, b]: Vector3, change: (value: number) => number): Rgb => [
  change(r),
  change(g),
  change(b),
];

/** 0 below 0 and 1 above 1. */
export const clamp = (value: number): number => Math.min(Math.max(value, 0), 1);

/** What is done to R′G′B′ between the matrix and the target; nothing where the colours stay. */
export function colorStep(conversion: Conversion): ColorStep {
  if (keepsColors(conversion)) return (rgb) => rgb;
  const { source, target, toneMapping } = conversion;
  const { color } = source;
  const {
    primaries = toneMapping ? 'bt709' : color.primaries,
    transfer = toneMapping ? 'bt709' : color.transfer,
  } = target.color ?? {};
  const toLight = toneMapping ? toneMapped(conversion, toneMapping) : toDisplayLight(conversion);
  const gamut = gamutMatrix(color.primaries, primaries);
  const { inverseEotf } = displayTransfer(transfer);
  return (rgb) => each(apply(gamut, toLight(each(rgb, clamp))), (light) => inverseEotf(clamp(light)));
}

function toDisplayLight({ source }: Conversion): ColorStep {
  const { eotf } = displayTransfer(source.color.transfer);
  return (rgb) => each(rgb, eotf);
}

/** Light relative to the target's peak, by the steps 1 to 3 of `../tone-mapping.ts`. */
function toneMapped(conversion: Conversion, toneMapping: ToneMapping): ColorStep {
  const {
    sourcePeak = toneMappingDefaults.sourcePeak,
    targetPeak = toneMappingDefaults.targetPeak,
    operator,
  } = toneMapping;
  const { primaries } = conversion.source.color;
  const toLight = hdrLight(conversion, sourcePeak);
  return (rgb) => {
    const light = toLight(rgb);
    const shown = Math.min(luminance(primaries, light), sourcePeak);
    if (shown <= 0) return [0, 0, 0];
    const mapped = toneCurves[operator](shown, { source: sourcePeak, target: targetPeak });
    return each(light, (value) => (value * (mapped / shown)) / targetPeak);
  };
}

function hdrLight({ source }: Conversion, peak: number): ColorStep {
  const { transfer, primaries } = source.color;
  if (transfer === 'smpte2084') return (rgb) => each(rgb, pqEotf);
  if (transfer === 'arib-std-b67') {
    return (rgb) => {
      const scene = each(rgb, hlgInverseOetf);
      return hlgOotf(scene, luminance(primaries, scene), peak);
    };
  }
  throw new RangeError(`Tone mapping starts from PQ or HLG, not from '${transfer}'`);
}
