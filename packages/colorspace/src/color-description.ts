/**
 * What the numbers of a picture mean as colours, from the H.273 numbers that the bitstream and the container
 * state; and the rule for what neither of them states.
 *
 * Each property is taken on its own, from the first of these that states it:
 *
 * 1. the caller's override;
 * 2. the bitstream (the container instead, with `precedence: 'container'`);
 * 3. the container;
 * 4. the rule below.
 *
 * The bitstream comes first because a remuxer can lose or invent container tags, and because FFmpeg, against
 * which frames are compared, does the same. A number that is 2 ("unspecified"), reserved, null or missing
 * states nothing. Nor does `fullRange: false`, since NVDEC reports it for streams that carry no such flag
 * and for VP9 and AV1 streams whose full range only the container has.
 *
 * The rule for untagged video:
 *
 * - matrix: the one that goes with the stated primaries (BT.709, BT.601 525 or 625, 240M, BT.2020) or, for PQ
 *   and HLG, BT.2020; else by coded size: wider than or equal to 1280 or higher than 576 is BT.709, and
 *   smaller is BT.601, of 625 lines when higher than 488 and of 525 lines otherwise (their matrices are the
 *   same, their primaries differ).
 * - primaries and transfer: the ones that go with the matrix.
 * - range: limited.
 * - chroma location: left.
 *
 * A matrix of 0 (G′B′R′) in a picture that is not 4:4:4 cannot be and counts as unspecified.
 */
import {
  type ChromaLocation,
  chromaLocations,
  type MatrixName,
  matrices,
  nameOf,
  type PrimariesName,
  primaries,
  type TransferName,
  transfers,
} from './standards.js';

/** Limited: black at 16 and white at 235 of 255. Full: 0 and 255. */
export type ColorRange = 'limited' | 'full';

/** How to read a picture's numbers as colours. */
export interface ColorDescription {
  /** How R′G′B′ became luma and chroma. */
  readonly matrix: MatrixName;
  /** Which red, green and blue. */
  readonly primaries: PrimariesName;
  /** How light became R′G′B′. */
  readonly transfer: TransferName;
  /** Which codes are black and white. */
  readonly range: ColorRange;
  /** Where halved chroma was sampled. */
  readonly chromaLocation: ChromaLocation;
}

/** What a bitstream or a container states: H.273 numbers. Null, undefined, 2 and reserved state nothing. */
export interface ColorTags {
  /** H.273 MatrixCoefficients. */
  readonly matrix?: number | null | undefined;
  /** H.273 ColourPrimaries. */
  readonly primaries?: number | null | undefined;
  /** H.273 TransferCharacteristics. */
  readonly transfer?: number | null | undefined;
  /** The range, where limited is told from unknown. */
  readonly range?: ColorRange | null | undefined;
  /** `true` is `range: 'full'`; `false` states nothing (see the head of this file). */
  readonly fullRange?: boolean | null | undefined;
  /** A name of `chromaLocations`; others state nothing. */
  readonly chromaLocation?: ChromaLocation | (string & {}) | null | undefined;
}

/** The picture that the description is for. */
export interface ColorContext {
  /** Coded or display width in luma samples, before cropping and scaling of ours. */
  readonly width: number;
  /** Height, likewise. */
  readonly height: number;
  /** '444', '422', '420' or '400', when known. */
  readonly chromaFormat?: string | undefined;
}

/** Where else to look, and what to put in place of what is found. */
export interface ColorOptions {
  /** What the container states. */
  readonly container?: ColorTags | undefined;
  /** Which wins where both state something. Default: the bitstream. */
  readonly precedence?: 'bitstream' | 'container' | undefined;
  /** Taken as they are, before anything stated. */
  readonly override?: Partial<ColorDescription> | undefined;
}

type Stated = { [Key in keyof ColorDescription]: ColorDescription[Key] | undefined };

function stated(tags: ColorTags, picture: ColorContext): Stated {
  const matrix = nameOf(matrices, tags.matrix);
  const impossible = matrix === 'gbr' && picture.chromaFormat !== undefined && picture.chromaFormat !== '444';
  const location = tags.chromaLocation;
  return {
    matrix: impossible ? undefined : matrix,
    primaries: nameOf(primaries, tags.primaries),
    transfer: nameOf(transfers, tags.transfer),
    range: tags.range ?? (tags.fullRange ? 'full' : undefined),
    chromaLocation:
      location && Object.hasOwn(chromaLocations, location) ? (location as ChromaLocation) : undefined,
  };
}

const matrixOfPrimaries: { readonly [Name in PrimariesName]?: MatrixName } = {
  bt709: 'bt709',
  bt470bg: 'bt470bg',
  smpte170m: 'smpte170m',
  smpte240m: 'smpte240m',
  bt2020: 'bt2020nc',
};

function guessMatrix({ primaries, transfer }: Partial<Stated>, { width, height }: ColorContext): MatrixName {
  const fromPrimaries = primaries && matrixOfPrimaries[primaries];
  if (fromPrimaries) return fromPrimaries;
  if (transfer === 'smpte2084' || transfer === 'arib-std-b67') return 'bt2020nc';
  if (width >= 1280 || height > 576) return 'bt709';
  return height > 488 ? 'bt470bg' : 'smpte170m';
}

interface Companions {
  readonly primaries: PrimariesName;
  readonly transfer: TransferName;
}

const companionsOfMatrix: { readonly [Name in MatrixName]?: Companions } = {
  gbr: { primaries: 'bt709', transfer: 'iec61966-2-1' },
  fcc: { primaries: 'bt470m', transfer: 'gamma22' },
  bt470bg: { primaries: 'bt470bg', transfer: 'smpte170m' },
  smpte170m: { primaries: 'smpte170m', transfer: 'smpte170m' },
  smpte240m: { primaries: 'smpte240m', transfer: 'smpte240m' },
  bt2020nc: { primaries: 'bt2020', transfer: 'bt2020-10' },
  bt2020c: { primaries: 'bt2020', transfer: 'bt2020-10' },
  ictcp: { primaries: 'bt2020', transfer: 'smpte2084' },
};

/**
 * The description of a picture's colours, by the rule at the head of this file.
 * @param tags what the bitstream states (or all there is to know).
 * @throws TypeError when the override holds a name that is none.
 */
export function colorDescription(
  tags: ColorTags,
  picture: ColorContext,
  options: ColorOptions = {},
): ColorDescription {
  const { container = {}, precedence = 'bitstream', override = {} } = options;
  assertNames(override);
  const sources = [stated(tags, picture), stated(container, picture)];
  if (precedence === 'container') sources.reverse();
  const known: Partial<Stated> = { ...defined(sources[1]), ...defined(sources[0]), ...defined(override) };
  const matrix = known.matrix ?? guessMatrix(known, picture);
  const companions = companionsOfMatrix[matrix] ?? { primaries: 'bt709', transfer: 'bt709' };
  return {
    matrix,
    primaries: known.primaries ?? companions.primaries,
    transfer: known.transfer ?? companions.transfer,
    range: known.range ?? 'limited',
    chromaLocation: known.chromaLocation ?? 'left',
  };
}

const names: { readonly [Key in keyof ColorDescription]: readonly string[] } = {
  matrix: Object.keys(matrices),
  primaries: Object.keys(primaries),
  transfer: Object.keys(transfers),
  range: ['limited', 'full'],
  chromaLocation: Object.keys(chromaLocations),
};

function assertNames(override: Partial<ColorDescription>): void {
  for (const [property, name] of Object.entries(defined(override))) {
    const known: readonly string[] | undefined = names[property as keyof ColorDescription];
    if (known === undefined) throw new TypeError(`override: '${property}' is no property of colours`);
    if (!known.includes(name))
      throw new TypeError(`override: ${property} '${name}' is none of ${known.join(', ')}`);
  }
}

function defined<T extends object>(value: T | undefined): Partial<T> {
  return Object.fromEntries(
    Object.entries(value ?? {}).filter(([, property]) => property !== undefined),
  ) as Partial<T>;
}
