/** A batch: frames of one kind, one behind the other in device memory, as a network takes them. */
import type { BatchLayout, ColorDescription } from '@nvcodec/colorspace';
import type { Frame, Tensor } from './frame.js';
import type { FramePixels, HeldBuffer } from './held-buffer.js';

/** What a batch tells of each of its frames. */
export type BatchedFrame = Readonly<
  Pick<Frame, 'index' | 'pts' | 'timeBase' | 'timestamp' | 'duration' | 'key' | 'status'>
>;

/** What a batch is made of. */
export interface BatchData {
  readonly layout: BatchLayout;
  readonly color: ColorDescription;
  readonly frames: readonly BatchedFrame[];
  /** Of the first frame. */
  readonly device: Pick<Tensor, 'deviceIndex' | 'deviceKind'>;
}

/** Frames in one piece of device memory; made by `batches`. It belongs to its holder until he closes or drops it. */
export class Batch {
  /** How the frames lie in memory: frame i begins i · `layout.image.byteLength` bytes after the first. */
  readonly layout: BatchLayout;
  /** Of the first frame. */
  readonly color: ColorDescription;
  /** Each frame's number, time and status, in the order in which they lie in memory. */
  readonly frames: readonly BatchedFrame[];
  readonly #device: BatchData['device'];
  readonly #held: HeldBuffer;

  /** @param hold takes the buffer for the batch. */
  constructor({ layout, color, frames, device }: BatchData, hold: (batch: Batch) => HeldBuffer) {
    this.layout = layout;
    this.color = color;
    this.frames = frames;
    this.#device = device;
    this.#held = hold(this);
  }

  /** How many frames. */
  get length(): number {
    return this.layout.count;
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.#held.closed;
  }

  /**
   * The batch's memory, valid until it is closed: shape (N, channels, height, width) for planar formats, (N, height,
   * width, channels) for interleaved ones; strides in elements.
   * @throws DisposedError when closed.
   */
  get tensor(): Tensor {
    const { pointer } = this.#held.buffer;
    const { shape, strides, image } = this.layout;
    return { devicePointer: pointer, shape, strides, dtype: image.dtype, ...this.#device };
  }

  /**
   * All frames in host memory, by one copy: one behind the other, each as `Frame.download` gives it. `into`, where given,
   * takes them instead of a new array and must have `layout.byteLength` bytes.
   * @throws DisposedError when closed; RangeError when `into` has another size; CudaError.
   */
  async download(): Promise<FramePixels>;
  async download<T extends FramePixels>(into: T): Promise<T>;
  async download(into?: FramePixels): Promise<FramePixels> {
    return this.#held.download(this.#samples, into);
  }

  /** `download`, blocking this thread until the copy is done. */
  downloadSync(into?: FramePixels): FramePixels {
    return this.#held.downloadSync(this.#samples, into);
  }

  /** Gives the memory back. May be called any number of times, also while a download is under way. */
  close(): void {
    this.#held.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  get #samples(): { byteLength: number; dtype: Tensor['dtype'] } {
    return { byteLength: this.layout.byteLength, dtype: this.layout.image.dtype };
  }
}
