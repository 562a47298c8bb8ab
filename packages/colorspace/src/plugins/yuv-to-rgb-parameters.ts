/** The parameter struct of the yuv_to_rgb kernels: `YuvToRgbParams` of kernels/yuv_to_rgb.h, byte for byte. */
import type { DevicePointer } from '@nvcodec/cuda-driver';
import { type Conversion, croppedArea } from '../conversion.js';
import { bytesPerSample, type ImageLayout } from '../pixel-format.js';
import { planePitch, planePointer, type SourceImage } from '../plugin.js';
import { codeRanges, rgbMatrix } from '../rgb-matrix.js';
import { chromaLocations } from '../standards.js';
import { channelScales } from './normalization.js';

const offsets = {
  target: 0,
  targetPlaneStride: 8,
  targetStride: 16,
  targetPitch: 24,
  sourcePitch: 28,
  sourceWidth: 40,
  sourceHeight: 44,
  left: 48,
  top: 52,
  width: 56,
  height: 60,
  farther: 64,
  below: 72,
  colors: 76,
  scale: 104,
  source: 128,
} as const;

/** BATCH in kernels/yuv_to_rgb.h: pictures that one launch can convert. */
export const picturesPerLaunch = 64;

/** Size of the struct in bytes. */
export const yuvToRgbParametersBytes = offsets.source + 24 * picturesPerLaunch;

/** The struct's bytes: what a conversion fixes is written once, the rest for each launch. */
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
    this.#view.setBigUint64(offsets.targetStride, BigInt(layout.byteLength), true);
    this.#view.setInt32(offsets.targetPitch, layout.planes[0]?.pitchBytes ?? 0, true);
    this.#view.setInt32(offsets.sourceWidth, source.width, true);
    this.#view.setInt32(offsets.sourceHeight, source.height, true);
    this.#view.setInt32(offsets.left, left, true);
    this.#view.setInt32(offsets.top, top, true);
    this.#view.setInt32(offsets.width, target.width, true);
    this.#view.setInt32(offsets.height, target.height, true);
    this.#writeChromaWeights(conversion);
    this.#writeColors(conversion);
    const { scale, bias } = channelScales(conversion);
    this.#writeFloats(offsets.scale, [...scale, ...bias]);
  }

  /** Writes where the target of the next launch is. */
  setTarget(target: DevicePointer): void {
    this.#view.setBigUint64(offsets.target, target, true);
  }

  /** Writes where the planes of picture `index` of the next launch are. */
  setSource(index: number, source: SourceImage): void {
    for (let plane = 0; plane < this.#planes; plane++) {
      const pointer = planePointer(source, plane, this.#sourceHeight);
      this.#view.setBigUint64(offsets.source + 24 * index + 8 * plane, pointer, true);
    }
  }

  /** Writes the pitches of `source`, which all pictures of a launch share. */
  setPitches(source: SourceImage): void {
    for (let plane = 0; plane < this.#planes; plane++)
      this.#view.setInt32(offsets.sourcePitch + 4 * plane, planePitch(source, plane), true);
  }

  /** Whether a picture has the pitches that were written last. */
  hasPitches(source: SourceImage): boolean {
    for (let plane = 0; plane < this.#planes; plane++) {
      const pitch = this.#view.getInt32(offsets.sourcePitch + 4 * plane, true);
      if (pitch !== planePitch(source, plane)) return false;
    }
    return true;
  }

  /**
   * With the chroma sample of a 2x2 block at (x, y) in it, luma column 2k lies x / 2 chroma steps before sample k
   * and column 2k + 1 lies (1 - x) / 2 steps after it; rows likewise.
   */
  #writeChromaWeights({ source }: Conversion): void {
    const { x, y } = chromaLocations[source.color.chromaLocation];
    this.#writeFloats(offsets.farther, [x / 2, (1 - x) / 2]);
    this.#writeFloats(offsets.below, [(1 - y) / 2]);
  }

  #writeColors({ source }: Conversion): void {
    const unit = 2 ** (8 * bytesPerSample(source.format) - source.bitDepth);
    const { luma, chroma } = codeRanges(source.color.range, source.bitDepth);
    const [red, green, blue] = rgbMatrix(source.color, source.bitDepth, unit).matrix;
    const zeros = [luma.zero * unit, chroma.zero * unit];
    this.#writeFloats(offsets.colors, [...zeros, red[0], red[2], green[1], green[2], blue[1]]);
  }

  #writeFloats(offset: number, values: readonly number[]): void {
    for (const [index, value] of values.entries()) this.#view.setFloat32(offset + 4 * index, value, true);
  }
}
