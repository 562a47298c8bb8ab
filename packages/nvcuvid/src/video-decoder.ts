/**
 * A decoder: NVDEC turns the parser's pictures into decode surfaces, which are mapped (cropped, scaled and
 * deinterlaced into an output surface) when somebody wants to see them.
 *
 * Every method makes the context current. Inside `context.run` it is so already, and costs nothing: a loop over many
 * pictures does well to lie inside one.
 * https://docs.nvidia.com/video-technologies/video-codec-sdk/13.0/nvdec-video-decoder-api-prog-guide/
 */
import { type Context, Lifetime } from '@nvcodec/cuda-driver';
import {
  createInfo,
  type DecoderGeometry,
  type DecoderInfo,
  type DecoderOptions,
  reconfigureInfo,
  resolveGeometry,
  resolveOptions,
} from './decoder-options.js';
import type { Nvcuvid } from './nvcuvid.js';
import { type DecodeStatus, type MapOptions, PictureAccess } from './picture-access.js';
import type { PictureParameters } from './picture-parameters.js';
import type { Surface } from './surface.js';

/** An NVDEC decoder. It is destroyed when it and all its pictures and surfaces are closed, in whatever order. */
export class VideoDecoder {
  /** The library. */
  readonly cuvid: Nvcuvid;
  /** The context that it works in. */
  readonly context: Context;
  /** CUvideodecoder; any thread of the process may use it through `fromHandle`, while this object keeps it alive. */
  readonly handle: bigint;
  /** Parent of pictures and surfaces. */
  readonly lifetime: Lifetime;
  /** For Pictures, which may outlive this object. */
  readonly pictures: PictureAccess;

  /**
   * Creates a decoder, best inside the parser's sequence callback, which should return `numPictures`.
   *
   * @throws TypeError or RangeError naming the argument that is wrong.
   * @throws CuvidError when the driver refuses: ask DecoderCaps first for the reason.
   */
  static create(cuvid: Nvcuvid, context: Context, options: DecoderOptions): VideoDecoder {
    const info = resolveOptions(options);
    const { lock } = options;
    lock?.lifetime.assertOpen();
    context.lifetime.assertOpen();
    cuvid.cuda.failures.throwPending();
    const create = createInfo(info, lock?.handle ?? 0n);
    const out = new BigUint64Array(1);
    const status = context.run(() => cuvid.raw.cuvidCreateDecoder(out, create.bytes));
    if (status !== 0) throw cuvid.error(status, 'cuvidCreateDecoder', describe(info));
    const handle = out[0] ?? 0n;
    const destroy = (): number => cuvid.raw.cuvidDestroyDecoder(handle);
    const release = context.releaser('cuvidDestroyDecoder', destroy, cuvid);
    return new VideoDecoder(cuvid, context, handle, info, lock === undefined ? [] : [lock.lifetime], release);
  }

  /**
   * A decoder that another thread created, by its `handle`, which must stay valid until `release` is called: when this
   * object and its pictures and surfaces are closed. Mapped surfaces are counted for each object by itself: split
   * `numSurfaces` between them.
   */
  static fromHandle(
    cuvid: Nvcuvid,
    context: Context,
    handle: bigint,
    options: DecoderOptions,
    release?: () => void,
  ): VideoDecoder {
    return new VideoDecoder(cuvid, context, handle, resolveOptions(options), [], release);
  }

  private constructor(
    cuvid: Nvcuvid,
    context: Context,
    handle: bigint,
    info: DecoderInfo,
    parents: readonly Lifetime[],
    release?: () => void,
  ) {
    this.cuvid = cuvid;
    this.context = context;
    this.handle = handle;
    this.pictures = new PictureAccess(cuvid, context, handle, info);
    this.lifetime = new Lifetime(this, {
      name: 'VideoDecoder',
      parents: [context.lifetime, ...parents],
      failures: cuvid.cuda.failures,
      ...(release && { release }),
    });
  }

  /** What it was created with, or last reconfigured to. */
  get info(): DecoderInfo {
    return this.pictures.info;
  }

  /** Number of surfaces that are mapped now, at most `info.numSurfaces`. */
  get mappedSurfaces(): number {
    return this.pictures.mappedCount;
  }

  /**
   * Starts decoding the picture of a decode callback. Nobody may still need what `pictureIndex` held before.
   *
   * @throws CuvidError when the driver refuses the picture.
   */
  decode(picture: PictureParameters): void {
    this.lifetime.assertOpen();
    if (picture.pointer === 0n)
      throw new Error('decode() must be called inside the decode callback of its picture');
    const status = this.context.run(() => this.cuvid.raw.cuvidDecodePicture(this.handle, picture.pointer));
    this.cuvid.check(status, 'cuvidDecodePicture');
  }

  /**
   * Post-processes a decoded picture into an output surface; waits until it is decoded.
   *
   * @throws SurfaceLimitError when `numSurfaces` are mapped.
   * @throws CuvidError when the driver refuses.
   */
  map(pictureIndex: number, options: MapOptions = {}): Surface {
    this.lifetime.assertOpen();
    return this.pictures.map(pictureIndex, options, this.lifetime);
  }

  /** How the decoding of a picture went. H.264, HEVC and JPEG only; 'invalid' for the others. */
  status(pictureIndex: number): DecodeStatus {
    this.lifetime.assertOpen();
    return this.pictures.status(pictureIndex);
  }

  /**
   * Changes sizes, cropping, scaling and the number of pictures, within `maxWidth` x `maxHeight`; codec, chroma format
   * and depth cannot change. To be called inside the parser's sequence callback, when the pictures before
   * it were mapped and their surfaces closed: they are lost. Create a decoder that is to change with its largest target: a larger
   * one is what the driver says it takes, but with 580 copies from its surfaces failed later, and the context was lost. Not one that
   * deinterlaces: set to a smaller target it showed other second fields.
   *
   * @throws RangeError naming the argument that is wrong, CuvidError when the driver refuses.
   */
  reconfigure(geometry: DecoderGeometry): void {
    this.lifetime.assertOpen();
    if (this.pictures.mappedCount > 0) {
      throw new Error(`reconfigure() needs all surfaces closed, ${this.pictures.mappedCount} are mapped`);
    }
    const resolved = resolveGeometry(geometry, this.info.maxWidth, this.info.maxHeight);
    const struct = reconfigureInfo(resolved);
    const { raw } = this.cuvid;
    const status = this.context.run(() => raw.cuvidReconfigureDecoder(this.handle, struct.bytes));
    if (status !== 0)
      throw this.cuvid.error(status, 'cuvidReconfigureDecoder', describe({ ...this.info, ...resolved }));
    this.pictures.info = { ...this.info, ...resolved };
    this.cuvid.cuda.failures.throwPending();
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.lifetime.closed;
  }

  /** Destroys the decoder once its pictures and surfaces are closed. Never throws; see Lifetime. */
  close(): void {
    this.lifetime.close();
  }

  /** `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** What was asked of the driver, for a message. */
function describe(info: DecoderInfo): string {
  const coded = `${info.codec} ${[...info.chromaFormat].join(':')} ${info.bitDepth} bit ${info.codedWidth}x${info.codedHeight}`;
  const target = `${info.surfaceFormat} ${info.targetWidth}x${info.targetHeight}`;
  return `asked for ${coded} to ${target}, ${info.numPictures} pictures, ${info.numSurfaces} surfaces`;
}
