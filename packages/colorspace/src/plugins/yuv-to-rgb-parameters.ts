/** The parameter struct of the yuv_to_rgb kernels: `YuvToRgbParams` of kernels/yuv_to_rgb.h, byte for byte. */
import type { DevicePointer } from '@nvcodec/cuda-driver';
import { type Conversion, croppedArea } from '../conversion.js';
import { bytesPerSample, type ImageLayout } from '../pixel-format.js';
import { planePitch, planePointer, type SourceImage } from '../plugin.js';
import { rgbMatrix } from '../rgb-matrix.js';
import { chromaLocations } from '../standards.js';

const offsets = {
  source: 0,
  target: 24,
  targetPlaneStride: 32,
  sourcePitch: 40,
  targetPitch: 52,
  sourceWidth: 56,
  sourceHeight: 60,
  left: 64,
  top: 68,
  width: 72,
  height: 76,
  farther: 80,
  below: 88,
  matrix: 96,
} as const;

/** Size of the struct in bytes. */
export const yuvToRgbParametersBytes = 144;

/** The struct's bytes: what a conversion fixes is written once, the rest by `point` for each picture. */
export class YuvToRgbParameters {
  readonly bytes = new Uint8Array(yuvToRgbParametersBytes);
  readonly #view = new DataView(this.bytes.buffer);
  readonly #planes: number;
  readonly #sourceHeight: number;

  constructor(conversion: Conversion, layout: ImageLayout) {
    const { source, target } = conversion;
    const { left, top } = croppedArea(conversion);
    this.#planes = source.format === 'yuv444' || source.format === 'yuv444p16' ? 3 : 2;
    this.#sourceHeight = source.height;
    this.#view.setBigUint64(offsets.targetPlaneStride, BigInt(layout.planes[1]?.offset ?? 0), true);
    this.#view.setInt32(offsets.targetPitch, layout.planes[0]?.pitchBytes ?? 0, true);
    this.#view.setInt32(offsets.sourceWidth, source.width, true);
    this.#view.setInt32(offsets.sourceHeight, source.height, true);
    this.#view.setInt32(offsets.left, left, true);
    this.#view.setInt32(offsets.top, top, true);
    this.#view.setInt32(offsets.width, target.width, true);
    this.#view.setInt32(offsets.height, target.height, true);
    this.#writeChromaWeights(conversion);
    this.#writeMatrix(conversion);
  }

  /** Writes where the source and the target of the next launch are. */
  point(source: SourceImage, target: DevicePointer): void {
    for (let plane = 0; plane < this.#planes; plane++) {
      const pointer = planePointer(source, plane, this.#sourceHeight);
      this.#view.setBigUint64(offsets.source + 8 * plane, pointer, true);
      this.#view.setInt32(offsets.sourcePitch + 4 * plane, planePitch(source, plane), true);
    }
    this.#view.setBigUint64(offsets.target, target, true);
  }

  /**
   * With the chroma sample of a 2x2 block at (x, y) in it, luma column 2k lies x / 2 chroma steps before sample k
   * and column 2k + 1 lies (1 - x) / 2 steps after it; rows likewise.
   */
  #writeChromaWeights({ source }: Conversion): void {
    const { x, y } = chromaLocations[source.color.chromaLocation];
    this.#writeFloats(offsets.farther, [x / 2, (1 - x) / 2]);
    this.#writeFloats(offsets.below, [1 - y / 2, (1 - y) / 2]);
  }

  #writeMatrix({ source, target }: Conversion): void {
    const sampleBits = 8 * bytesPerSample(source.format);
    const map = rgbMatrix(source.color, source.bitDepth, 2 ** (sampleBits - source.bitDepth));
    const white = 2 ** (8 * bytesPerSample(target.format)) - 1;
    const rows = map.matrix.map((row, channel) => {
      const offset = map.offset[channel] ?? 0;
      // The kernel truncates, so half a code more makes it round.
      return [...row.map((value) => value * white), offset * white + 0.5];
    });
    if (target.format === 'bgr24') rows.reverse();
    this.#writeFloats(offsets.matrix, rows.flat());
  }

  #writeFloats(offset: number, values: readonly number[]): void {
    for (const [index, value] of values.entries()) this.#view.setFloat32(offset + 4 * index, value, true);
  }
}
