/**
 * What light a signal stands for. High dynamic range by ITU-R BT.2100-2 (PQ is also SMPTE ST 2084), in cd/m²; the
 * others as a display shows them, 1 being its white.
 */
import type { TransferName } from '../standards.js';
import type { Rgb } from './color-model.js';

// BT.2100-2 table 4.
const m1 = 2610 / 16384;
const m2 = (2523 / 4096) * 128;
const c1 = 3424 / 4096;
const c2 = (2413 / 4096) * 32;
const c3 = (2392 / 4096) * 32;
const pqPeak = 10_000;

/** PQ's EOTF, BT.2100-2 table 4: from a signal of 0 … 1 to cd/m². */
export function pqEotf(signal: number): number {
  const root = signal ** (1 / m2);
  return pqPeak * (Math.max(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1);
}

/** PQ's inverse EOTF, BT.2100-2 table 4: from cd/m² to a signal of 0 … 1. */
export function pqInverseEotf(luminance: number): number {
  const power = (luminance / pqPeak) ** m1;
  return ((c1 + c2 * power) / (1 + c3 * power)) ** m2;
}

// BT.2100-2 table 5.
const a = 0.17883277;
const b = 1 - 4 * a;
const c = 0.5 - a * Math.log(4 * a);

/** HLG's inverse OETF, BT.2100-2 table 5: from a signal to scene light, both 0 … 1. */
export function hlgInverseOetf(signal: number): number {
  return signal <= 1 / 2 ? signal ** 2 / 3 : (Math.exp((signal - c) / a) + b) / 12;
}

/**
 * HLG's OOTF, BT.2100-2 table 5: from scene light to what a display shows, in cd/m².
 * @param luminance of the scene light.
 * @param peak of the display in cd/m²; the system gamma follows from it by a note of the table.
 */
export function hlgOotf([red, green, blue]: Rgb, luminance: number, peak: number): Rgb {
  const gamma = 1.2 + 0.42 * Math.log10(peak / 1000);
  const gain = luminance === 0 ? 0 : peak * luminance ** (gamma - 1);
  return [gain * red, gain * green, gain * blue];
}

interface DisplayTransfer {
  /** From a signal of 0 … 1 to light of 0 … 1. */
  readonly eotf: (signal: number) => number;
  readonly inverseEotf: (light: number) => number;
}

function power(gamma: number): DisplayTransfer {
  return { eotf: (signal) => signal ** gamma, inverseEotf: (light) => light ** (1 / gamma) };
}

/** ITU-R BT.1886 annex 1 with a black of 0, for which it is a power. */
const bt1886 = power(2.4);

/** IEC 61966-2-1. */
const srgb: DisplayTransfer = {
  eotf: (signal) => (signal <= 0.04045 ? signal / 12.92 : ((signal + 0.055) / 1.055) ** 2.4),
  inverseEotf: (light) => (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055),
};

const displays: { readonly [Name in TransferName]?: DisplayTransfer } = {
  bt709: bt1886,
  smpte170m: bt1886,
  'bt2020-10': bt1886,
  'bt2020-12': bt1886,
  'iec61966-2-1': srgb,
  gamma22: power(2.2),
  gamma28: power(2.8),
  linear: power(1),
};

/** Whether a transfer is that of a display of standard dynamic range. */
export function isDisplayTransfer(name: TransferName): boolean {
  return displays[name] !== undefined;
}

/** The transfer of a display of standard dynamic range. @throws RangeError when it has none here. */
export function displayTransfer(name: TransferName): DisplayTransfer {
  const transfer = displays[name];
  if (!transfer) throw new RangeError(`The reference takes '${name}' to or from no display's light`);
  return transfer;
}
