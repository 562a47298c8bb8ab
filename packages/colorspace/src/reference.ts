/**
 * What a conversion must give, computed slowly in float64 from the standards' equations as they are written, one
 * pixel after another. Kernels are held against it; it shares no arithmetic with them.
 */
import type { ColorDescription } from './color-description.js';
import { type Conversion, croppedArea, describeConversion, isPixelForPixel } from './conversion.js';
import { lumaWeights } from './luma-weights.js';
import { bytesPerSample, chromaSubsampling, type ImageLayout, imageLayout } from './pixel-format.js';
import { chromaLocations, limitedRange } from './standards.js';

/** One plane of a source picture in host memory. */
export interface HostPlane {
  readonly data: Uint8Array | Uint16Array;
  /** Samples from one row to the next. */
  readonly pitch: number;
}

/** Samples of a tightly packed picture. */
export type HostImage = Uint8Array | Uint16Array;

/**
 * The target picture of a conversion, tightly packed as `imageLayout` says.
 * @param planes the source's planes: Y and CbCr, or Y, Cb and Cr.
 * @throws RangeError for a conversion that the reference does not cover.
 */
export function referenceConversion(conversion: Conversion, planes: readonly HostPlane[]): HostImage {
  const { source, target } = conversion;
  const layout = imageLayout(target.format, target.width, target.height);
  if (!isPixelForPixel(conversion) || conversion.normalization || layout.dtype.startsWith('float')) {
    throw new RangeError(`The reference does not cover ${describeConversion(conversion)}`);
  }
  const out =
    layout.dtype === 'uint8' ? new Uint8Array(layout.byteLength) : new Uint16Array(layout.byteLength / 2);
  if (source.format === target.format) copyPlanes(conversion, planes, layout, out);
  else convertPixels(conversion, planes, layout, out);
  return out;
}

function copyPlanes(
  conversion: Conversion,
  planes: readonly HostPlane[],
  layout: ImageLayout,
  out: HostImage,
): void {
  const { format } = conversion.source;
  const { left, top } = croppedArea(conversion);
  const { halfHeight } = chromaSubsampling(format);
  const bytes = bytesPerSample(format);
  for (const [index, plane] of layout.planes.entries()) {
    const from = planes[index] as HostPlane;
    const firstRow = index > 0 && halfHeight ? top / 2 : top;
    const width = plane.widthBytes / bytes;
    for (let row = 0; row < plane.height; row++) {
      const start = (firstRow + row) * from.pitch + left;
      out.set(from.data.subarray(start, start + width), plane.offset / bytes + row * width);
    }
  }
}

function convertPixels(
  conversion: Conversion,
  planes: readonly HostPlane[],
  layout: ImageLayout,
  out: HostImage,
): void {
  const { source, target } = conversion;
  const { left, top } = croppedArea(conversion);
  const white = layout.dtype === 'uint8' ? 255 : 65535;
  const luma = planes[0] as HostPlane;
  const chromaAt = chromaSampler(conversion, planes);
  const decode = decoder(
    source.color,
    source.bitDepth,
    2 ** (8 * bytesPerSample(source.format) - source.bitDepth),
  );
  const [red, green, blue] = target.format === 'bgr24' ? [2, 1, 0] : [0, 1, 2];
  const planar = layout.planes.length === 3;
  const pixelStep = planar ? 1 : (layout.shape[2] ?? 3);
  const channelStep = planar ? target.width * target.height : 1;
  for (let y = 0; y < target.height; y++) {
    for (let x = 0; x < target.width; x++) {
      const code = luma.data[(top + y) * luma.pitch + left + x] ?? Number.NaN;
      const rgb = decode(code, chromaAt(left + x, top + y, 0), chromaAt(left + x, top + y, 1));
      const at = (y * target.width + x) * pixelStep;
      for (const [channel, value] of rgb.entries()) {
        const position = [red, green, blue][channel] ?? 0;
        out[at + position * channelStep] = Math.min(Math.max(Math.floor(value * white + 0.5), 0), white);
      }
      if (pixelStep === 4) out[at + 3] = white;
    }
  }
}

type ChromaSampler = (x: number, y: number, component: 0 | 1) => number;

/** Cb (0) or Cr (1) at a luma position, bilinear between the samples where H.273 says that they lie. */
function chromaSampler({ source }: Conversion, planes: readonly HostPlane[]): ChromaSampler {
  const { halfWidth, halfHeight } = chromaSubsampling(source.format);
  const location = chromaLocations[source.color.chromaLocation];
  const columns = halfWidth ? Math.ceil(source.width / 2) : source.width;
  const rows = halfHeight ? Math.ceil(source.height / 2) : source.height;
  const interleaved = planes.length === 2;
  const sample = (column: number, row: number, component: 0 | 1): number => {
    const plane = planes[interleaved ? 1 : 1 + component] as HostPlane;
    const inside = Math.min(Math.max(column, 0), columns - 1);
    const at = interleaved ? 2 * inside + component : inside;
    return plane.data[Math.min(Math.max(row, 0), rows - 1) * plane.pitch + at] ?? Number.NaN;
  };
  return (x, y, component) => {
    const column = halfWidth ? (x - location.x) / 2 : x;
    const row = halfHeight ? (y - location.y) / 2 : y;
    const [c, r] = [Math.floor(column), Math.floor(row)];
    const [right, below] = [column - c, row - r];
    const upper = (1 - right) * sample(c, r, component) + right * sample(c + 1, r, component);
    if (below === 0) return upper;
    const lower = (1 - right) * sample(c, r + 1, component) + right * sample(c + 1, r + 1, component);
    return (1 - below) * upper + below * lower;
  };
}

type Decoder = (y: number, cb: number, cr: number) => readonly [red: number, green: number, blue: number];

/** From codes, each `unit` steps of the sample, to R′, G′ and B′ in 0 … 1. */
function decoder(color: ColorDescription, bitDepth: number, unit: number): Decoder {
  const scale = 2 ** (bitDepth - 8);
  const largest = 2 ** bitDepth - 1;
  const middle = 2 ** (bitDepth - 1);
  const full = color.range === 'full';
  // H.273 equations 20 to 31 for Y′, Cb, Cr, solved for E′Y, E′PB, E′PR.
  const luma = (code: number): number =>
    full ? code / unit / largest : (code / unit / scale - limitedRange.black) / limitedRange.lumaSteps;
  const chroma = (code: number): number =>
    full ? (code / unit - middle) / largest : (code / unit - middle) / scale / limitedRange.chromaSteps;
  if (color.matrix === 'gbr') return (g, b, r) => [luma(r), luma(g), luma(b)];
  if (color.matrix === 'ycgco') {
    return (y, cg, co) => {
      const t = luma(y) - chroma(cg);
      return [t + chroma(co), luma(y) + chroma(cg), t - chroma(co)];
    };
  }
  const weights = lumaWeights(color.matrix, color.primaries);
  if (!weights)
    throw new RangeError(`The reference has no equations for matrix coefficients '${color.matrix}'`);
  const { kr, kb } = weights;
  return (y, cb, cr) => {
    // H.273 equations 38 to 40: E′Y = Kr R + (1 - Kr - Kb) G + Kb B, E′PB = (B - E′Y) / (2 (1 - Kb)), E′PR likewise.
    const value = luma(y);
    const r = value + 2 * (1 - kr) * chroma(cr);
    const b = value + 2 * (1 - kb) * chroma(cb);
    return [r, (value - kr * r - kb * b) / (1 - kr - kb), b];
  };
}
