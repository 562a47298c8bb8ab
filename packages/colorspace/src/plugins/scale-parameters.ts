/** The parameter struct of the scale kernels: `ScaleParams` of kernels/scale.h, byte for byte. */
import type { DevicePointer } from '@nvcodec/cuda-driver';
import { type Conversion, placedArea } from '../conversion.js';
import { lumaWeights } from '../luma-weights.js';
import type { Vector3 } from '../matrix3.js';
import { bytesPerSample, type ImageLayout, sampleType } from '../pixel-format.js';
import { planePitch, planePointer, type SourceImage } from '../plugin.js';
import { codeRanges, rgbMatrix } from '../rgb-matrix.js';
import { channelScales } from './normalization.js';
import { orientationOf } from './orientation.js';
import type { PlacedTables } from './scale-tables.js';

const offsets = {
  target: 0,
  targetPlaneStride: 8,
  targetStride: 16,
  columns: 24,
  rows: 56,
  targetPitch: 88,
  width: 92,
  height: 96,
  placement: 100,
  column: 116,
  row: 128,
  sourcePitch: 140,
  chromaStep: 148,
  background: 152,
  matrix: 164,
  scale: 212,
  source: 240,
} as const;

/** BATCH in kernels/scale.h: pictures that one launch can convert. */
export const picturesPerLaunch = 64;

/** Size of the struct in bytes. */
export const scaleParametersBytes = offsets.source + 24 * picturesPerLaunch;

/** Where the samples of Y, Cb and Cr lie. */
export interface SamplePlanes {
  /** The first samples of Y, Cb and Cr. */
  readonly pointers: readonly [bigint, bigint, bigint];
  /** Bytes from row to row, of luma and of chroma. */
  readonly pitches: readonly [number, number];
  /** Samples from one Cb to the next. */
  readonly chromaStep: number;
}

/** The planes of a decoder's picture. */
export function samplePlanes({ format, height }: Conversion['source'], source: SourceImage): SamplePlanes {
  const plane = (index: number): bigint => planePointer(source, index, height);
  const pitches = [planePitch(source, 0), planePitch(source, 1)] as const;
  if (format === 'yuv444' || format === 'yuv444p16') {
    return { pointers: [plane(0), plane(1), plane(2)], pitches, chromaStep: 1 };
  }
  const chroma = plane(1);
  return {
    pointers: [plane(0), chroma, chroma + BigInt(bytesPerSample(format))],
    pitches,
    chromaStep: 2,
  };
}

/** The struct's bytes: what a conversion fixes is written once, the rest for each launch. */
export class ScaleParameters {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  /** @param tail of a kernel that takes more: what follows. */
  constructor(conversion: Conversion, layout: ImageLayout, tables: PlacedTables, tail = new Uint8Array(0)) {
    this.bytes = new Uint8Array(scaleParametersBytes + tail.byteLength);
    this.bytes.set(tail, scaleParametersBytes);
    this.#view = new DataView(this.bytes.buffer);
    this.#view.setBigUint64(offsets.targetPlaneStride, BigInt(layout.planes[1]?.offset ?? 0), true);
    this.#view.setBigUint64(offsets.targetStride, BigInt(layout.byteLength), true);
    const both = [...tables.columns, ...tables.rows];
    for (const [index, { pointer, taps }] of both.entries()) {
      this.#view.setBigUint64(offsets.columns + 16 * index, pointer, true);
      this.#view.setInt32(offsets.columns + 16 * index + 8, taps, true);
    }
    this.#writeIntegers(offsets.targetPitch, [
      layout.planes[0]?.pitchBytes ?? 0,
      layout.width,
      layout.height,
    ]);
    this.#writeGeometry(conversion);
    this.#writeFloats(offsets.background, backgroundOf(conversion));
    this.#writeFloats(offsets.matrix, codesToRgb(conversion));
    const { scale, bias } = channelScales(conversion);
    this.#writeFloats(offsets.scale, [...scale, ...bias]);
  }

  /** Writes where the target of the next launch is. */
  setTarget(target: DevicePointer): void {
    this.#view.setBigUint64(offsets.target, target, true);
  }

  /** Writes where picture `index` of the next launch is, and its pitches, which all pictures of a launch share. */
  setSource(index: number, { pointers, pitches, chromaStep }: SamplePlanes): void {
    for (let plane = 0; plane < 3; plane++)
      this.#view.setBigUint64(offsets.source + 24 * index + 8 * plane, pointers[plane] ?? 0n, true);
    this.#view.setInt32(offsets.sourcePitch, pitches[0], true);
    this.#view.setInt32(offsets.sourcePitch + 4, pitches[1], true);
    this.#view.setInt32(offsets.chromaStep, chromaStep, true);
  }

  /** Whether the pitches that were written last are these. */
  hasPitches({ pitches }: SamplePlanes): boolean {
    const at = offsets.sourcePitch;
    return this.#view.getInt32(at, true) === pitches[0] && this.#view.getInt32(at + 4, true) === pitches[1];
  }

  #writeGeometry(conversion: Conversion): void {
    const { left, top, right, bottom } = placedArea(conversion);
    const { column, row } = orientationOf(conversion);
    this.#writeIntegers(offsets.placement, [left, top, right, bottom]);
    this.#writeIntegers(offsets.column, [column.start, column.byX, column.byY]);
    this.#writeIntegers(offsets.row, [row.start, row.byX, row.byY]);
  }

  #writeIntegers(offset: number, values: readonly number[]): void {
    for (const [index, value] of values.entries()) this.#view.setInt32(offset + 4 * index, value, true);
  }

  #writeFloats(offset: number, values: readonly number[]): void {
    for (const [index, value] of values.entries()) this.#view.setFloat32(offset + 4 * index, value, true);
  }
}

const isGray = (conversion: Conversion): boolean => conversion.target.format.startsWith('gray');

/** What R′, G′ and B′ add to luma. */
function weightsOfLuma({ matrix, primaries }: Conversion['source']['color']): Vector3 {
  const weights = lumaWeights(matrix, primaries);
  // YCgCo, the other one that has luma: Y = G / 2 + (R + B) / 4.
  return weights ? [weights.kr, weights.kg, weights.kb] : [1 / 4, 1 / 2, 1 / 4];
}

function backgroundOf(conversion: Conversion): readonly number[] {
  const background = conversion.background ?? [0, 0, 0];
  if (!isGray(conversion)) return background;
  const weights = weightsOfLuma(conversion.source.color);
  const gray = background.reduce((sum, value, channel) => sum + value * (weights[channel] ?? 0), 0);
  return [gray, gray, gray];
}

/** Rows for R′, G′ and B′ in 0 … 1, of what three samples hold and 1; or for luma alone. */
export function codesToRgb(conversion: Conversion): readonly number[] {
  const { source } = conversion;
  const unit = 2 ** (8 * bytesPerSample(source.format) - source.bitDepth);
  if (isGray(conversion)) {
    const { luma } = codeRanges(source.color.range, source.bitDepth);
    const row = [1 / (luma.steps * unit), 0, 0, -luma.zero / luma.steps];
    return [...row, ...row, ...row];
  }
  const { matrix, offset } = rgbMatrix(source.color, source.bitDepth, unit);
  return matrix.flatMap((row, channel) => [...row, offset[channel] ?? 0]);
}

/** The name that kernels give to the samples of a source. */
export function sampleName(format: Conversion['source']['format']): 'u8' | 'u16' {
  return sampleType(format) === 'uint8' ? 'u8' : 'u16';
}
