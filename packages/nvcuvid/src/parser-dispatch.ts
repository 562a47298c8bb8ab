/** Turns the C callbacks of one parser into its user's, and keeps the first exception for `parse` to throw. */
import { type DisplayInfo, readDisplayInfo } from './display-info.js';
import type { CallbackReceiver } from './parser-callbacks.js';
import { PictureParameters } from './picture-parameters.js';
import type { SequenceHeaders } from './sequence-headers.js';
import {
  type OperatingPointChoice,
  type OperatingPointInfo,
  operatingPointNumber,
  readOperatingPoints,
  readSeiMessages,
  type SeiMessages,
} from './stream-messages.js';
import { readSequenceHeader, readVideoFormat, type VideoFormat } from './video-format.js';

/** What a user of the parser is called for. All are called from inside `parse` and `flush`. */
export interface ParserCallbacks {
  /**
   * A sequence begins, or its format changed. Returns the number of decode surfaces, through which the parser then
   * cycles; 1 leaves `maxDecodeSurfaces` as it was, and 0 makes `parse` throw.
   */
  sequence(format: VideoFormat): number;
  /** A picture is to be decoded: give it to VideoDecoder.decode(). Returning `false` makes `parse` throw. */
  decode(picture: PictureParameters): unknown;
  /** A picture is due to be shown. */
  display(info: DisplayInfo): void;
  /** All pictures up to the end of the stream were shown; follows a `flush`. */
  endOfStream?(): void;
  /** A scalable AV1 stream asks what to decode; undefined takes operating point 0. */
  operatingPoint?(info: OperatingPointInfo): OperatingPointChoice | undefined;
  /** The SEI messages, user data or metadata of a picture that has some, before its `decode`. */
  sei?(messages: SeiMessages): void;
}

/** The largest number of decode surfaces that a sequence callback may return. */
const mostSurfaces = 32;

/** The receiver of one parser's callbacks. */
export class CallbackDispatcher implements CallbackReceiver {
  readonly #callbacks: ParserCallbacks;
  readonly #headers: SequenceHeaders | undefined;
  readonly #picture = new PictureParameters();
  #failure: { readonly error: unknown } | undefined;

  /** @param headers the stream's, by which the display area is set right; undefined to take NVCUVID's. */
  constructor(callbacks: ParserCallbacks, headers: SequenceHeaders | undefined) {
    this.#callbacks = callbacks;
    this.#headers = headers;
  }

  /** Throws the exception that a callback threw, once. */
  throwFailure(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
  }

  sequence(format: bigint): number {
    return this.#guard(0, () => {
      const surfaces = this.#callbacks.sequence(this.#videoFormat(format));
      if (surfaces === 0) throw new Error('The sequence callback returned 0: it cannot decode this sequence');
      if (Number.isInteger(surfaces) && surfaces > 0 && surfaces <= mostSurfaces) return surfaces;
      throw new RangeError(
        `The sequence callback must return 1 to ${mostSurfaces} decode surfaces, not ${surfaces}`,
      );
    });
  }

  decode(picture: bigint): number {
    return this.#guard(0, () => {
      this.#picture.moveTo(picture);
      try {
        if (this.#callbacks.decode(this.#picture) !== false) return 1;
        // NVCUVID's parser does not always report this, so it is reported as an exception is.
        throw new Error('The decode callback returned false: it cannot decode this picture');
      } finally {
        this.#picture.moveTo(0n);
      }
    });
  }

  display(info: bigint): number {
    return this.#guard(0, () => {
      if (info === 0n) this.#callbacks.endOfStream?.();
      else this.#callbacks.display(readDisplayInfo(info));
      return 1;
    });
  }

  operatingPoint(info: bigint): number {
    return this.#guard(-1, () => {
      const choice = this.#callbacks.operatingPoint?.(readOperatingPoints(info));
      return choice === undefined ? -1 : operatingPointNumber(choice);
    });
  }

  sei(info: bigint): number {
    return this.#guard(0, () => {
      const found = readSeiMessages(info);
      if (found.messages.length > 0) this.#callbacks.sei?.(found);
      return 1;
    });
  }

  #videoFormat(address: bigint): VideoFormat {
    const told = readVideoFormat(address);
    if (this.#headers === undefined) return told;
    return { ...told, displayArea: this.#headers.displayArea(told, readSequenceHeader(address)) };
  }

  /** An exception must not reach C; after one the user's callbacks rest until `parse` has thrown it. */
  #guard(failed: number, call: () => number): number {
    if (this.#failure !== undefined) return failed;
    try {
      return call();
    } catch (error) {
      this.#failure = { error };
      return failed;
    }
  }
}
