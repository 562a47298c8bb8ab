/**
 * What happens to light in a conversion to other colours, as the curves and matrices that the kernels of
 * kernels/light.h take. Light is in units of the source's peak, and comes out in units of the target's.
 */
import type { Conversion } from '../conversion.js';
import { gamutMatrix } from '../gamut.js';
import { lumaWeights } from '../luma-weights.js';
import type { Matrix3 } from '../matrix3.js';
import { toneMappingDefaults } from '../tone-mapping.js';
import { displayTransfers, hlgSystemGamma, hlgToSceneLight, pqToLuminance } from '../transfer-functions.js';
import { toneCurves } from './tone-curves.js';

/** A function of 0 … 1. */
type Curve = (position: number) => number;

/** What the kernels do between R′G′B′ and R′G′B′. */
export interface LightSteps {
  /** From a signal to light. */
  readonly toLight: Curve;
  /** What light is multiplied by, for its luminance; undefined where that is always 1. */
  readonly gain: Curve | undefined;
  /** From light to a signal. */
  readonly toSignal: Curve;
  /** What R, G and B of the source add to luminance. */
  readonly weights: readonly number[];
  /** From the source's primaries to the target's. */
  readonly gamut: Matrix3;
}

interface Wanted {
  readonly primaries: Conversion['source']['color']['primaries'];
  readonly transfer: Conversion['source']['color']['transfer'];
}

function wantedColors({ source, target, toneMapping }: Conversion): Wanted {
  const base: Wanted = toneMapping ? { primaries: 'bt709', transfer: 'bt709' } : source.color;
  const { primaries = base.primaries, transfer = base.transfer } = target.color ?? {};
  return { primaries, transfer };
}

const isHdr = (transfer: string): boolean => transfer === 'smpte2084' || transfer === 'arib-std-b67';

/** Whether the steps of a conversion are known: to standard dynamic range, and from high by tone mapping only. */
export function hasLightSteps(conversion: Conversion): boolean {
  const { transfer } = conversion.source.color;
  const fromKnown = conversion.toneMapping ? isHdr(transfer) : displayTransfers[transfer] !== undefined;
  return fromKnown && displayTransfers[wantedColors(conversion).transfer] !== undefined;
}

/** The steps of a conversion that `hasLightSteps`. */
export function lightSteps(conversion: Conversion): LightSteps {
  const { color } = conversion.source;
  const { primaries, transfer } = wantedColors(conversion);
  const { kr, kg, kb } = lumaWeights('chroma-derived-nc', color.primaries) ?? { kr: 0, kg: 0, kb: 0 };
  const toSignal = displayTransfers[transfer]?.toSignal as Curve;
  const common = { toSignal, weights: [kr, kg, kb], gamut: gamutMatrix(color.primaries, primaries) };
  const { toneMapping } = conversion;
  if (!toneMapping) {
    return { ...common, toLight: displayTransfers[color.transfer]?.toLight as Curve, gain: undefined };
  }
  const {
    operator,
    sourcePeak = toneMappingDefaults.sourcePeak,
    targetPeak = toneMappingDefaults.targetPeak,
  } = toneMapping;
  const curve = toneCurves[operator](sourcePeak, targetPeak);
  if (color.transfer === 'smpte2084') {
    const toLight: Curve = (signal) => pqToLuminance(signal) / sourcePeak;
    return { ...common, toLight, gain: (relative) => curve(relative * sourcePeak) / (relative * targetPeak) };
  }
  // HLG's light is the scene's; what the OOTF multiplies it by depends on its luminance too.
  const gamma = hlgSystemGamma(sourcePeak);
  const gain: Curve = (scene) => curve(sourcePeak * scene ** gamma) / (scene * targetPeak);
  return { ...common, toLight: hlgToSceneLight, gain };
}

/** The values of a curve at 0, 1 / last, 2 / last … 1. */
export function sampleCurve(last: number, curve: Curve): number[] {
  return Array.from({ length: last + 1 }, (_, index) => curve(index / last));
}
