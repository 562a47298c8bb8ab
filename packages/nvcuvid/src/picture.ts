/** A decoded picture, not yet post-processed: a decode surface that its holder owns until he closes it. */
import { Lifetime } from '@nvcodec/cuda-driver';
import type { DisplayInfo } from './display-info.js';
import type { DecodeStatus, MapOptions } from './picture-access.js';
import type { Surface } from './surface.js';
import type { VideoDecoder } from './video-decoder.js';

/**
 * One of the decoder's `numPictures` decode surfaces, holding a picture that is due to be shown. Whoever feeds the
 * decoder must not decode into `pictureIndex` before the picture is closed; `release` tells him so.
 */
export class Picture {
  /** The decoder that holds it. */
  readonly decoder: VideoDecoder;
  /** What the parser told of it. */
  readonly display: DisplayInfo;
  /** Whether it is open; see Lifetime. */
  readonly lifetime: Lifetime;
  /**
   * @param release called once with the picture's index when it is closed; it must not refer to the picture.
   * @param other another open holder of the same decode surface: its decoder may be closed meanwhile.
   */
  constructor(
    decoder: VideoDecoder,
    display: DisplayInfo,
    release: (pictureIndex: number) => void,
    other?: Picture,
  ) {
    const { pictureIndex } = display;
    const { lifetime, cuvid } = decoder;
    if (other === undefined) lifetime.assertOpen();
    else other.lifetime.assertOpen();
    this.decoder = decoder;
    this.display = display;
    this.lifetime = new Lifetime(this, {
      name: 'Picture',
      keeps: lifetime,
      failures: cuvid.cuda.failures,
      release: () => release(pictureIndex),
    });
  }

  /** Index of the decode surface. */
  get pictureIndex(): number {
    return this.display.pictureIndex;
  }

  /** The timestamp given with the picture's packet, in its units. */
  get timestamp(): bigint {
    return this.display.timestamp;
  }

  /**
   * Post-processes the picture into a surface; waits until it is decoded. What the stream says of fields is filled
   * in. The surface is a copy: the picture may be closed before it. See VideoDecoder.map().
   */
  map(options: MapOptions = {}): Surface {
    this.lifetime.assertOpen();
    const { display, decoder } = this;
    const filled: MapOptions = {
      stream: options.stream,
      progressive: options.progressive ?? display.progressive,
      topFieldFirst: options.topFieldFirst ?? display.topFieldFirst,
      secondField: options.secondField,
      unpairedField: options.unpairedField ?? display.repeatFirstField < 0,
    };
    return decoder.pictures.map(display.pictureIndex, filled, decoder.lifetime);
  }

  /** How its decoding went; see VideoDecoder.status(). */
  status(): DecodeStatus {
    this.lifetime.assertOpen();
    return this.decoder.pictures.status(this.pictureIndex);
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.lifetime.closed;
  }

  /** Gives the decode surface back. Never throws; see Lifetime. */
  close(): void {
    this.lifetime.close();
  }

  /** `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }
}
