/**
 * Decoders whose streams have ended, kept for the next stream that can be decoded with one: a new one takes 40 ms on an
 * H200, and destroying it 20, and the driver does it for one thread at a time. NVDEC changes sizes, cropping, scaling and the
 * number of pictures of a decoder that is there (cuvidReconfigureDecoder), within what it was made for; all else must be the
 * same. Where there was a stream before, there will be more, of all sizes: decoders then are made with room for them, and one
 * that proves too small gives way, so that each codec but JPEG soon has a decoder for files of all sizes.
 */
import type { Context } from '@nvcodec/cuda-driver';
import { CuvidError, type DecoderOptions, type Nvcuvid, VideoDecoder } from '@nvcodec/nvcuvid';
import { oneAtATime } from './one-at-a-time.js';

/** Each holds the memory of its surfaces. */
const MOST_KEPT = 4;

/** The room that decoders have at least, either way round: most video is no larger. */
const USUAL_SIDE = 1920;
/** Room is made up to so many pixels in all pictures together: twenty of 3840x2160, 250 MB in NV12. */
const MOST_ROOM = 20 * 3840 * 2160;

/** None is kept while less of the device's memory than this is free. */
const FREE_SHARE = 0.5;

interface Kept {
  readonly decoder: VideoDecoder;
  /** What it was last asked for. */
  readonly options: DecoderOptions;
  readonly room: Room;
}

/**
 * What a decoder was made for, and can be set to. Set to a larger target than it was made with, NVIDIA's decoder makes its output
 * surfaces anew; where that happened (driver 580), copies from them failed some sessions later, and the context was lost. Where
 * decoders were made with the largest target, neither did.
 */
interface Room {
  readonly maxWidth: number;
  readonly maxHeight: number;
  readonly targetWidth: number;
  readonly targetHeight: number;
  readonly numPictures: number;
}

/** See the head of this file. */
export class DecoderPool {
  readonly #cuvid: Nvcuvid;
  readonly #context: Context;
  /** The one that was given last comes last. */
  readonly #kept: Kept[] = [];
  readonly #inUse = new WeakMap<VideoDecoder, Omit<Kept, 'decoder'>>();
  /** Whether there was a stream before. */
  #hasServed = false;

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
    const decoder = this.#takeKept(options) ?? this.#makeRoom(options) ?? this.#create(options);
    this.#hasServed = true;
    return decoder;
  }

  /** Whether `reconfigure` can make what is asked for of one that is in use. */
  canReconfigure(decoder: VideoDecoder, options: DecoderOptions): boolean {
    const made = this.#inUse.get(decoder);
    return made !== undefined && fits({ decoder, ...made }, options);
  }

  /** Sets one that is in use to other sizes. @throws as VideoDecoder.reconfigure. */
  reconfigure(decoder: VideoDecoder, options: DecoderOptions): void {
    decoder.reconfigure(options);
    const made = this.#inUse.get(decoder);
    if (made !== undefined) this.#inUse.set(decoder, { ...made, options });
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
    const { decoder, room } = fitting;
    this.#inUse.set(decoder, { options, room });
    try {
      if (same === undefined) this.reconfigure(decoder, options);
    } catch (error) {
      decoder.close();
      if (error instanceof CuvidError) return undefined;
      throw error;
    }
    return decoder;
  }

  /** One with room for other streams, where there was one, in place of one of the kind that is too small. */
  #makeRoom(options: DecoderOptions): VideoDecoder | undefined {
    if (!this.#hasServed || !isResizable(options)) return undefined;
    const small = this.#kept.findLast((kept) => isOfKind(kept, options));
    const room = roomFor(options, small?.room);
    if (room === undefined) return undefined;
    if (small !== undefined) this.#kept.splice(this.#kept.indexOf(small), 1);
    small?.decoder.close();
    try {
      return this.#create(options, room);
    } catch (error) {
      if (error instanceof CuvidError) return undefined;
      throw error;
    }
  }

  #create(options: DecoderOptions, room = roomOf(options)): VideoDecoder {
    const { targetWidth, targetHeight } = options;
    const fillsTarget = targetWidth === room.targetWidth && targetHeight === room.targetHeight;
    const made = { ...options, ...room, ...(!fillsTarget && { targetRect: undefined }) };
    const decoder = oneAtATime(() => VideoDecoder.create(this.#cuvid, this.#context, made));
    this.#inUse.set(decoder, { options, room });
    try {
      if (!fillsTarget) decoder.reconfigure(options);
      return decoder;
    } catch (error) {
      decoder.close();
      throw error;
    }
  }
}

/** What a stream takes; where it tells how large it may become, so may its targets. */
function roomOf(options: DecoderOptions): Room {
  const { codedWidth, codedHeight, maxWidth = codedWidth, maxHeight = codedHeight, numPictures } = options;
  const targetWidth = Math.max(options.targetWidth, options.maxWidth ?? 0);
  const targetHeight = Math.max(options.targetHeight, options.maxHeight ?? 0);
  return { maxWidth, maxHeight, targetWidth, targetHeight, numPictures };
}

/** For the streams of both, and the usual ones; undefined where that would take too much memory. */
function roomFor(options: DecoderOptions, small: Room = roomOf(options)): Room | undefined {
  const own = roomOf(options);
  const maxWidth = Math.max(own.maxWidth, small.maxWidth, USUAL_SIDE);
  const maxHeight = Math.max(own.maxHeight, small.maxHeight, USUAL_SIDE);
  const targetWidth = Math.max(own.targetWidth, small.targetWidth, USUAL_SIDE);
  const targetHeight = Math.max(own.targetHeight, small.targetHeight, USUAL_SIDE);
  const numPictures = Math.max(own.numPictures, small.numPictures);
  if (maxWidth * maxHeight * numPictures > MOST_ROOM) return undefined;
  return { maxWidth, maxHeight, targetWidth, targetHeight, numPictures };
}

function isSame(a: DecoderOptions, b: DecoderOptions): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether `reconfigure` makes of it what is asked for. */
function fits(kept: Kept, options: DecoderOptions): boolean {
  const { room } = kept;
  const wanted = roomOf(options);
  return (
    isOfKind(kept, options) &&
    wanted.numPictures <= room.numPictures &&
    wanted.maxWidth <= room.maxWidth &&
    wanted.maxHeight <= room.maxHeight &&
    wanted.targetWidth <= room.targetWidth &&
    wanted.targetHeight <= room.targetHeight
  );
}

/**
 * Not those that deinterlace: with room, their second fields were other ones (driver 580). VP9 has no fields. Nor JPEG's, which now and
 * then showed an older picture, though without room too (docs/conformance.md).
 */
function isResizable({ codec, deinterlace }: DecoderOptions): boolean {
  return codec !== 'jpeg' && (deinterlace === 'weave' || codec === 'vp9');
}

/** Whether it differs in nothing but what `reconfigure` changes. */
function isOfKind({ decoder: { info } }: Kept, options: DecoderOptions): boolean {
  const { intraOnly = false } = options;
  return (
    isResizable(options) &&
    options.codec === info.codec &&
    options.chromaFormat === info.chromaFormat &&
    options.bitDepth === info.bitDepth &&
    options.surfaceFormat === info.surfaceFormat &&
    options.deinterlace === info.deinterlace &&
    options.numSurfaces === info.numSurfaces &&
    intraOnly === info.intraOnly &&
    options.lock === undefined
  );
}
