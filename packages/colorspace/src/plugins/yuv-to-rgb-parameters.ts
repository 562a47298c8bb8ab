/** The parameter struct of the yuv_to_rgb kernels: `YuvToRgbParams` of kernels/yuv_source.h, byte for byte. */
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
  sourcePlanes: 24,
  targetPitch: 40,
  sourcePitch: 44,
  sourceWidth: 56,
  sourceHeight: 60,
  left: 64,
  top: 68,
  width: 72,
  height: 76,
  farther: 80,
  below: 88,
  colors: 92,
  scale: 120,
  source: 144,
} as const;

/** BATCH in kernels/yuv_source.h: pictures that one launch can convert. */
export const picturesPerLaunch = 64;

/** Size of the struct in bytes. */
export const yuvToRgbParametersBytes = offsets.source + 8 * picturesPerLaunch;

/** The struct's bytes: what a conversion fixes is written once, the rest for each launch. */
export class YuvToRgbParameters {
  readonly bytes = new Uint8Array(yuvToRgbParametersBytes);
  readonly #view = new DataView(this.bytes.buffer);
  readonly #planes: number;
  readonly #sourceHeight: number;
  /** The pitch that was written last, if the planes followed each other. */
  #pitch: number | undefined;

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

  /** Writes where picture `index` of the next launch is. */
  setSource(index: number, source: SourceImage): void {
    const pointer = source.planes?.[0]?.pointer ?? source.pointer;
    this.#view.setBigUint64(offsets.source + 8 * index, pointer, true);
  }

  /** Writes how the planes of `source` lie, which all pictures of a launch share. */
  setPlanes(source: SourceImage): void {
    if (this.#isAsBefore(source)) return;
    this.#pitch = source.planes ? undefined : source.pitchBytes;
    for (let plane = 0; plane < this.#planes; plane++) {
      if (plane > 0)
        this.#view.setBigUint64(offsets.sourcePlanes + 8 * (plane - 1), this.#distance(source, plane), true);
      this.#view.setInt32(offsets.sourcePitch + 4 * plane, planePitch(source, plane), true);
    }
  }

  /** Whether the planes of a picture lie as was written last. */
  hasPlanes(source: SourceImage): boolean {
    if (this.#isAsBefore(source)) return true;
    for (let plane = 0; plane < this.#planes; plane++) {
      if (this.#view.getInt32(offsets.sourcePitch + 4 * plane, true) !== planePitch(source, plane))
        return false;
      if (plane === 0) continue;
      const distance = this.#view.getBigUint64(offsets.sourcePlanes + 8 * (plane - 1), true);
      if (distance !== this.#distance(source, plane)) return false;
    }
    return true;
  }

  /** Planes that follow each other lie alike where their pitch is the same. */
  #isAsBefore({ planes, pitchBytes }: SourceImage): boolean {
    return planes === undefined && pitchBytes === this.#pitch;
  }

  /** From luma to another plane, in bytes, modulo 2^64: it may lie before. */
  #distance(source: SourceImage, plane: number): bigint {
    const height = this.#sourceHeight;
    return BigInt.asUintN(64, planePointer(source, plane, height) - planePointer(source, 0, height));
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
