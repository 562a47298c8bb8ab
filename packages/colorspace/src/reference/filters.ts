/**
 * Scaling along one axis: which samples a target pixel is made of, and how much of each. `../filter.ts` states the
 * rule; what is here is that rule, written down once more.
 */
import type { Filter } from '../filter.js';
import type { SampleGrid } from './components.js';

/** What a target pixel takes of a sample. */
export interface Tap {
  readonly index: number;
  readonly weight: number;
}

/** A stretch of the source along one axis, in luma samples, and the pixels that it becomes. */
export interface Stretch {
  readonly from: number;
  readonly length: number;
  readonly pixels: number;
}

interface FilterKernel {
  /** The kernel is 0 from here on. */
  readonly radius: number;
  readonly at: (x: number) => number;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/**
 * Keys' cubic convolution with a = -1/2, which is Mitchell and Netravali's family at B = 0, C = 1/2. Written as theirs
 * (1988) with B and C put in.
 */
function catmullRom(x: number): number {
  const [b, c] = [0, 1 / 2];
  const t = Math.abs(x);
  if (t >= 2) return 0;
  if (t < 1) return ((12 - 9 * b - 6 * c) * t ** 3 + (-18 + 12 * b + 6 * c) * t ** 2 + (6 - 2 * b)) / 6;
  const outer = (-b - 6 * c) * t ** 3 + (6 * b + 30 * c) * t ** 2 + (-12 * b - 48 * c) * t + (8 * b + 24 * c);
  return outer / 6;
}

const kernels: Readonly<Record<Exclude<Filter, 'nearest' | 'area'>, FilterKernel>> = {
  bilinear: { radius: 1, at: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { radius: 2, at: catmullRom },
  lanczos3: { radius: 3, at: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/** How much of sample k's extent, one wide, lies in the extent of `width` around `center`. */
function overlap(k: number, center: number, width: number): number {
  const from = Math.max(k - 1 / 2, center - width / 2);
  const to = Math.min(k + 1 / 2, center + width / 2);
  return Math.max(0, to - from);
}

/** The taps of one pixel at position `center` of a plane, both in the plane's samples, `scale` of them to a pixel. */
function tapsAt(filter: Filter, center: number, scale: number): Tap[] {
  if (filter === 'nearest') return [{ index: Math.floor(center + 1 / 2), weight: 1 }];
  const wider = Math.max(1, scale);
  const area = filter === 'area';
  const radius = wider * (area ? 1 : kernels[filter].radius) + 1;
  const taps: Tap[] = [];
  for (let index = Math.floor(center - radius); index <= Math.ceil(center + radius); index++) {
    const weight = area ? overlap(index, center, wider) : kernels[filter].at((index - center) / wider);
    if (weight !== 0) taps.push({ index, weight });
  }
  const sum = taps.reduce((total, { weight }) => total + weight, 0);
  return taps.map(({ index, weight }) => ({ index, weight: weight / sum }));
}

/** The taps of each pixel that a stretch of the source becomes, of samples inside the source. */
export function stretchTaps(filter: Filter, grid: SampleGrid, { from, length, pixels }: Stretch): Tap[][] {
  return Array.from({ length: pixels }, (_, pixel) => {
    // The product comes first so that a position that is a whole number or a half comes out exactly.
    const position = from + ((pixel + 1 / 2) * length) / pixels - 1 / 2;
    const taps = tapsAt(filter, (position - grid.origin) / grid.step, length / pixels / grid.step);
    return taps.map(({ index, weight }) => ({
      index: Math.min(Math.max(index, 0), grid.count - 1),
      weight,
    }));
  });
}
