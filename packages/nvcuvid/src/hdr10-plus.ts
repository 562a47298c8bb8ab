/** HDR10+: dynamic metadata of application 4, SMPTE ST 2094-40, in the syntax of CTA-861-H annex S. */
import { BitReader } from './bit-reader.js';

/** How bright a part of the picture is, and how a display should map it. */
export interface Hdr10PlusWindow {
  /** The part; the first window is the whole picture and has none. */
  readonly area?: Hdr10PlusArea;
  /** The largest linear red, green and blue, 1 being 10,000 cd/m². */
  readonly maxScl: readonly [red: number, green: number, blue: number];
  /** The average of the largest components, in the same unit. */
  readonly averageMaxRgb: number;
  /** Percentiles of the largest components: `percentage` of the pixels are no brighter than `value`. */
  readonly distribution: readonly { readonly percentage: number; readonly value: number }[];
  /** The part of the pixels that are bright, 0 to 1. */
  readonly fractionBrightPixels: number;
  /** The tone mapping curve: a straight line up to the knee, then a Bézier curve with these anchors, all 0 to 1. */
  readonly toneMapping?: {
    readonly kneePoint: readonly [x: number, y: number];
    readonly anchors: readonly number[];
  };
  /** Weight of colour saturation, 0 to 7.875. */
  readonly saturationWeight?: number;
}

/** A rectangle and, inside it, the space between two ellipses of one centre; in pixels of the picture. */
export interface Hdr10PlusArea {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly center: readonly [x: number, y: number];
  /** In degrees, clockwise, 0 to 180. */
  readonly rotation: number;
  readonly semimajorInner: number;
  readonly semimajorOuter: number;
  readonly semiminorOuter: number;
  /** Whether overlapping windows are layered (1) or weighted (0). */
  readonly overlap: number;
}

/** HDR10+ metadata of a picture. */
export interface Hdr10Plus {
  readonly applicationVersion: number;
  /** Nominal peak of the display that the mapping was made for, in cd/m². */
  readonly targetMaxLuminance: number;
  /** The whole picture, then up to two parts of it. */
  readonly windows: readonly Hdr10PlusWindow[];
  /** Peaks measured over the target display, row by row, relative to its nominal peak. */
  readonly targetPeaks?: readonly (readonly number[])[];
  /** The same of the mastering display. */
  readonly masteringPeaks?: readonly (readonly number[])[];
}

/**
 * Reads HDR10+ metadata from application_version on, behind the six bytes by which ITU-T T.35 tells it.
 *
 * @throws RangeError when it is cut short or makes no sense.
 */
export function readHdr10Plus(data: Uint8Array): Hdr10Plus {
  const reader = new BitReader(data);
  const applicationVersion = reader.bits(8);
  const windowCount = reader.bits(2);
  if (windowCount === 0) throw new RangeError('HDR10+ metadata has no window');
  const areas = [undefined, ...repeat(windowCount - 1, () => readArea(reader))];
  const targetMaxLuminance = reader.bits(27);
  const targetPeaks = readPeaks(reader);
  const brightness = repeat(windowCount, () => readBrightness(reader));
  const masteringPeaks = readPeaks(reader);
  const windows = brightness.map((bright, index) => {
    const area = areas[index];
    return { ...(area && { area }), ...bright, ...readMapping(reader) };
  });
  return {
    applicationVersion,
    targetMaxLuminance,
    windows,
    ...(targetPeaks && { targetPeaks }),
    ...(masteringPeaks && { masteringPeaks }),
  };
}

/** `read`, called `count` times. */
function repeat<T>(count: number, read: () => T): T[] {
  return Array.from({ length: count }, read);
}

function readArea(reader: BitReader): Hdr10PlusArea {
  const left = reader.bits(16);
  const top = reader.bits(16);
  const right = reader.bits(16);
  const bottom = reader.bits(16);
  const center = [reader.bits(16), reader.bits(16)] as const;
  const rotation = reader.bits(8);
  const semimajorInner = reader.bits(16);
  const semimajorOuter = reader.bits(16);
  const semiminorOuter = reader.bits(16);
  const axes = { semimajorInner, semimajorOuter, semiminorOuter };
  return { left, top, right, bottom, center, rotation, ...axes, overlap: reader.bits(1) };
}

/** A matrix of peaks in fifteenths, where its flag says that there is one. */
function readPeaks(reader: BitReader): number[][] | undefined {
  if (!reader.flag()) return undefined;
  const rows = reader.bits(5);
  const columns = reader.bits(5);
  return repeat(rows, () => repeat(columns, () => reader.bits(4) / 15));
}

function readBrightness(
  reader: BitReader,
): Pick<Hdr10PlusWindow, 'maxScl' | 'averageMaxRgb' | 'distribution' | 'fractionBrightPixels'> {
  const level = (): number => reader.bits(17) / 100_000;
  const maxScl = [level(), level(), level()] as const;
  const averageMaxRgb = level();
  const distribution = repeat(reader.bits(4), () => ({ percentage: reader.bits(7), value: level() }));
  return { maxScl, averageMaxRgb, distribution, fractionBrightPixels: reader.bits(10) / 1000 };
}

function readMapping(reader: BitReader): Pick<Hdr10PlusWindow, 'toneMapping' | 'saturationWeight'> {
  const toneMapping = reader.flag() ? readCurve(reader) : undefined;
  const saturationWeight = reader.flag() ? reader.bits(6) / 8 : undefined;
  return {
    ...(toneMapping && { toneMapping }),
    ...(saturationWeight !== undefined && { saturationWeight }),
  };
}

function readCurve(reader: BitReader): NonNullable<Hdr10PlusWindow['toneMapping']> {
  const kneePoint = [reader.bits(12) / 4095, reader.bits(12) / 4095] as const;
  const anchors = repeat(reader.bits(4), () => reader.bits(10) / 1023);
  return { kneePoint, anchors };
}
