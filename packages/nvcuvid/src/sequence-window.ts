/** What a sequence parameter set says of sizes: the coded size, and the part of it that is to be shown. */
import type { Rect } from './names.js';

/** The sizes of a sequence, in pixels of luma. */
export interface SequenceWindow {
  readonly codedWidth: number;
  readonly codedHeight: number;
  /** The part to show. */
  readonly area: Rect;
}

/** How far the shown part stays from each edge, in units of `unitX` and `unitY` pixels. */
export interface CropOffsets {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Pixels of luma to a sample of chroma, by chroma_format_idc: SubWidthC and SubHeightC (H.264 table 6-1). */
export function chromaUnits(chromaFormat: number, separatePlanes: boolean): { x: number; y: number } {
  if (chromaFormat > 3) throw new RangeError(`chroma_format_idc is ${chromaFormat}`);
  const subsampled = chromaFormat !== 0 && !separatePlanes;
  return { x: subsampled && chromaFormat < 3 ? 2 : 1, y: subsampled && chromaFormat < 2 ? 2 : 1 };
}

/** The window that offsets leave. @throws RangeError when they leave nothing. */
export function cropped(
  codedWidth: number,
  codedHeight: number,
  unit: { readonly x: number; readonly y: number },
  offsets: CropOffsets,
): SequenceWindow {
  const area = {
    left: offsets.left * unit.x,
    top: offsets.top * unit.y,
    right: codedWidth - offsets.right * unit.x,
    bottom: codedHeight - offsets.bottom * unit.y,
  };
  if (area.left >= area.right || area.top >= area.bottom) throw new RangeError('The cropping leaves nothing');
  return { codedWidth, codedHeight, area };
}
