/**
 * A source picture as three planes of numbers: E′Y, E′PB and E′PR (or what the colour model calls them) with each
 * plane's place in the picture. ITU-T H.273 equations 20 to 31, solved for the numbers that were coded.
 */
import type { ConversionSource } from '../conversion.js';
import { bytesPerSample, chromaSubsampling } from '../pixel-format.js';
import { chromaLocations, limitedRange } from '../standards.js';
import type { HostPlane } from './host-image.js';

/** How the samples of a plane lie along one axis of the picture. */
export interface SampleGrid {
  /** Samples. */
  readonly count: number;
  /** The luma position of sample 0, luma sample k lying at k. */
  readonly origin: number;
  /** Luma samples from one sample to the next. */
  readonly step: 1 | 2;
}

/** One component of a picture. */
export interface Component {
  /** Row by row, tightly packed: 0 … 1 for luma and -0.5 … 0.5 for colour differences, and beyond. */
  readonly values: Float64Array;
  readonly columns: SampleGrid;
  readonly rows: SampleGrid;
}

type Decode = (sample: number) => number;

/** Luma, or any component of G′B′R′. */
function lumaDecoder({ color, bitDepth }: ConversionSource, unit: number): Decode {
  if (color.range === 'full') return (sample) => sample / unit / (2 ** bitDepth - 1);
  const scale = 2 ** (bitDepth - 8);
  return (sample) => (sample / unit / scale - limitedRange.black) / limitedRange.lumaSteps;
}

/**
 * A colour difference. Those of YCgCo are made of R, G and B that are codes already (equations 20 to 25 hold for them
 * too), so in limited range they have the steps of luma.
 */
function chromaDecoder({ color, bitDepth }: ConversionSource, unit: number): Decode {
  const middle = 2 ** (bitDepth - 1);
  if (color.range === 'full') return (sample) => (sample / unit - middle) / (2 ** bitDepth - 1);
  const steps = color.matrix === 'ycgco' ? limitedRange.lumaSteps : limitedRange.chromaSteps;
  return (sample) => (sample / unit - middle) / 2 ** (bitDepth - 8) / steps;
}

function sampleGrid(lumaSamples: number, halved: boolean, location: number): SampleGrid {
  if (!halved) return { count: lumaSamples, origin: 0, step: 1 };
  return { count: Math.ceil(lumaSamples / 2), origin: location, step: 2 };
}

/** Every `interleaved`th sample of a plane, from the `first`, decoded. */
function decodePlane(
  { data, pitch }: HostPlane,
  { columns, rows }: Pick<Component, 'columns' | 'rows'>,
  [first, interleaved]: readonly [number, number],
  decode: Decode,
): Float64Array {
  const values = new Float64Array(columns.count * rows.count);
  for (let row = 0; row < rows.count; row++) {
    for (let column = 0; column < columns.count; column++) {
      const sample = data[row * pitch + column * interleaved + first] ?? Number.NaN;
      values[row * columns.count + column] = decode(sample);
    }
  }
  return values;
}

/**
 * The three components of a picture.
 * @param planes Y and interleaved CbCr, or Y, Cb and Cr.
 */
export function components(source: ConversionSource, planes: readonly HostPlane[]): Component[] {
  const { format, width, height, bitDepth, color } = source;
  const { halfWidth, halfHeight } = chromaSubsampling(format);
  const location = chromaLocations[color.chromaLocation];
  // Codes of fewer bits lie at the top of a 16-bit word.
  const unit = 2 ** (8 * bytesPerSample(format) - bitDepth);
  const luma = lumaDecoder(source, unit);
  const chroma = color.matrix === 'gbr' ? luma : chromaDecoder(source, unit);
  return [0, 1, 2].map((index) => {
    const grid = {
      columns: sampleGrid(width, index > 0 && halfWidth, location.x),
      rows: sampleGrid(height, index > 0 && halfHeight, location.y),
    };
    const interleaved = planes.length === 2 && index > 0;
    const plane = planes[interleaved ? 1 : index] as HostPlane;
    const values = decodePlane(
      plane,
      grid,
      interleaved ? [index - 1, 2] : [0, 1],
      index === 0 ? luma : chroma,
    );
    return { ...grid, values };
  });
}
