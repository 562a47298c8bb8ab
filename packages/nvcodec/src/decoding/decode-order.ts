/**
 * Which packet each picture in NVDEC came from, where timestamps are missing. NVCUVID decodes pictures in the order of
 * their packets: with codecs whose pictures end where the next one starts, a packet's picture mostly when the packet
 * behind it is parsed, or at the end (seen with driver 580; packages/nvcuvid/README.md). Small H.264 pictures without
 * access unit delimiters may come a packet later, two at once; then this is off by one.
 */
import type { Codec } from '@nvcodec/nvcuvid';

/** Codecs whose pictures wait for the packet behind theirs. */
const WAITING: ReadonlySet<Codec> = new Set<Codec>(['h264', 'hevc', 'mpeg1', 'mpeg2', 'mpeg4']);

export class DecodeOrder {
  /** By decode surface. */
  readonly #packets = new Map<number, number>();
  #previous: number | undefined;
  #current: number | undefined;
  #decodedNow = false;

  /** For a codec whose pictures can be followed; undefined where timestamps must do. */
  static of(codec: Codec): DecodeOrder | undefined {
    return WAITING.has(codec) ? new DecodeOrder() : undefined;
  }

  /** The packet of this number is parsed next. */
  parsing(packet: number): void {
    this.#previous = this.#current ?? packet;
    this.#current = packet;
    this.#decodedNow = false;
  }

  /** The end is parsed next. */
  flushing(): void {
    this.#previous = this.#current;
    this.#decodedNow = false;
  }

  /** The parser has a picture decoded into a surface: the first field or both. */
  decoding(surface: number): void {
    // More than one at a time: the packet itself holds several pictures.
    const packet = this.#decodedNow ? this.#current : this.#previous;
    this.#decodedNow = true;
    if (packet !== undefined) this.#packets.set(surface, packet);
  }

  /** The packet of the picture in a surface. */
  packetOf(surface: number): number | undefined {
    return this.#packets.get(surface);
  }

  /** Before a seek. */
  reset(): void {
    this.#packets.clear();
    this.#previous = undefined;
    this.#current = undefined;
  }
}
