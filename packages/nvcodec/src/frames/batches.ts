/**
 * Frames made into batches. Each frame is copied, on the device, to its place in the batch's buffer and closed: which
 * session made it, and where a session's part of the video ends, makes no difference.
 */
import { batchLayout, type ColorDescription, type ImageLayout } from '@nvcodec/colorspace';
import type { Stream } from '@nvcodec/cuda-driver';
import { Batch, type BatchData, type BatchedFrame } from './batch.js';
import { Frame } from './frame.js';
import { FramePool, type PooledBuffer } from './frame-pool.js';
import { type FrameHome, HeldBuffer } from './held-buffer.js';

/** How frames are made into batches. */
export interface BatchesOptions {
  /** Frames in a batch, from 1 on. */
  readonly size: number;
  /**
   * What becomes of the last frames when they do not fill a batch: 'short' makes a batch of them, 'drop' leaves them
   * out. Default 'short'.
   */
  readonly last?: 'short' | 'drop' | undefined;
}

/** How many unused buffers are kept for the next batches, beside one. */
const SPARE_BUFFERS = 1;

/** Frames whose copies are waited for together: a look takes as long as a copy, a wait on the event loop longer. */
const MOST_COPYING = 4;

/**
 * Batches of the frames that an iterable gives: of `Player`, `Screenshoter`, `DecodeSession`, or several of them. Each
 * batch is the caller's to close (`for await (using batch of …)`); the frames are closed here.
 *
 * ```ts
 * const frames = player.framesIn({ fps: 2, format: 'rgb444pf16', size: { width: 224, height: 224 } });
 * for await (using batch of batches(frames, { size: 32 })) console.log(batch.tensor.shape);
 * ```
 * @throws RangeError when frames differ in size, format or device; RangeError or TypeError for an option that is none;
 * CudaError; what the iterable throws.
 */
export async function* batches(
  frames: AsyncIterable<Frame> | Iterable<Frame>,
  options: BatchesOptions,
): AsyncGenerator<Batch, void, undefined> {
  const { size, last = 'short' } = options;
  if (!Number.isSafeInteger(size) || size < 1)
    throw new RangeError(`a batch has a whole number of frames from 1 on, not ${size}`);
  if (last !== 'short' && last !== 'drop')
    throw new TypeError(`last: '${String(last)}' is neither 'short' nor 'drop'`);
  let filler: BatchFiller | undefined;
  try {
    for await (const frame of frames) {
      try {
        filler ??= new BatchFiller(Frame.homeOf(frame), size);
        await filler.add(frame);
      } catch (error) {
        frame.close();
        throw error;
      }
      if (filler.full) yield await filler.take();
    }
    if (last === 'short' && filler?.empty === false) yield await filler.take();
  } finally {
    filler?.close();
  }
}

/** A batch that is being filled: what its first frame says holds for all. */
interface Filling {
  readonly buffer: PooledBuffer;
  readonly layout: ImageLayout;
  readonly color: ColorDescription;
  readonly device: BatchData['device'];
  readonly frames: BatchedFrame[];
}

class BatchFiller {
  readonly #home: FrameHome;
  readonly #size: number;
  readonly #stream: Stream;
  readonly #pool: FramePool;
  readonly #letGo: () => void;
  #filling: Filling | undefined;
  /** Whose copies may still be under way. */
  readonly #copying: Frame[] = [];

  constructor({ signal, downloader }: FrameHome, size: number) {
    this.#size = size;
    this.#stream = downloader.context.createStream();
    this.#letGo = downloader.lifetime.hold();
    this.#pool = new FramePool(downloader.context, signal, SPARE_BUFFERS);
    this.#home = { words: this.#pool.words, signal, downloader };
  }

  get empty(): boolean {
    return this.#filling === undefined;
  }

  get full(): boolean {
    return this.#filling?.frames.length === this.#size;
  }

  /** Copies a frame to its place, and closes it once that is done. When this throws, the frame is still the caller's. */
  async add(frame: Frame): Promise<void> {
    await this.#settle(MOST_COPYING - 1);
    this.#filling ??= this.#begin(frame);
    const { buffer, frames } = this.#filling;
    assertAlike(frame, this.#filling);
    const { byteLength } = frame.layout;
    const to = buffer.pointer + BigInt(frames.length * byteLength);
    const { context } = this.#home.downloader;
    const { raw } = context.driver;
    context.call('cuMemcpyDtoDAsync_v2', () =>
      raw.cuMemcpyDtoDAsync_v2(to, frame.tensor.devicePointer, byteLength, this.#stream.handle),
    );
    this.#copying.push(frame);
    const { index, pts, timeBase, timestamp, duration, key, status } = frame;
    frames.push({ index, pts, timeBase, timestamp, duration, key, status });
  }

  /** What was added since the last time; there must be something. */
  async take(): Promise<Batch> {
    await this.#settle(0);
    const { buffer, layout, ...rest } = this.#filling as Filling;
    this.#filling = undefined;
    const data = { ...rest, layout: batchLayout(layout, rest.frames.length) };
    return new Batch(data, (batch) => new HeldBuffer(batch, 'Batch', buffer, this.#home));
  }

  close(): void {
    try {
      this.#stream.synchronize();
    } finally {
      this.#closeCopied();
      if (this.#filling !== undefined) this.#pool.words.release(this.#filling.buffer.id);
      this.#pool.close();
      this.#stream.close();
      this.#letGo();
    }
  }

  #begin({ layout, color, tensor: { deviceIndex, deviceKind } }: Frame): Filling {
    const buffer = this.#pool.acquire(batchLayout(layout, this.#size).byteLength);
    return { buffer, layout, color, device: { deviceIndex, deviceKind }, frames: [] };
  }

  /** Closes the frames that were copied, once there are more than `left`. */
  async #settle(left: number): Promise<void> {
    if (this.#copying.length <= left) return;
    if (!this.#stream.query()) await this.#stream.synchronizeAsync();
    this.#closeCopied();
  }

  #closeCopied(): void {
    for (const frame of this.#copying.splice(0)) frame.close();
  }
}

/** @throws RangeError when a frame cannot lie beside the batch's first. */
function assertAlike({ layout, tensor, index }: Frame, { layout: first, device }: Filling): void {
  if (tensor.deviceIndex !== device.deviceIndex || tensor.deviceKind !== device.deviceKind) {
    throw new RangeError(
      `frame ${index} lies on ${tensor.deviceKind} ${tensor.deviceIndex}, and its batch on ${device.deviceKind} ` +
        `${device.deviceIndex}: give the player one device`,
    );
  }
  const alike =
    layout === first ||
    (layout.format === first.format && layout.width === first.width && layout.height === first.height);
  if (alike) return;
  const [own, others] = [layout, first].map(({ width, height, format }) => `${width}x${height} ${format}`);
  throw new RangeError(
    `frame ${index} is ${own}, and its batch of ${others}: give the frames a size (width and height) and a format`,
  );
}
