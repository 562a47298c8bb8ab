/** The goldens that scripts/make-color-goldens.sh made with zimg: pictures, and what zimg made of them. */
import { readFileSync } from 'node:fs';
import { type ConversionSource, imageLayout, type SampleType } from '../../src/index.js';
import { type HostPlane, SourcePicture } from '../../src/testing/index.js';
import { readSamples } from '../../src/testing/samples.js';

/** The size of every source picture. */
export const goldenSize = { width: 64, height: 36 } as const;

function file(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../golden/${name}`, import.meta.url)));
}

/** A picture of planar codes as a surface: chroma interleaved where the format has it so, codes at the top of 16 bits. */
export function goldenPicture(name: string, source: ConversionSource): SourcePicture {
  const { format, width, height, bitDepth } = source;
  const layout = imageLayout(format, width, height);
  const codes = readSamples(file(name), layout.dtype);
  const unit = layout.dtype === 'uint8' ? 1 : 2 ** (16 - bitDepth);
  const picture = new SourcePicture(source, { paddingBytes: 10 });
  let at = 0;
  for (const [index, component] of [0, 1, 2].entries()) {
    const interleaved = layout.planes.length === 2 && component > 0;
    const { widthBytes, height: rows } = layout.planes[interleaved ? 1 : index] ?? {
      widthBytes: 0,
      height: 0,
    };
    const plane = picture.planes[interleaved ? 1 : index] as HostPlane;
    const [step, first] = interleaved ? [2, component - 1] : [1, 0];
    const columns = widthBytes / codes.BYTES_PER_ELEMENT / step;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        plane.data[row * plane.pitch + column * step + first] = (codes[at++] ?? 0) * unit;
      }
    }
  }
  if (at !== codes.length)
    throw new RangeError(`${name} has ${codes.length} codes, and ${format} takes ${at}`);
  return picture;
}

/** What zimg made, in our order: *.gray as it is, planes G, B and R of *.rgb as R, G and B. */
export function goldenResult(name: string, dtype: SampleType): number[] {
  const samples = [...readSamples(file(name), dtype)];
  if (name.endsWith('.gray')) return samples;
  const size = samples.length / 3;
  const plane = (index: number) => samples.slice(index * size, (index + 1) * size);
  return [...plane(2), ...plane(0), ...plane(1)];
}

/** How far two pictures are apart. */
export interface Difference {
  readonly mean: number;
  readonly largest: number;
}

/** Differences sample by sample. */
export function difference(ours: ArrayLike<number>, zimg: ArrayLike<number>): Difference {
  if (ours.length !== zimg.length) throw new RangeError(`${ours.length} samples against ${zimg.length}`);
  let [sum, largest] = [0, 0];
  for (let i = 0; i < ours.length; i++) {
    const error = Math.abs((ours[i] ?? Number.NaN) - (zimg[i] ?? Number.NaN));
    sum += error;
    largest = Math.max(largest, error);
  }
  return { mean: sum / ours.length, largest };
}
