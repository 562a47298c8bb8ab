/**
 * Which packet each picture in NVDEC came from. NVCUVID's parser hands timestamps out sorted, so they cannot tell that, and
 * behind a hidden frame of VP9 those of the packets before. It has decoded a packet's pictures before the next one is
 * parsed; with codecs whose pictures end where the next one starts, where it is told of the end of each packet (seen with
 * driver 580; packages/nvcuvid/README.md).
 */
import type { Codec } from '@nvcodec/nvcuvid';

/** Codecs whose pictures would wait for the packet behind theirs. */
const WAITING: ReadonlySet<Codec> = new Set<Codec>(['h264', 'hevc', 'mpeg1', 'mpeg2', 'mpeg4', 'vc1']);

/** Whether NVIDIA's parser is to be told where a packet ends. */
export const waitsForNext = (codec: Codec): boolean => WAITING.has(codec);

/** Whether it is known to have decoded a packet's pictures then. */
export const decodesAtOnce = (codec: Codec): boolean =>
  waitsForNext(codec) || codec === 'vp8' || codec === 'vp9';

export class DecodeOrder {
  /** By decode surface. */
  readonly #packets = new Map<number, number>();
  #current: number | undefined;

  /** The packet of this number is parsed next. */
  parsing(packet: number): void {
    this.#current = packet;
  }

  /** The parser has a picture decoded into a surface: the first field or both. */
  decoding(surface: number): void {
    if (this.#current !== undefined) this.#packets.set(surface, this.#current);
  }

  /** The packet of the picture in a surface. */
  packetOf(surface: number): number | undefined {
    return this.#packets.get(surface);
  }

  /** Before a seek. */
  reset(): void {
    this.#packets.clear();
    this.#current = undefined;
  }
}
