/** Where the planes of a mapped surface lie. */
import type { SurfaceFormat } from './names.js';

/** One plane of a surface, in bytes and rows. */
export interface PlaneShape {
  /** Rows of the surface's pitch before the plane. */
  readonly firstRow: number;
  /** Bytes of a row that hold samples. */
  readonly widthBytes: number;
  /** Number of rows. */
  readonly height: number;
}

interface FormatShape {
  readonly sampleBytes: 1 | 2;
  /** Chroma planes: one with interleaved samples, or two. */
  readonly chromaPlanes: 1 | 2;
  /** Luma rows to one chroma row. */
  readonly chromaRows: 1 | 2;
}

const shapes: Readonly<Record<SurfaceFormat, FormatShape>> = {
  nv12: { sampleBytes: 1, chromaPlanes: 1, chromaRows: 2 },
  p016: { sampleBytes: 2, chromaPlanes: 1, chromaRows: 2 },
  nv16: { sampleBytes: 1, chromaPlanes: 1, chromaRows: 1 },
  p216: { sampleBytes: 2, chromaPlanes: 1, chromaRows: 1 },
  yuv444: { sampleBytes: 1, chromaPlanes: 2, chromaRows: 1 },
  yuv444p16: { sampleBytes: 2, chromaPlanes: 2, chromaRows: 1 },
};

/**
 * The planes of a surface of width x height pixels: luma, then chroma, all at one pitch. NVDEC starts each chroma
 * plane after an even number of rows. Interleaved chroma has one pair for two pixels, so its rows are as long as
 * luma's rounded up to a pair.
 */
export function planeShapes(format: SurfaceFormat, width: number, height: number): PlaneShape[] {
  const { sampleBytes, chromaPlanes, chromaRows } = shapes[format];
  const evenHeight = height + (height % 2);
  const luma = { firstRow: 0, widthBytes: width * sampleBytes, height };
  if (chromaPlanes === 2) {
    return [luma, { ...luma, firstRow: evenHeight }, { ...luma, firstRow: 2 * evenHeight }];
  }
  const widthBytes = (width + (width % 2)) * sampleBytes;
  return [luma, { firstRow: evenHeight, widthBytes, height: Math.ceil(height / chromaRows) }];
}
