/** What the commands that read frames share. */
import type { Frame, SurfaceFormat } from 'nvcodec';
import type { PictureShape } from '../output/rearrange.js';
import type { Words } from '../report/words.js';

/** Samples of a frame as decoded; those are never floating-point. */
export function integerSamples(samples: ArrayBufferView): Uint8Array | Uint16Array {
  if (samples instanceof Uint8Array || samples instanceof Uint16Array) return samples;
  throw new TypeError('a frame as decoded has 8-bit or 16-bit samples');
}

const SURFACES: ReadonlySet<string> = new Set(['nv12', 'p016', 'yuv444', 'yuv444p16', 'nv16', 'p216']);

export function surfaceShape(frame: Frame): PictureShape {
  const { format, width, height } = frame;
  if (!SURFACES.has(format)) throw new TypeError(`${format} is no format that a decoder gives`);
  return { format: format as SurfaceFormat, width, height };
}

/** Counts frames that are not clean, and says so once at the end. */
export class DamageCount {
  #frames = 0;
  #concealed = 0;
  #damaged = 0;

  get frames(): number {
    return this.#frames;
  }

  /** @returns how many frames were counted, this one included */
  add(frame: Frame): number {
    if (frame.status === 'concealed') this.#concealed++;
    if (frame.status === 'damaged') this.#damaged++;
    return ++this.#frames;
  }

  report(words: Words): void {
    const parts = [
      ...(this.#damaged > 0 ? [`${this.#damaged} damaged`] : []),
      ...(this.#concealed > 0 ? [`${this.#concealed} with concealed errors`] : []),
    ];
    if (parts.length > 0) words.note(`the stream is damaged: frames ${parts.join(', ')}`);
  }
}
