/**
 * Puts the sequence header that the parser was created with in front of a stream. NVCUVID takes such a header from
 * CUVIDPARSERPARAMS.pExtVideoInfo too, but its parser (driver 580) shows no picture of an H.264 stream that has its
 * parameter sets nowhere else.
 */
import type { Codec } from './names.js';
import type { ParserOptions } from './parser-options.js';

/** Codecs whose headers are found in the stream by their start codes. */
const withStartCodes: ReadonlySet<Codec> = new Set<Codec>(['mpeg1', 'mpeg2', 'mpeg4', 'h264', 'hevc']);

/** Whether a stream is at its start, and what it then lacks. */
export class StreamStart {
  readonly #header: Uint8Array | undefined;
  #atStart = true;

  constructor({ codec, sequenceHeader }: Pick<ParserOptions, 'codec' | 'sequenceHeader'>) {
    if (sequenceHeader !== undefined && withStartCodes.has(codec))
      this.#header = Uint8Array.from(sequenceHeader);
  }

  /** A stream begins with the next packet. */
  begin(): void {
    this.#atStart = true;
  }

  /** The packet, behind the header if it is the first of its stream. */
  complete(packet: Uint8Array): Uint8Array {
    if (!this.#atStart || packet.byteLength === 0) return packet;
    this.#atStart = false;
    if (this.#header === undefined) return packet;
    const whole = new Uint8Array(this.#header.length + packet.byteLength);
    whole.set(this.#header);
    whole.set(new Uint8Array(packet.buffer, packet.byteOffset, packet.byteLength), this.#header.length);
    return whole;
  }
}
