/** What the commands that read frames share. */
import type { Frame, MediaInfo, SurfaceFormat } from 'nvcodec';
import { fromStart } from '../arguments.js';
import type { PictureShape } from '../output/rearrange.js';

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

/** A file that ends this much before its own index says is cut short; less is how containers round. */
const EARLY_SECONDS = 0.5;

/** What is to be said, once all frames have been read, of how they were. */
export class FrameLog {
  readonly #step: number;
  #frames = 0;
  #concealed = 0;
  #damaged = 0;
  #end = Number.NEGATIVE_INFINITY;

  /** @param step every which frame is read */
  constructor(step = 1) {
    this.#step = step;
  }

  get frames(): number {
    return this.#frames;
  }

  /** @returns how many frames were counted, this one included */
  add(frame: Frame): number {
    if (frame.status === 'concealed') this.#concealed++;
    if (frame.status === 'damaged') this.#damaged++;
    this.#end = Math.max(this.#end, frame.timestamp + this.#step * frame.duration);
    return ++this.#frames;
  }

  /** Frames that are not clean, in words. */
  damage(): string | undefined {
    const parts = [
      ...(this.#damaged > 0 ? [`${this.#damaged} damaged`] : []),
      ...(this.#concealed > 0 ? [`${this.#concealed} with concealed errors`] : []),
    ];
    return parts.length === 0 ? undefined : `the stream is damaged: frames ${parts.join(', ')}`;
  }

  /**
   * That the file is cut short, in words: its index counts frames that are not there. FFmpeg takes that for an
   * ordinary end. Only containers that count their frames (MP4, AVI) are so exact about the duration.
   * @param until where reading was to end, in seconds, if before the end of the file
   */
  cutShort(
    { frameCount, duration, startTime }: MediaInfo,
    until = Number.POSITIVE_INFINITY,
  ): string | undefined {
    if (frameCount === null || duration === null) return undefined;
    const expected = Math.min(startTime + duration, until);
    if (this.#end >= expected - EARLY_SECONDS) return undefined;
    const end = fromStart(this.#end, { startTime });
    return `the file is cut short: its frames end at ${end.toFixed(3)} s, its index at ${duration.toFixed(3)} s`;
  }
}
