/** What the kernels do to a value of 0 … 1 before it becomes a float sample. */
import type { Conversion } from '../conversion.js';
import { type PixelFormat, sampleType } from '../pixel-format.js';

/** A sample is value · scale + bias, by channel. */
export interface ChannelScales {
  readonly scale: readonly number[];
  readonly bias: readonly number[];
}

/** (value - mean) / std as a product and a sum; whole-number samples take no notice of it. */
export function channelScales({ normalization }: Conversion): ChannelScales {
  const { mean, std } = normalization ?? { mean: [0, 0, 0], std: [1, 1, 1] };
  return {
    scale: std.map((deviation) => 1 / deviation),
    bias: std.map((deviation, channel) => -(mean[channel] ?? 0) / deviation),
  };
}

/** Whether samples of a format can be normalised: floats can. */
export function isFloat(format: PixelFormat): boolean {
  return sampleType(format).startsWith('float');
}
