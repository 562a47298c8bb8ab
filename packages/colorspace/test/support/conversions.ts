/** Short ways to write conversions down. */
import {
  type ColorDescription,
  type Conversion,
  colorDescription,
  type PixelFormat,
  type Rect,
  type SurfaceFormat,
} from '../../src/index.js';

/** BT.709, limited range, chroma at the left, unless said otherwise. */
export function color(change: Partial<ColorDescription> = {}): ColorDescription {
  return colorDescription({ matrix: 1 }, { width: 1920, height: 1080 }, { override: change });
}

export interface Wanted {
  readonly from: SurfaceFormat;
  readonly to: PixelFormat;
  readonly width: number;
  readonly height: number;
  readonly bitDepth?: number;
  readonly color?: Partial<ColorDescription>;
  readonly crop?: Rect;
}

/** A conversion without scaling. */
export function conversion({ from, to, width, height, crop, ...rest }: Wanted): Conversion {
  const deep = from === 'p016' || from === 'p216' || from === 'yuv444p16';
  const { bitDepth = deep ? 10 : 8 } = rest;
  const size = crop ? { width: crop.right - crop.left, height: crop.bottom - crop.top } : { width, height };
  return {
    source: { format: from, width, height, bitDepth, color: color(rest.color) },
    crop,
    target: { format: to, ...size },
  };
}
