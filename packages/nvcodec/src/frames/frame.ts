/**
 * A frame: a picture cropped, scaled and converted into device memory of ours. It belongs to its holder until he
 * closes or drops it, and outlives the player it came from.
 */
import type { ColorDescription, ImageLayout, PixelFormat } from '@nvcodec/colorspace';
import type { DevicePointer } from '@nvcodec/cuda-driver';
import type { Rational } from '@nvcodec/demux-ffmpeg';
import type { DisplayInfo } from '@nvcodec/nvcuvid';
import type { FrameHdr } from '../decoding/hdr.js';
import type { FrameStatus } from '../decoding/picture.js';
import { durationOf, type ShownTime, timestampOf } from '../decoding/shown-time.js';
import type { DeviceInfo } from '../device/decoding-device.js';
import type { PooledBuffer } from './frame-pool.js';
import { type FrameHome, type FramePixels, HeldBuffer } from './held-buffer.js';

/** What frames have in common as long as neither format nor size changes. */
export interface FrameKind {
  readonly layout: ImageLayout;
  readonly color: ColorDescription;
  readonly timeBase: Rational;
  readonly device: DeviceInfo;
}

/** What a frame knows of its picture. */
export interface FrameSource {
  readonly time: ShownTime;
  readonly display: Pick<DisplayInfo, 'progressive' | 'topFieldFirst'>;
  readonly hdr: FrameHdr;
}

/** What is a frame's own. */
export interface FrameData {
  readonly buffer: PooledBuffer;
  readonly source: FrameSource;
  readonly status: FrameStatus;
  /** Number of the frame in the iteration that gave it, from 0. */
  readonly index: number;
}

/** Frame memory as libraries on the GPU take it (DLPack, the CUDA array interface). */
export interface Tensor {
  readonly devicePointer: DevicePointer;
  /** (height, width, channels) for interleaved formats, (channels, height, width) for planar ones. */
  readonly shape: readonly number[];
  /** In elements, not bytes. */
  readonly strides: readonly number[];
  readonly dtype: ImageLayout['dtype'];
  readonly deviceIndex: number;
  /** 'soft': the pointer is to host memory. */
  readonly deviceKind: 'gpu' | 'soft';
}

/** A converted frame in device memory; see the head of this file. */
export class Frame {
  readonly width: number;
  readonly height: number;
  readonly format: PixelFormat;
  readonly layout: ImageLayout;
  readonly color: ColorDescription;
  /** High dynamic range metadata; empty when there is none. One object as long as nothing changes. */
  readonly hdr: FrameHdr;
  /**
   * Presentation timestamp in units of `timeBase`. With `fieldRate` that of a second field is rounded down to a tick;
   * `timestamp` is not.
   */
  readonly pts: bigint;
  readonly timeBase: Rational;
  /** A keyframe of the stream. */
  readonly key: boolean;
  readonly status: FrameStatus;
  /** Number of the frame in the iteration that gave it, from 0. */
  readonly index: number;
  readonly #source: FrameSource;
  readonly #device: DeviceInfo;
  readonly #held: HeldBuffer;

  /** Where the frame's buffer goes back to; for what makes more of frames, not for their holders. */
  static homeOf(frame: Frame): FrameHome {
    return frame.#held.home;
  }

  constructor(kind: FrameKind, data: FrameData, home: FrameHome) {
    this.layout = kind.layout;
    this.width = kind.layout.width;
    this.height = kind.layout.height;
    this.format = kind.layout.format;
    this.color = kind.color;
    this.timeBase = kind.timeBase;
    this.hdr = data.source.hdr;
    this.pts = data.source.time.pts;
    this.key = data.source.time.key;
    this.status = data.status;
    this.index = data.index;
    this.#source = data.source;
    this.#device = kind.device;
    this.#held = new HeldBuffer(this, 'Frame', data.buffer, home);
  }

  /** Presentation time in seconds: `pts` times `timeBase`. */
  get timestamp(): number {
    return timestampOf(this.#source.time, this.timeBase);
  }

  /** How long the frame is shown, in seconds; 0 when the container does not tell. */
  get duration(): number {
    return durationOf(this.#source.time, this.timeBase);
  }

  /** Whether the picture was coded as two fields of different moments. */
  get interlaced(): boolean {
    return !this.#source.display.progressive;
  }

  /** Which field of an interlaced picture comes first in time; null for a progressive one. */
  get fieldOrder(): 'top' | 'bottom' | null {
    const { progressive, topFieldFirst } = this.#source.display;
    if (progressive) return null;
    return topFieldFirst ? 'top' : 'bottom';
  }

  /** Which field of its picture the frame shows, with the option `fieldRate`; null when it shows the picture. */
  get field(): 'first' | 'second' | null {
    return this.#source.time.field ?? null;
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.#held.closed;
  }

  /** The frame's memory, valid until the frame is closed. @throws DisposedError when closed. */
  get tensor(): Tensor {
    const { pointer } = this.#held.buffer;
    const { shape, strides, dtype } = this.layout;
    return {
      devicePointer: pointer,
      shape,
      strides,
      dtype,
      deviceIndex: this.#device.ordinal,
      deviceKind: this.#device.kind,
    };
  }

  /**
   * The frame in host memory: rows tightly packed, planes one after another (`layout.planes`). 16-bit formats come
   * as Uint16Array, half floats as the Uint16Array of their bits, floats as Float32Array.
   * `into`, where given, takes it instead of a new array and must have `layout.byteLength` bytes.
   * @throws DisposedError when closed; RangeError when `into` has another size; CudaError.
   */
  async download(): Promise<FramePixels>;
  async download<T extends FramePixels>(into: T): Promise<T>;
  async download(into?: FramePixels): Promise<FramePixels> {
    return this.#held.download(this.layout, into);
  }

  /** `download`, blocking this thread until the copy is done. */
  downloadSync(into?: FramePixels): FramePixels {
    return this.#held.downloadSync(this.layout, into);
  }

  /** Gives the memory back. May be called any number of times, also while a download is under way. */
  close(): void {
    this.#held.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
