/**
 * A decoded picture that is not post-processed yet, with its time: its place in the decoder belongs to the holder
 * until he closes it or drops it. A picture that nobody maps costs no mapping.
 */
import type { Rational } from '@nvcodec/demux-ffmpeg';
import { type DisplayInfo, type MapOptions, Picture as Slot, type Surface } from '@nvcodec/nvcuvid';
import type { FrameHdr } from './hdr.js';
import type { SharedDecoder } from './shared-decoder.js';
import { type ShownTime, timestampOf } from './shown-time.js';

/** How well a frame was decoded; 'damaged' also when the container marked its packet as corrupt. */
export type FrameStatus = 'clean' | 'concealed' | 'damaged';

/** A decoded picture; see the head of this file. */
export class Picture {
  readonly time: ShownTime;
  readonly timeBase: Rational;
  /** What the parser said of it when it was due to be shown. */
  readonly display: DisplayInfo;
  /** Its high dynamic range metadata; empty when there is none. */
  readonly hdr: FrameHdr;
  /** The decoder that it lies in. */
  readonly shared: SharedDecoder;
  readonly #slot: Slot;

  /**
   * @param shared whose slot is held already, for this object.
   * @param other another holder of the slot: see `share`.
   */
  constructor(
    shared: SharedDecoder,
    display: DisplayInfo,
    time: ShownTime,
    timeBase: Rational,
    hdr: FrameHdr,
    other?: Picture,
  ) {
    this.shared = shared;
    this.display = display;
    this.time = time;
    this.timeBase = timeBase;
    this.hdr = hdr;
    const holder = other === undefined ? undefined : other.#slot;
    this.#slot = new Slot(shared.decoder, display, shared.slots.release, holder);
  }

  /** Presentation timestamp in units of `timeBase`. */
  get pts(): bigint {
    return this.time.pts;
  }

  /** Presentation time in seconds. */
  get timestamp(): number {
    return timestampOf(this.time, this.timeBase);
  }

  /** Whether both are one picture of the decoder, which can be mapped only once at a time. */
  isSame(other: Picture): boolean {
    return this.shared === other.shared && this.display.pictureIndex === other.display.pictureIndex;
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.#slot.closed;
  }

  /**
   * Crops, scales and deinterlaces the picture, or the field that it stands for, into a surface as the decoder was
   * told; waits until it is decoded.
   * The surface stays valid after the picture is closed.
   * @throws DisposedError when closed; SurfaceLimitError when `numSurfaces` are mapped already; CuvidError.
   */
  map(options: MapOptions = {}): Surface {
    return this.#slot.map(this.time.field === 'second' ? { secondField: true, ...options } : options);
  }

  /** How the decoding went; final once the picture was mapped. NVDEC tells it for H.264, HEVC and JPEG. */
  status(): FrameStatus {
    const status = this.#slot.status();
    if (this.time.corrupt || status === 'error') return 'damaged';
    return status === 'concealed' ? 'concealed' : 'clean';
  }

  /** What is wrong, in words, when `status` is not 'clean'. */
  damage(): string {
    const { damage, corrupt } = this.time;
    if (damage !== undefined) return damage;
    if (corrupt) return 'the container marks its packet as damaged';
    return this.status() === 'concealed'
      ? 'the decoder concealed errors in it'
      : 'the decoder found errors in it';
  }

  /** One more holder of this picture, which is given back when both are closed; `time` may say another time of it. */
  share(time: ShownTime = this.time): Picture {
    const { shared, display, timeBase, hdr } = this;
    shared.slots.hold(display.pictureIndex);
    return new Picture(shared, display, time, timeBase, hdr, this);
  }

  /** Gives the picture's place back to the decoder. */
  close(): void {
    this.#slot.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Closes this object but keeps the slot held, for another thread to release through the same words. */
  passOn(): void {
    this.shared.slots.hold(this.display.pictureIndex);
    this.#slot.close();
  }
}
