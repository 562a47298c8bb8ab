/** Short ways to write conversions down. */
import {
  type ColorDescription,
  type Conversion,
  colorDescription,
  type PixelFormat,
  type Rect,
  type SurfaceFormat,
  type TargetColor,
} from '../../src/index.js';

/** BT.709, limited range, chroma at the left, unless said otherwise. */
export function color(change: Partial<ColorDescription> = {}): ColorDescription {
  return colorDescription({ matrix: 1 }, { width: 1920, height: 1080 }, { override: change });
}

type Geometry = Pick<Conversion, 'filter' | 'mirrored' | 'rotation' | 'placement' | 'background'>;

export interface Wanted extends Geometry, Pick<Conversion, 'normalization' | 'toneMapping'> {
  readonly from: SurfaceFormat;
  readonly to: PixelFormat;
  readonly width: number;
  readonly height: number;
  readonly bitDepth?: number;
  readonly color?: Partial<ColorDescription>;
  readonly crop?: Rect;
  /** Width and height of the target. Default: those of the source or the crop. */
  readonly size?: readonly [width: number, height: number];
  readonly targetColor?: TargetColor;
}

/** A conversion, without scaling unless `size` says so. */
export function conversion(wanted: Wanted): Conversion {
  const { from, to, width, height, crop, size, targetColor, ...rest } = wanted;
  const deep = from === 'p016' || from === 'p216' || from === 'yuv444p16';
  const { bitDepth = deep ? 10 : 8, color: change, ...asked } = rest;
  const area = crop ?? { left: 0, top: 0, right: width, bottom: height };
  const [targetWidth, targetHeight] = size ?? [area.right - area.left, area.bottom - area.top];
  const target = { format: to, width: targetWidth, height: targetHeight, color: targetColor };
  return { ...asked, crop, source: { format: from, width, height, bitDepth, color: color(change) }, target };
}
