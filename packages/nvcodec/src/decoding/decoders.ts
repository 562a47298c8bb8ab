/**
 * The decoders of one stream: the one in use, and those of sequences before whose last pictures are still to be shown.
 *
 * VP9 may change its size without a keyframe and go on referring to pictures of the size before, which a new decoder does
 * not have. There NVIDIA's decoder is set to the new size (cuvidReconfigureDecoder), for which all its pictures must
 * have been given back.
 */
import type { ColorDescription } from '@nvcodec/colorspace';
import { DecoderCaps, type VideoFormat } from '@nvcodec/nvcuvid';
import type { DecodingDevice } from '../device/decoding-device.js';
import type { Signal } from '../signal.js';
import type { Backlog } from './backlog.js';
import { checkFormat, type DecoderOptions, type DecoderPlan, planDecoder, refusal } from './decoder-plan.js';
import type { Size } from './geometry.js';
import type { PictureQueue } from './picture-queue.js';
import type { PictureSlots } from './picture-slots.js';
import { SharedDecoder } from './shared-decoder.js';

export interface DecodersOptions extends DecoderOptions {
  /** The colours of a format that the parser announced. */
  readonly color: (format: VideoFormat) => ColorDescription;
  readonly signal: Signal;
  /**
   * Asked before a slot that somebody holds is waited for; throws when this thread must not wait, because the
   * holder lives on it or because the work was cancelled.
   */
  readonly mayWait: (pictures: number) => void;
  /** The size that the container tells: of the largest pictures, where they change. */
  readonly containerSize?: Size | undefined;
}

interface Sequence {
  readonly format: VideoFormat;
  readonly plan: DecoderPlan;
  /** What conversions take the colours for. */
  readonly color: ColorDescription;
}

/** The decoder in use and what it was made for. */
export interface ActiveDecoder extends Sequence {
  readonly shared: SharedDecoder;
}

const RELEASED: unique symbol = Symbol('released');

export class Decoders {
  readonly #device: DecodingDevice;
  readonly #options: DecodersOptions;
  readonly #queue: PictureQueue;
  readonly #backlog: Backlog;
  readonly #made = new WeakMap<SharedDecoder, ActiveDecoder>();
  #active: ActiveDecoder | undefined;
  /** The decoder that the picture in each decode surface lies in. */
  readonly #surfaces = new Map<number, SharedDecoder>();
  #retired: SharedDecoder[] = [];
  /** Of all sequences so far, and of the container. */
  #largest: Size;

  constructor(device: DecodingDevice, options: DecodersOptions, queue: PictureQueue, backlog: Backlog) {
    this.#device = device;
    this.#options = options;
    this.#queue = queue;
    this.#backlog = backlog;
    this.#largest = options.containerSize ?? { width: 0, height: 0 };
  }

  /** The decoder in use; undefined until the first sequence header was seen. */
  get active(): ActiveDecoder | undefined {
    return this.#active;
  }

  /** What a decoder was made for. */
  madeFor(shared: SharedDecoder): ActiveDecoder | undefined {
    return this.#made.get(shared);
  }

  /** A sequence begins. Returns how many pictures its decoder has at least. */
  begin(format: VideoFormat): number {
    const plan = this.#plan(format);
    const next = { format, plan, color: this.#options.color(format) };
    this.#backlog.add({
      isBlocked: () => this.#resizable(next) !== undefined && this.#queue.holds(this.current),
      run: () => this.#begin(next),
      always: true,
    });
    return plan.create.numPictures;
  }

  /** The decoder for the next picture. */
  get current(): SharedDecoder {
    if (this.#active === undefined) throw new Error('the parser gave a picture before a sequence header');
    return this.#active.shared;
  }

  /** A picture is decoded into a surface; waits until nobody holds what it has. @throws what `mayWait` throws. */
  place(shared: SharedDecoder, index: number): void {
    const { slots } = shared;
    if (slots.isHeld(index)) this.#waitFor(slots, () => !slots.isHeld(index));
    this.#surfaces.set(index, shared);
  }

  /** Where the picture of a surface lies. */
  holding(index: number): SharedDecoder {
    return this.#surfaces.get(index) ?? this.current;
  }

  /** A picture of `shared` was shown: those of the sequences before it are through then. */
  shown(shared: SharedDecoder): void {
    if (shared === this.#active?.shared) this.closeRetired();
  }

  closeRetired(): void {
    for (const shared of this.#retired) shared.close();
    this.#retired = [];
  }

  close(): void {
    this.closeRetired();
    this.#active?.shared.close();
    this.#active = undefined;
  }

  #plan(format: VideoFormat): DecoderPlan {
    const { cuvid, context, name } = this.#device;
    checkFormat(format, name);
    const { beyond } = this.#queue;
    if (beyond !== undefined) throw refusal(format, name, `${name} does not decode ${beyond}`);
    const caps = DecoderCaps.query(cuvid, context, format);
    if (!this.#resizes(format)) return planDecoder(format, caps, this.#options, name);
    const { codedWidth, codedHeight } = format;
    const { width, height } = this.#largest;
    const largest = { width: Math.max(width, codedWidth), height: Math.max(height, codedHeight) };
    if (caps.refusal(largest.width, largest.height) === undefined) this.#largest = largest;
    return planDecoder(format, caps, this.#options, name, this.#largest);
  }

  #resizes({ codec }: VideoFormat): boolean {
    return codec === 'vp9' && this.#device.isNvidia;
  }

  #begin(next: Sequence): void {
    const active = this.#active;
    if (active !== undefined && isSame(active, next) && !this.#queue.holds(active.shared)) return;
    const resizable = this.#resizable(next);
    if (resizable !== undefined) {
      const { shared } = resizable;
      this.#waitFor(shared.slots, () => !shared.slots.isAnyHeld());
      const resized = shared.reconfigured(next.plan.create);
      // A picture of the size before that is shown again comes out in the new one.
      for (const [index, held] of this.#surfaces) if (held === shared) this.#surfaces.set(index, resized);
      this.#use({ ...next, shared: resized });
      return;
    }
    // The parser tells a new sequence while it still has pictures of the old one to show.
    if (active !== undefined) this.#retired.push(active.shared);
    this.#active = undefined;
    this.#queue.otherDecoder();
    this.#use({
      ...next,
      shared: SharedDecoder.create(this.#device, next.plan.create, this.#options.signal),
    });
  }

  /** The decoder in use, where it is to be set to another size. */
  #resizable(next: Sequence): ActiveDecoder | undefined {
    const active = this.#active;
    if (active === undefined || !this.#resizes(next.format) || isSame(active, next)) return undefined;
    return active.shared.canReconfigure(next.plan.create) ? active : undefined;
  }

  #use(active: ActiveDecoder): void {
    this.#active = active;
    this.#made.set(active.shared, active);
  }

  #waitFor(slots: PictureSlots, isFree: () => boolean): void {
    this.#options.signal.waitFor(() => {
      if (isFree()) return RELEASED;
      this.#options.mayWait(slots.count);
      return undefined;
    });
  }
}

function isSame(a: Sequence, b: Sequence): boolean {
  return JSON.stringify([a.plan, a.color]) === JSON.stringify([b.plan, b.color]);
}
