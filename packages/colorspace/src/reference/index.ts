/**
 * What a conversion must give, computed slowly in float64 from the standards' equations as they are written. Kernels
 * are held against it; it shares no arithmetic with them.
 */
import { type Conversion, croppedArea, describeConversion } from '../conversion.js';
import { bytesPerSample, chromaSubsampling, imageLayout } from '../pixel-format.js';
import { colorModel, lumaOf } from './color-model.js';
import { type Component, components } from './components.js';
import { referenceCovers } from './coverage.js';
import { placeComponent } from './geometry.js';
import type { HostImage, HostPlane } from './host-image.js';
import { emptyImage, storePicture } from './store.js';
import { colorStep } from './target-colors.js';

export { referenceCovers } from './coverage.js';
export type { HostImage, HostPlane } from './host-image.js';

/**
 * The target picture of a conversion, tightly packed as `imageLayout` says. Float targets come unrounded.
 * @param planes the source's planes: Y and CbCr, or Y, Cb and Cr.
 * @throws RangeError for a conversion that `referenceCovers` says no to.
 */
export function referenceConversion(conversion: Conversion, planes: readonly HostPlane[]): HostImage {
  if (!referenceCovers(conversion))
    throw new RangeError(`The reference does not cover ${describeConversion(conversion)}`);
  const { source, target } = conversion;
  if (source.format === target.format) return copyPicture(conversion, planes);
  if (target.format === 'gray' || target.format === 'gray16') return luma(conversion, planes);
  return rgb(conversion, planes);
}

function copyPicture(conversion: Conversion, planes: readonly HostPlane[]): HostImage {
  const { source, target } = conversion;
  const layout = imageLayout(target.format, target.width, target.height);
  const { left, top } = croppedArea(conversion);
  const { halfHeight } = chromaSubsampling(source.format);
  const bytes = bytesPerSample(source.format);
  const out = emptyImage(layout);
  for (const [index, plane] of layout.planes.entries()) {
    const from = planes[index] as HostPlane;
    const firstRow = index > 0 && halfHeight ? top / 2 : top;
    const width = plane.widthBytes / bytes;
    for (let row = 0; row < plane.height; row++) {
      // Interleaved chroma of half the columns has as many samples to a column of luma as luma has.
      const start = (firstRow + row) * from.pitch + left;
      out.set(from.data.subarray(start, start + width), plane.offset / bytes + row * width);
    }
  }
  return out;
}

function luma(conversion: Conversion, planes: readonly HostPlane[]): HostImage {
  const { source, background } = conversion;
  const [first] = components(source, planes) as [Component];
  const around = background ? lumaOf(source.color, background) : 0;
  return storePicture(conversion, [placeComponent(conversion, first)], [around]);
}

function rgb(conversion: Conversion, planes: readonly HostPlane[]): HostImage {
  const placed = components(conversion.source, planes).map((component) =>
    placeComponent(conversion, component),
  );
  const [first, second, third] = placed as [Float64Array, Float64Array, Float64Array];
  const model = colorModel(conversion.source.color);
  const step = colorStep(conversion);
  for (let i = 0; i < first.length; i++) {
    const color = step(model(first[i] ?? 0, second[i] ?? 0, third[i] ?? 0));
    [first[i], second[i], third[i]] = color;
  }
  return storePicture(conversion, [first, second, third], conversion.background ?? [0, 0, 0]);
}
