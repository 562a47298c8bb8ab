/**
 * The transfer functions that pictures are shown by, from R′, G′ or B′ of 0 … 1 to light and back; in float64. PQ and HLG
 * are BT.2100-2's.
 */
import type { TransferName } from './standards.js';

/** How a display of standard dynamic range turns R′, G′ or B′ into light, both 0 … 1, and back. */
export interface DisplayTransfer {
  toLight(signal: number): number;
  toSignal(light: number): number;
}

const power = (exponent: number): DisplayTransfer => ({
  toLight: (signal) => signal ** exponent,
  toSignal: (light) => light ** (1 / exponent),
});

/** BT.1886 with black at 0. */
const bt1886 = power(2.4);

/** IEC 61966-2-1. */
const srgb: DisplayTransfer = {
  toLight: (signal) => (signal <= 0.04045 ? signal / 12.92 : ((signal + 0.055) / 1.055) ** 2.4),
  toSignal: (light) => (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055),
};

/** Those that have one: BT.709 and its kin are taken for what a display of BT.1886 shows. */
export const displayTransfers: { readonly [Name in TransferName]?: DisplayTransfer } = {
  bt709: bt1886,
  smpte170m: bt1886,
  'bt2020-10': bt1886,
  'bt2020-12': bt1886,
  'iec61966-2-1': srgb,
  gamma22: power(2.2),
  gamma28: power(2.8),
  linear: power(1),
};

/** PQ's constants: BT.2100-2 table 4. */
const pq = {
  m1: 2610 / 16384,
  m2: (2523 / 4096) * 128,
  c1: 3424 / 4096,
  c2: (2413 / 4096) * 32,
  c3: (2392 / 4096) * 32,
  peak: 10000,
} as const;

/** PQ's EOTF: from a signal of 0 … 1 to cd/m². */
export function pqToLuminance(signal: number): number {
  const root = signal ** (1 / pq.m2);
  return pq.peak * (Math.max(root - pq.c1, 0) / (pq.c2 - pq.c3 * root)) ** (1 / pq.m1);
}

/** PQ's inverse EOTF: from cd/m² to a signal. */
export function pqFromLuminance(luminance: number): number {
  const y = (luminance / pq.peak) ** pq.m1;
  return ((pq.c1 + pq.c2 * y) / (1 + pq.c3 * y)) ** pq.m2;
}

/** HLG's inverse OETF: from a signal of 0 … 1 to scene light of 0 … 1; BT.2100-2 table 5. */
export function hlgToSceneLight(signal: number): number {
  const a = 0.17883277;
  const b = 1 - 4 * a;
  const c = 0.5 - a * Math.log(4 * a);
  return signal <= 0.5 ? signal ** 2 / 3 : (Math.exp((signal - c) / a) + b) / 12;
}

/** The exponent of HLG's OOTF for a display of `peak` cd/m²: BT.2100-2 note 5f. */
export function hlgSystemGamma(peak: number): number {
  return 1.2 + 0.42 * Math.log10(peak / 1000);
}
