/**
 * Mapping and status of the pictures in one native decoder, with preallocated parameters and the count of mapped
 * surfaces. It serves the VideoDecoder, and its Pictures also when they outlive it.
 */
import type { Context, Lifetime, Stream } from '@nvcodec/cuda-driver';
import { integer } from './arguments.js';
import type { DecoderInfo } from './decoder-options.js';
import { SurfaceLimitError } from './errors.js';
import { structMemory } from './memory.js';
import type { Nvcuvid } from './nvcuvid.js';
import { cuvidDecodeStatus } from './raw/enums.js';
import { offsetOf, structs } from './raw/structs.js';
import { Surface } from './surface.js';
import { type PlaneShape, planeShapes } from './surface-layout.js';

/** How the decoding of a picture ended; 'invalid' where the codec or the GPU cannot say. */
export type DecodeStatus = 'invalid' | 'inProgress' | 'success' | 'error' | 'concealed';

/** How a picture is post-processed. DisplayInfo holds the values of the first two. */
export interface MapOptions {
  /** The stream that the post-processing runs in, and the work on the surface should follow. Default: the default stream. */
  readonly stream?: Stream | undefined;
  /** Both fields are of one moment: no deinterlacing, whatever the decoder's mode. Default: true. */
  readonly progressive?: boolean | undefined;
  /** The top field comes first in time. Default: true. */
  readonly topFieldFirst?: boolean | undefined;
  /** Show the second field, for output at field rate; ignored in mode 'weave'. Default: false. */
  readonly secondField?: boolean | undefined;
  /** There is no second field. Default: false. */
  readonly unpairedField?: boolean | undefined;
}

const parameters = 'CUVIDPROCPARAMS';
const at = {
  progressive: offsetOf(parameters, 'progressive_frame'),
  secondField: offsetOf(parameters, 'second_field'),
  topFieldFirst: offsetOf(parameters, 'top_field_first'),
  unpairedField: offsetOf(parameters, 'unpaired_field'),
  stream: offsetOf(parameters, 'output_stream'),
  decodeStatus: offsetOf('CUVIDGETDECODESTATUS', 'decodeStatus'),
};

const statusWords: Readonly<Record<number, DecodeStatus>> = {
  [cuvidDecodeStatus.Invalid]: 'invalid',
  [cuvidDecodeStatus.InProgress]: 'inProgress',
  [cuvidDecodeStatus.Success]: 'success',
  [cuvidDecodeStatus.Error]: 'error',
  [cuvidDecodeStatus.Error_Concealed]: 'concealed',
};

/** CUDA_ERROR_NOT_SUPPORTED: the codec or the GPU does not report decode status. */
const notSupported = 801;

/** The decode surfaces of one decoder. */
export class PictureAccess {
  #info: DecoderInfo;
  #shapes: readonly PlaneShape[];
  readonly #cuvid: Nvcuvid;
  readonly #context: Context;
  readonly #handle: bigint;
  #mapped = 0;
  readonly #parameters = structMemory(structs[parameters].size);
  readonly #pointer = new BigUint64Array(1);
  readonly #pitch = new Uint32Array(1);
  readonly #status = structMemory(structs.CUVIDGETDECODESTATUS.size);

  constructor(cuvid: Nvcuvid, context: Context, handle: bigint, info: DecoderInfo) {
    this.#info = info;
    this.#shapes = shapesOf(info);
    this.#cuvid = cuvid;
    this.#context = context;
    this.#handle = handle;
  }

  /** What the native decoder is set to now. */
  get info(): DecoderInfo {
    return this.#info;
  }

  set info(info: DecoderInfo) {
    this.#info = info;
    this.#shapes = shapesOf(info);
  }

  /** Number of surfaces that are mapped now. */
  get mappedCount(): number {
    return this.#mapped;
  }

  /**
   * Maps a picture; the surface keeps `decoder` from being released.
   *
   * @throws SurfaceLimitError when as many are mapped as there may be.
   */
  map(pictureIndex: number, options: MapOptions, decoder: Lifetime): Surface {
    const { numSurfaces, targetWidth: width, targetHeight: height, surfaceFormat: format } = this.#info;
    this.#assertIndex(pictureIndex);
    if (this.#mapped >= numSurfaces) throw new SurfaceLimitError(numSurfaces);
    this.#cuvid.cuda.failures.throwPending();
    this.#setParameters(options);
    const status = this.#context.run(() =>
      this.#cuvid.raw.cuvidMapVideoFrame64(
        this.#handle,
        pictureIndex,
        this.#pointer,
        this.#pitch,
        this.#parameters.bytes,
      ),
    );
    this.#cuvid.verify(status, 'cuvidMapVideoFrame64');
    const pointer = this.#pointer[0] ?? 0n;
    this.#mapped += 1;
    const frame = { pointer, pitchBytes: this.#pitch[0] ?? 0, width, height, format, shapes: this.#shapes };
    const { failures, hostFunctions } = this.#cuvid.cuda;
    const unmap = (): void => this.#unmap(pointer);
    return new Surface(frame, decoder, failures, () => hostFunctions.whenNone(unmap));
  }

  /** How the decoding of a picture went. */
  status(pictureIndex: number): DecodeStatus {
    this.#assertIndex(pictureIndex);
    const code = this.#context.run(() =>
      this.#cuvid.raw.cuvidGetDecodeStatus(this.#handle, pictureIndex, this.#status.bytes),
    );
    if (code === notSupported) return 'invalid';
    this.#cuvid.check(code, 'cuvidGetDecodeStatus');
    return statusWords[this.#status.view.getInt32(at.decodeStatus, true)] ?? 'invalid';
  }

  #assertIndex(pictureIndex: number): void {
    integer(pictureIndex, 'pictureIndex', 0, this.#info.numPictures - 1);
  }

  #setParameters(options: MapOptions): void {
    const { view } = this.#parameters;
    view.setInt32(at.progressive, options.progressive === false ? 0 : 1, true);
    view.setInt32(at.topFieldFirst, options.topFieldFirst === false ? 0 : 1, true);
    view.setInt32(at.secondField, options.secondField === true ? 1 : 0, true);
    view.setInt32(at.unpairedField, options.unpairedField === true ? 1 : 0, true);
    view.setBigUint64(at.stream, options.stream?.handle ?? 0n, true);
  }

  #unmap(pointer: bigint): void {
    this.#mapped -= 1;
    const status = this.#context.run(() => this.#cuvid.raw.cuvidUnmapVideoFrame64(this.#handle, pointer));
    this.#cuvid.verify(status, 'cuvidUnmapVideoFrame64');
  }
}

function shapesOf({ surfaceFormat, targetWidth, targetHeight }: DecoderInfo): readonly PlaneShape[] {
  return planeShapes(surfaceFormat, targetWidth, targetHeight);
}
