/** The filters as tables of weights, in float64, for the kernels of kernels/scale.h; filter.ts defines them. */
import type { Filter } from '../filter.js';

/** One axis of one plane. */
export interface Axis {
  /** The first luma sample of the crop. */
  readonly first: number;
  /** Luma samples of the crop. */
  readonly length: number;
  /** Pixels that the crop becomes. */
  readonly count: number;
  /** Samples of the plane. */
  readonly samples: number;
  /** For a plane of half as many samples: where sample k lies, in luma samples after 2k. */
  readonly halvedAt?: number | undefined;
}

/** Bytes of a number in a table: of float32 or of float64. */
export type NumberBytes = 4 | 8;

/** Weights along one axis: for each pixel the index of the first sample, then `taps` weights. */
export interface AxisTable {
  /** Weights of a pixel. */
  readonly taps: number;
  /** Pixels. */
  readonly count: number;
  readonly numberBytes: NumberBytes;
  /** 1 + `taps` numbers a pixel: in the place of the first an int32, then weights. */
  readonly numbers: ArrayBuffer;
}

interface Kernel {
  /** Samples that count lie closer than this. */
  readonly radius: number;
  weight(distance: number): number;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

function catmullRom(x: number): number {
  if (x < 1) return (3 * x ** 3 - 5 * x ** 2 + 2) / 2;
  return x < 2 ? (-(x ** 3) + 5 * x ** 2 - 8 * x + 4) / 2 : 0;
}

/** f(x / s) of a filter, for x in samples. */
function kernelOf(filter: Exclude<Filter, 'nearest'>, s: number): Kernel {
  switch (filter) {
    case 'bilinear':
      return { radius: s, weight: (x) => Math.max(0, 1 - Math.abs(x) / s) };
    case 'bicubic':
      return { radius: 2 * s, weight: (x) => catmullRom(Math.abs(x) / s) };
    case 'lanczos3':
      return { radius: 3 * s, weight: (x) => (Math.abs(x) < 3 * s ? sinc(x / s) * sinc(x / s / 3) : 0) };
    case 'area':
      return {
        radius: (s + 1) / 2,
        weight: (x) => Math.max(0, Math.min(x + 0.5, s / 2) - Math.max(x - 0.5, -s / 2)),
      };
  }
}

/** The samples of one pixel, from index `first` on, and their weights, which sum to 1. */
interface Weights {
  readonly first: number;
  readonly weights: readonly number[];
}

/** Weights of samples that exist: those beyond the edges are given to the last inside. */
function weightsAt(position: number, { radius, weight }: Kernel, samples: number): Weights {
  const inside = (index: number): number => Math.min(Math.max(index, 0), samples - 1);
  const byIndex = new Map<number, number>();
  let sum = 0;
  for (let index = Math.ceil(position - radius); index <= Math.floor(position + radius); index++) {
    const value = weight(index - position);
    if (value === 0) continue;
    byIndex.set(inside(index), (byIndex.get(inside(index)) ?? 0) + value);
    sum += value;
  }
  const first = Math.min(...byIndex.keys());
  const last = Math.max(...byIndex.keys());
  const weights = Array.from({ length: last - first + 1 }, (_, i) => (byIndex.get(first + i) ?? 0) / sum);
  return { first, weights };
}

/** The weights of pixel `index`. */
function weightsOf(filter: Filter, axis: Axis, index: number): Weights {
  const { first, length, count, samples, halvedAt } = axis;
  const inLuma = first + ((2 * index + 1) * length) / (2 * count) - 0.5;
  const position = halvedAt === undefined ? inLuma : (inLuma - halvedAt) / 2;
  if (filter === 'nearest') {
    const nearest = Math.floor(position + 0.5);
    return { first: Math.min(Math.max(nearest, 0), samples - 1), weights: [1] };
  }
  const scale = length / count / (halvedAt === undefined ? 1 : 2);
  return weightsAt(position, kernelOf(filter, Math.max(1, scale)), samples);
}

/** The table of a filter along an axis. All samples that it names exist. */
export function axisTable(filter: Filter, axis: Axis, numberBytes: NumberBytes): AxisTable {
  const pixels = Array.from({ length: axis.count }, (_, index) => weightsOf(filter, axis, index));
  const taps = pixels.reduce((most, { weights }) => Math.max(most, weights.length), 1);
  const numbers = new ArrayBuffer(numberBytes * axis.count * (taps + 1));
  const view = new DataView(numbers);
  for (const [index, { first, weights }] of pixels.entries()) {
    // Those of fewer weights are filled up with zeros, before the first where there are no samples after the last.
    const start = Math.min(first, axis.samples - taps);
    const at = numberBytes * index * (taps + 1);
    view.setInt32(at, start, true);
    for (const [i, value] of weights.entries()) {
      const place = at + numberBytes * (1 + first - start + i);
      if (numberBytes === 4) view.setFloat32(place, value, true);
      else view.setFloat64(place, value, true);
    }
  }
  return { taps, count: axis.count, numberBytes, numbers };
}

/** The table that takes sample i, and nothing else, for pixel i. */
export function identityTable(count: number, numberBytes: NumberBytes): AxisTable {
  return axisTable('nearest', { first: 0, length: count, count, samples: count }, numberBytes);
}

/** The samples that a table needs: from the first to before `end`. */
export function samplesNeeded({ taps, count, numberBytes, numbers }: AxisTable): {
  first: number;
  end: number;
} {
  const view = new DataView(numbers);
  const step = numberBytes * (taps + 1);
  const firsts = Array.from({ length: count }, (_, index) => view.getInt32(step * index, true));
  return {
    first: firsts.reduce((least, first) => Math.min(least, first)),
    end: firsts.reduce((most, first) => Math.max(most, first)) + taps,
  };
}

/** A table for samples of which the first `offset` are left out. */
export function withoutFirst(table: AxisTable, offset: number): AxisTable {
  const numbers = table.numbers.slice(0);
  const view = new DataView(numbers);
  for (let at = 0; at < numbers.byteLength; at += table.numberBytes * (table.taps + 1))
    view.setInt32(at, view.getInt32(at, true) - offset, true);
  return { ...table, numbers };
}
