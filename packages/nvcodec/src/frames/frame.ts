/**
 * A frame: a picture cropped, scaled and converted into device memory of ours. It belongs to its holder until he
 * closes or drops it, and outlives the player it came from.
 */
import type { ColorDescription, ImageLayout, PixelFormat } from '@nvcodec/colorspace';
import { type DevicePointer, DisposedError, ForgottenObjects } from '@nvcodec/cuda-driver';
import type { Rational } from '@nvcodec/demux-ffmpeg';
import type { DisplayInfo } from '@nvcodec/nvcuvid';
import type { FrameHdr } from '../decoding/hdr.js';
import type { FrameStatus } from '../decoding/picture.js';
import { durationOf, type ShownTime, timestampOf } from '../decoding/shown-time.js';
import type { DeviceInfo } from '../device/decoding-device.js';
import type { Signal } from '../signal.js';
import type { Downloader } from './downloader.js';
import { type BufferWords, freeDevice, type PooledBuffer } from './frame-pool.js';

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

/** Where frames' buffers go back to, and what copies them to the host, on this thread. */
export interface FrameHome {
  readonly words: BufferWords;
  readonly signal: Signal;
  readonly downloader: Downloader;
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

/** Samples of a frame in host memory. */
export type FramePixels = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

interface Held {
  readonly home: FrameHome;
  readonly buffer: PooledBuffer;
  /** Lets the downloader go. */
  readonly letGo: () => void;
  /** One for the frame until it is closed, one for each download under way. */
  uses: number;
  closed: boolean;
  watched: boolean;
}

function dropUse(held: Held): void {
  held.uses -= 1;
  if (held.uses > 0) return;
  const { home, buffer } = held;
  if (home.words.release(buffer.id)) freeDevice(home.downloader.context, buffer.pointer);
  else home.signal.raise();
  held.letGo();
}

function closeOnce(held: Held): void {
  if (held.closed) return;
  held.closed = true;
  dropUse(held);
}

const forgotten = new ForgottenObjects<Held>(closeOnce);

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
  readonly #held: Held;

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
    const letGo = home.downloader.lifetime.hold();
    this.#held = { home, buffer: data.buffer, letGo, uses: 1, closed: false, watched: false };
    forgotten.watch(this, this.#held);
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
    const { buffer } = this.#open();
    const { shape, strides, dtype } = this.layout;
    return {
      devicePointer: buffer.pointer,
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
    const held = this.#open();
    const target = this.#target(into);
    held.uses += 1;
    try {
      await held.home.downloader.download(held.buffer.pointer, bytesOf(target));
    } finally {
      dropUse(held);
    }
    return target;
  }

  /** `download`, blocking this thread until the copy is done. */
  downloadSync(into?: FramePixels): FramePixels {
    const { home, buffer } = this.#open();
    const target = this.#target(into);
    home.downloader.downloadSync(buffer.pointer, bytesOf(target));
    return target;
  }

  /** Gives the memory back. May be called any number of times, also while a download is under way. */
  close(): void {
    closeOnce(this.#held);
    forgotten.unwatch(this.#held);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #open(): Held {
    if (this.#held.closed) throw new DisposedError('this Frame is closed and can no longer be used');
    return this.#held;
  }

  #target(into: FramePixels | undefined): FramePixels {
    const { byteLength, dtype } = this.layout;
    if (into !== undefined) {
      if (into.byteLength === byteLength) return into;
      throw new RangeError(`into: ${into.byteLength} bytes, but the frame has ${byteLength}`);
    }
    const memory = new ArrayBuffer(byteLength);
    if (dtype === 'float32') return new Float32Array(memory);
    return dtype === 'uint8' ? new Uint8Array(memory) : new Uint16Array(memory);
  }
}

function bytesOf(array: FramePixels): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
