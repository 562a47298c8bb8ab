/**
 * Decoders whose streams have ended, kept for the next stream that can be decoded with one: a new one takes 40 ms on an
 * H200, and destroying it 20. NVDEC changes sizes, cropping, scaling and the number of pictures of a decoder that is
 * there (cuvidReconfigureDecoder), within what it was made for; all else must be the same.
 */
import type { Context } from '@nvcodec/cuda-driver';
import { CuvidError, type DecoderOptions, type Nvcuvid, VideoDecoder } from '@nvcodec/nvcuvid';
import { oneAtATime } from './one-at-a-time.js';

/** Each holds the memory of its surfaces. */
const MOST_KEPT = 2;

/** None is kept while less of the device's memory than this is free. */
const FREE_SHARE = 0.5;

interface Kept {
  readonly decoder: VideoDecoder;
  /** What it was last asked for. */
  readonly options: DecoderOptions;
  /** It has room for so many. */
  readonly pictures: number;
}

/** See the head of this file. */
export class DecoderPool {
  readonly #cuvid: Nvcuvid;
  readonly #context: Context;
  /** The one that was given last comes last. */
  readonly #kept: Kept[] = [];
  readonly #inUse = new WeakMap<VideoDecoder, Omit<Kept, 'decoder'>>();

  constructor(cuvid: Nvcuvid, context: Context) {
    this.#cuvid = cuvid;
    this.#context = context;
  }

  /**
   * A decoder as it is asked for; to be called inside the parser's sequence callback.
   * @throws as VideoDecoder.create.
   */
  take(options: DecoderOptions): VideoDecoder {
    this.#cuvid.cuda.failures.throwPending();
    const decoder = this.#takeKept(options);
    if (decoder !== undefined) return decoder;
    const made = oneAtATime(() => VideoDecoder.create(this.#cuvid, this.#context, options));
    this.#inUse.set(made, { options, pictures: options.numPictures });
    return made;
  }

  /** Sets one that is in use to other sizes. @throws as VideoDecoder.reconfigure. */
  reconfigure(decoder: VideoDecoder, options: DecoderOptions): void {
    decoder.reconfigure(options);
    const { pictures = options.numPictures } = this.#inUse.get(decoder) ?? {};
    this.#inUse.set(decoder, { options, pictures });
  }

  /** One that nobody uses any more: no picture of it is held and no surface is mapped. */
  give(decoder: VideoDecoder): void {
    const made = this.#inUse.get(decoder);
    if (made === undefined || decoder.closed || !this.#hasRoom()) {
      decoder.close();
      return;
    }
    this.#kept.push({ decoder, ...made });
    if (this.#kept.length > MOST_KEPT) this.#kept.shift()?.decoder.close();
  }

  /** Destroys those that are kept. */
  clear(): void {
    for (const { decoder } of this.#kept.splice(0)) decoder.close();
  }

  #hasRoom(): boolean {
    try {
      const { free, total } = this.#context.memoryInfo();
      return free >= total * FREE_SHARE;
    } catch {
      // A device that is lost tells nothing, and its decoders are good for nothing.
      return false;
    }
  }

  #takeKept(options: DecoderOptions): VideoDecoder | undefined {
    const same = this.#kept.findLast((kept) => isSame(kept.options, options));
    const fitting = same ?? this.#kept.findLast((kept) => fits(kept, options));
    if (fitting === undefined) return undefined;
    this.#kept.splice(this.#kept.indexOf(fitting), 1);
    const { decoder, pictures } = fitting;
    this.#inUse.set(decoder, { options, pictures });
    try {
      if (same === undefined) this.reconfigure(decoder, options);
    } catch (error) {
      decoder.close();
      if (error instanceof CuvidError) return undefined;
      throw error;
    }
    return decoder;
  }
}

function isSame(a: DecoderOptions, b: DecoderOptions): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether `reconfigure` makes of it what is asked for. */
function fits({ decoder, pictures }: Kept, options: DecoderOptions): boolean {
  const { info } = decoder;
  const { maxWidth = options.codedWidth, maxHeight = options.codedHeight, intraOnly = false } = options;
  return (
    options.codec === info.codec &&
    options.chromaFormat === info.chromaFormat &&
    options.bitDepth === info.bitDepth &&
    options.surfaceFormat === info.surfaceFormat &&
    options.deinterlace === info.deinterlace &&
    options.numSurfaces === info.numSurfaces &&
    options.numPictures <= pictures &&
    intraOnly === info.intraOnly &&
    options.lock === undefined &&
    maxWidth <= info.maxWidth &&
    maxHeight <= info.maxHeight
  );
}
