/**
 * The numbers of the standards, and nothing derived from them: code points of ITU-T H.273 (ISO/IEC 23091-2) for
 * matrix coefficients, colour primaries and transfer characteristics, the luma weights Kr and Kb, the
 * chromaticities, and the steps of limited range. Names are the ones FFmpeg prints.
 */

/** H.273's number for "not known, or set by the application". */
export const UNSPECIFIED = 2;

/** A set of matrix coefficients: H.273 table 4. */
export interface MatrixEntry {
  /** H.273 MatrixCoefficients. */
  readonly number: number;
  /** Where it is defined. */
  readonly recommendation: string;
  /** The weight of R in luma, where the standard gives one. */
  readonly kr?: number;
  /** The weight of B in luma, where the standard gives one. */
  readonly kb?: number;
}

const matrixTable = {
  gbr: { number: 0, recommendation: 'IEC 61966-2-1 (sRGB), no matrix: G, B, R' },
  bt709: { number: 1, recommendation: 'ITU-R BT.709-6', kr: 0.2126, kb: 0.0722 },
  fcc: { number: 4, recommendation: 'FCC Title 47, 73.682 (a) (20)', kr: 0.3, kb: 0.11 },
  bt470bg: { number: 5, recommendation: 'ITU-R BT.601-7 625 lines', kr: 0.299, kb: 0.114 },
  smpte170m: { number: 6, recommendation: 'ITU-R BT.601-7 525 lines, SMPTE ST 170', kr: 0.299, kb: 0.114 },
  smpte240m: { number: 7, recommendation: 'SMPTE ST 240', kr: 0.212, kb: 0.087 },
  ycgco: { number: 8, recommendation: 'H.273 YCgCo' },
  bt2020nc: {
    number: 9,
    recommendation: 'ITU-R BT.2020-2 non-constant luminance, BT.2100 Y′CbCr',
    kr: 0.2627,
    kb: 0.0593,
  },
  bt2020c: { number: 10, recommendation: 'ITU-R BT.2020-2 constant luminance', kr: 0.2627, kb: 0.0593 },
  smpte2085: { number: 11, recommendation: 'SMPTE ST 2085 Y′D′zD′x' },
  'chroma-derived-nc': { number: 12, recommendation: 'H.273 from the primaries, non-constant luminance' },
  'chroma-derived-c': { number: 13, recommendation: 'H.273 from the primaries, constant luminance' },
  ictcp: { number: 14, recommendation: 'ITU-R BT.2100-2 ICtCp' },
} as const satisfies Record<string, MatrixEntry>;

/** The name of a set of matrix coefficients. */
export type MatrixName = keyof typeof matrixTable;

/** Matrix coefficients by name: H.273 table 4. */
export const matrices: Readonly<Record<MatrixName, MatrixEntry>> = matrixTable;

/** CIE 1931 x and y. */
export type Chromaticity = readonly [x: number, y: number];

/** A set of colour primaries: H.273 table 2. */
export interface PrimariesEntry {
  /** H.273 ColourPrimaries. */
  readonly number: number;
  /** Where it is defined. */
  readonly recommendation: string;
  /** The chromaticity of red. */
  readonly red: Chromaticity;
  /** The chromaticity of green. */
  readonly green: Chromaticity;
  /** The chromaticity of blue. */
  readonly blue: Chromaticity;
  /** The chromaticity of white. */
  readonly white: Chromaticity;
}

const d65: Chromaticity = [0.3127, 0.329];
const illuminantC: Chromaticity = [0.31, 0.316];
const smpteC = { red: [0.63, 0.34], green: [0.31, 0.595], blue: [0.155, 0.07], white: d65 } as const;
const p3 = { red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06] } as const;

const primariesTable = {
  bt709: {
    number: 1,
    recommendation: 'ITU-R BT.709-6, sRGB',
    red: [0.64, 0.33],
    green: [0.3, 0.6],
    blue: [0.15, 0.06],
    white: d65,
  },
  bt470m: {
    number: 4,
    recommendation: 'ITU-R BT.470-6 System M',
    red: [0.67, 0.33],
    green: [0.21, 0.71],
    blue: [0.14, 0.08],
    white: illuminantC,
  },
  bt470bg: {
    number: 5,
    recommendation: 'ITU-R BT.601-7 625 lines',
    red: [0.64, 0.33],
    green: [0.29, 0.6],
    blue: [0.15, 0.06],
    white: d65,
  },
  smpte170m: { number: 6, recommendation: 'ITU-R BT.601-7 525 lines, SMPTE ST 170', ...smpteC },
  smpte240m: { number: 7, recommendation: 'SMPTE ST 240', ...smpteC },
  film: {
    number: 8,
    recommendation: 'Generic film, Wratten 25, 58 and 47',
    red: [0.681, 0.319],
    green: [0.243, 0.692],
    blue: [0.145, 0.049],
    white: illuminantC,
  },
  bt2020: {
    number: 9,
    recommendation: 'ITU-R BT.2020-2, BT.2100-2',
    red: [0.708, 0.292],
    green: [0.17, 0.797],
    blue: [0.131, 0.046],
    white: d65,
  },
  smpte428: {
    number: 10,
    recommendation: 'SMPTE ST 428-1, CIE 1931 XYZ',
    red: [1, 0],
    green: [0, 1],
    blue: [0, 0],
    white: [1 / 3, 1 / 3],
  },
  smpte431: { number: 11, recommendation: 'SMPTE RP 431-2, DCI-P3', ...p3, white: [0.314, 0.351] },
  smpte432: { number: 12, recommendation: 'SMPTE EG 432-1, Display P3', ...p3, white: d65 },
  ebu3213: {
    number: 22,
    recommendation: 'EBU Tech. 3213-E',
    red: [0.63, 0.34],
    green: [0.295, 0.605],
    blue: [0.155, 0.077],
    white: d65,
  },
} as const satisfies Record<string, PrimariesEntry>;

/** The name of a set of colour primaries. */
export type PrimariesName = keyof typeof primariesTable;

/** Colour primaries by name: H.273 table 2. */
export const primaries: Readonly<Record<PrimariesName, PrimariesEntry>> = primariesTable;

/** A transfer characteristic: H.273 table 3. */
export interface TransferEntry {
  /** H.273 TransferCharacteristics. */
  readonly number: number;
  /** Where it is defined. */
  readonly recommendation: string;
}

const transferTable = {
  bt709: { number: 1, recommendation: 'ITU-R BT.709-6' },
  gamma22: { number: 4, recommendation: 'ITU-R BT.470-6 System M' },
  gamma28: { number: 5, recommendation: 'ITU-R BT.470-6 System B, G' },
  smpte170m: { number: 6, recommendation: 'ITU-R BT.601-7, SMPTE ST 170' },
  smpte240m: { number: 7, recommendation: 'SMPTE ST 240' },
  linear: { number: 8, recommendation: 'H.273 linear' },
  log100: { number: 9, recommendation: 'H.273 logarithmic, 100 : 1' },
  log316: { number: 10, recommendation: 'H.273 logarithmic, 100 · √10 : 1' },
  'iec61966-2-4': { number: 11, recommendation: 'IEC 61966-2-4 (xvYCC)' },
  bt1361e: { number: 12, recommendation: 'ITU-R BT.1361-0 extended gamut' },
  'iec61966-2-1': { number: 13, recommendation: 'IEC 61966-2-1 (sRGB)' },
  'bt2020-10': { number: 14, recommendation: 'ITU-R BT.2020-2, 10 bits' },
  'bt2020-12': { number: 15, recommendation: 'ITU-R BT.2020-2, 12 bits' },
  smpte2084: { number: 16, recommendation: 'SMPTE ST 2084, BT.2100-2 PQ' },
  smpte428: { number: 17, recommendation: 'SMPTE ST 428-1' },
  'arib-std-b67': { number: 18, recommendation: 'ARIB STD-B67, BT.2100-2 HLG' },
} as const satisfies Record<string, TransferEntry>;

/** The name of a transfer characteristic. */
export type TransferName = keyof typeof transferTable;

/** Transfer characteristics by name: H.273 table 3. */
export const transfers: Readonly<Record<TransferName, TransferEntry>> = transferTable;

/** Limited range, H.273 equations 20 to 22, for 8 bits; n bits multiply all three by 2^(n - 8). */
export const limitedRange = {
  /** The code of black in luma. */
  black: 16,
  /** Codes from black to white in luma. */
  lumaSteps: 219,
  /** Codes from the least to the greatest colour difference. */
  chromaSteps: 224,
} as const;

/** Where the chroma sample of a 2x2 block of luma lies, from the middle of the block's first luma sample. */
export interface ChromaPosition {
  /** Luma samples to the right. */
  readonly x: number;
  /** Luma samples down. */
  readonly y: number;
}

const locationTable = {
  left: { x: 0, y: 0.5 },
  center: { x: 0.5, y: 0.5 },
  topleft: { x: 0, y: 0 },
  top: { x: 0.5, y: 0 },
  bottomleft: { x: 0, y: 1 },
  bottom: { x: 0.5, y: 1 },
} as const satisfies Record<string, ChromaPosition>;

/** The name of a chroma sample location. */
export type ChromaLocation = keyof typeof locationTable;

/** Chroma sample locations by name: H.273 ChromaLocType 0 to 5, in their order. */
export const chromaLocations: Readonly<Record<ChromaLocation, ChromaPosition>> = locationTable;

/** The name of an H.273 number in one of the tables, or undefined when it is unspecified or reserved. */
export function nameOf<Name extends string>(
  table: Readonly<Record<Name, { readonly number: number }>>,
  number: number | null | undefined,
): Name | undefined {
  const names = Object.keys(table) as Name[];
  return names.find((name) => table[name].number === number);
}
