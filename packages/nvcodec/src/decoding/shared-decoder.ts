/**
 * A decoder that more than one thread may use: the one that feeds it and the one that holds its pictures. Each has an
 * object of its own for it; the last thread to have done with it destroys it.
 */
import { type DecoderOptions, VideoDecoder } from '@nvcodec/nvcuvid';
import type { DecoderPool } from '../device/decoder-pool.js';
import type { DecodingDevice } from '../device/decoding-device.js';
import type { Signal } from '../signal.js';
import { Pace } from './pace.js';
import { PictureSlots } from './picture-slots.js';

/** What another thread needs to use a decoder. */
export interface DecoderHandover {
  readonly handle: bigint;
  readonly options: DecoderOptions;
  readonly slots: SharedArrayBuffer;
}

/** Decoders that this thread made and another one destroys: kept, or the garbage collector would destroy them too. */
const handedOver = new Set<VideoDecoder>();

export class SharedDecoder {
  readonly decoder: VideoDecoder;
  readonly slots: PictureSlots;
  /** For the thread that feeds it. */
  readonly pace: Pace;
  /** Where the decoder goes back to on the thread that made it. */
  readonly #home: DecoderPool | undefined;

  /** A new decoder, or one whose stream has ended. @throws CuvidError when the driver refuses. */
  static create(device: DecodingDevice, options: DecoderOptions, signal: Signal): SharedDecoder {
    const { decoders } = device;
    const slots = PictureSlots.create(options.numPictures, signal);
    return new SharedDecoder(decoders.take(options), slots, decoders);
  }

  /** The decoder that another thread made and gave with `handOver`. */
  static attach(
    device: DecodingDevice,
    { handle, options, slots }: DecoderHandover,
    signal: Signal,
  ): SharedDecoder {
    const { cuvid, context } = device;
    const shared = new PictureSlots(slots, signal);
    const destroyIfLast = (): void => {
      if (shared.dropUser())
        cuvid.verify(
          context.run(() => cuvid.raw.cuvidDestroyDecoder(handle)),
          'cuvidDestroyDecoder',
        );
    };
    return new SharedDecoder(
      VideoDecoder.fromHandle(cuvid, context, handle, options, destroyIfLast),
      shared,
      undefined,
    );
  }

  private constructor(decoder: VideoDecoder, slots: PictureSlots, home: DecoderPool | undefined) {
    this.decoder = decoder;
    this.slots = slots;
    this.pace = new Pace((pictureIndex) => decoder.status(pictureIndex) === 'inProgress');
    this.#home = home;
  }

  /** Whether `reconfigured` can make what is asked for, which may not be more pictures. */
  canReconfigure(options: DecoderOptions): boolean {
    const { decoder, slots } = this;
    return options.numPictures <= slots.count && this.#home?.canReconfigure(decoder, options) === true;
  }

  /**
   * The decoder set to another size, as an object of its own that takes the place of this one. Nobody may hold a picture of it.
   * It keeps the number of its pictures, as the stream may refer to any.
   * @throws CuvidError when the driver refuses.
   */
  reconfigured(options: DecoderOptions): SharedDecoder {
    if (this.#home === undefined)
      throw new Error('a decoder is set to another size by the thread that made it');
    this.#home.reconfigure(this.decoder, { ...options, numPictures: this.slots.count });
    return new SharedDecoder(this.decoder, this.slots, this.#home);
  }

  /** For the one other thread that is going to `attach`. */
  handOver(): DecoderHandover {
    this.slots.addUser();
    return { handle: this.decoder.handle, options: this.decoder.info, slots: this.slots.memory };
  }

  /** This thread has done with the decoder, but for pictures and surfaces that are still held here. */
  close(): void {
    const { decoder, slots } = this;
    if (this.#home === undefined) decoder.close();
    else if (!slots.dropUser()) handedOver.add(decoder);
    else if (slots.isAnyHeld() || decoder.mappedSurfaces > 0) decoder.close();
    else this.#home.give(decoder);
  }
}
