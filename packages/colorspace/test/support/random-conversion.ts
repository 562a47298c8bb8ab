/** Conversions out of everything that one can ask for, each repeated by its seed. */
import {
  type ColorDescription,
  type Conversion,
  type ConversionSource,
  chromaLocations,
  filters,
  hasRgbMatrix,
  type MatrixName,
  matrices,
  pixelFormats,
  type Rect,
  sampleType,
  surfaceFormats,
} from '../../src/index.js';
import { Random } from '../../src/testing/random.js';

type List<T> = readonly [T, ...T[]];

const matrixNames = (Object.keys(matrices) as MatrixName[]).filter((matrix) =>
  hasRgbMatrix({ matrix, primaries: 'bt709' }),
) as unknown as List<MatrixName>;
const locations = Object.keys(chromaLocations) as unknown as List<ColorDescription['chromaLocation']>;
const rgbFormats = pixelFormats.filter((format) => !(surfaceFormats as readonly string[]).includes(format));
const displays = ['bt709', 'smpte170m', 'bt2020-10', 'iec61966-2-1', 'gamma22', 'gamma28', 'linear'] as const;
const gamuts = ['bt709', 'bt2020', 'smpte170m', 'smpte432', 'bt470m'] as const;
const hdr = ['smpte2084', 'arib-std-b67'] as const;

class Dice {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.#random.below(times) === 0;
  }

  pick<T>(values: readonly T[]): T {
    return this.#random.pick(values as List<T>);
  }

  /** A whole number, the ends included. */
  number(from: number, to: number): number {
    return from + this.#random.below(to - from + 1);
  }

  rect(width: number, height: number): Rect {
    const left = this.number(0, width - 1);
    const top = this.number(0, height - 1);
    return { left, top, right: this.number(left + 1, width), bottom: this.number(top + 1, height) };
  }
}

function randomSource(dice: Dice, toneMapped: boolean): ConversionSource {
  const format = dice.pick(surfaceFormats);
  const deep = format === 'p016' || format === 'p216' || format === 'yuv444p16';
  const planar = format.startsWith('yuv444');
  const matrix = dice.pick(matrixNames.filter((name) => name !== 'gbr' || planar));
  const color: ColorDescription = {
    matrix,
    primaries: toneMapped ? 'bt2020' : dice.pick(gamuts),
    transfer: toneMapped ? dice.pick(hdr) : dice.pick(displays),
    range: dice.pick(['limited', 'full']),
    chromaLocation: dice.pick(locations),
  };
  const bitDepth = deep ? dice.pick([8, 10, 12, 16]) : 8;
  return { format, width: dice.number(1, 40), height: dice.number(1, 30), bitDepth, color };
}

/** A conversion to R′G′B′ or grey. */
export function randomConversion(seed: number): Conversion {
  const dice = new Dice(seed);
  const toneMapped = dice.once(6);
  const source = randomSource(dice, toneMapped);
  const noGray = toneMapped || source.color.matrix === 'gbr';
  const format = dice.pick(rgbFormats.filter((name) => !(noGray && name.startsWith('gray'))));
  const crop = dice.once(3) ? dice.rect(source.width, source.height) : undefined;
  const area = crop ?? { left: 0, top: 0, right: source.width, bottom: source.height };
  const scaled = dice.once(2);
  const width = scaled ? dice.number(1, 50) : area.right - area.left;
  const height = scaled ? dice.number(1, 40) : area.bottom - area.top;
  const newColors = !toneMapped && !format.startsWith('gray') && dice.once(8);
  const float = sampleType(format).startsWith('float');
  return {
    source,
    crop,
    target: {
      format,
      width,
      height,
      color: newColors ? { primaries: dice.pick(gamuts), transfer: dice.pick(displays) } : undefined,
    },
    filter: dice.once(3) ? undefined : dice.pick(filters),
    mirrored: dice.once(4),
    rotation: dice.once(3) ? dice.pick([90, 180, 270] as const) : 0,
    placement: dice.once(4) ? dice.rect(width, height) : undefined,
    background: dice.once(2) ? [0.25, 0.5, 1] : undefined,
    normalization:
      float && dice.once(2) ? { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } : undefined,
    toneMapping: toneMapped
      ? { operator: dice.pick(['bt2390', 'reinhard']), sourcePeak: dice.pick([600, 1000, 4000]) }
      : undefined,
  };
}
