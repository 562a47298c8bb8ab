/** A picture of R′G′B′ or luma as the samples of the target, with what surrounds it. */
import { type Conversion, placedArea } from '../conversion.js';
import { type ImageLayout, imageLayout, type SampleType } from '../pixel-format.js';
import type { HostImage } from './host-image.js';
import { clamp } from './target-colors.js';

/** Room for the samples of a layout. */
export function emptyImage({ dtype, byteLength }: ImageLayout): HostImage {
  if (dtype === 'uint8') return new Uint8Array(byteLength);
  if (dtype === 'uint16') return new Uint16Array(byteLength / 2);
  return new Float64Array(byteLength / (dtype === 'float16' ? 2 : 4));
}

/** From a number of 0 … 1 to a sample, for one channel. */
type Quantize = (value: number) => number;

function quantizers(dtype: SampleType, { normalization }: Conversion): readonly Quantize[] {
  if (dtype === 'uint8' || dtype === 'uint16') {
    const white = dtype === 'uint8' ? 255 : 65535;
    const round = (value: number): number => Math.floor(clamp(value) * white + 0.5);
    return [round, round, round];
  }
  return [0, 1, 2].map((channel) => {
    const { mean, std } = normalization ?? { mean: [0, 0, 0], std: [1, 1, 1] };
    return (value) => (clamp(value) - (mean[channel] ?? Number.NaN)) / (std[channel] ?? Number.NaN);
  });
}

/** Where sample `channel` of pixel 0 is, and how far apart those of neighbouring pixels are. */
function channelPlaces(layout: ImageLayout, channels: number): { places: number[]; step: number } {
  const { format, width, height, planes, shape } = layout;
  const order = format === 'bgr24' ? [2, 1, 0] : [0, 1, 2];
  const planar = planes.length > 1;
  const places = order.slice(0, channels).map((place) => (planar ? place * width * height : place));
  return { places, step: planar ? 1 : (shape[2] ?? 1) };
}

/**
 * The target picture.
 * @param channels of the placed picture, row by row: R′, G′ and B′, or luma alone.
 * @param background one number for each channel.
 */
export function storePicture(
  conversion: Conversion,
  channels: readonly Float64Array[],
  background: readonly number[],
): HostImage {
  const { format, width, height } = conversion.target;
  const layout = imageLayout(format, width, height);
  const { left, top, right, bottom } = placedArea(conversion);
  const { places, step } = channelPlaces(layout, channels.length);
  const quantize = quantizers(layout.dtype, conversion);
  const out = emptyImage(layout);
  if (step === 4) out.fill(255);
  for (const [channel, values] of channels.entries()) {
    const sample = quantize[channel] as Quantize;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const inside = x >= left && x < right && y >= top && y < bottom;
        const value = inside ? values[(y - top) * (right - left) + x - left] : background[channel];
        out[(y * width + x) * step + (places[channel] ?? 0)] = sample(value ?? Number.NaN);
      }
    }
  }
  return out;
}
