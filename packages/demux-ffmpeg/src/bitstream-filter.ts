// FFmpeg's bitstream filters: they rewrite packets without decoding them.
import { avError } from './av-error.js';
import { binding, type NativeFilter } from './binding.js';
import { DisposedError } from './errors.js';
import { giveBackNative, nativeOf, Packet, takeNative } from './packet.js';
import type { Rational } from './rational.js';
import { attachedParameters, attachParameters, type Track } from './track.js';

/** What a filter must know of its input. A Track tells all of it. */
export interface FilterParameters {
  /** FFmpeg's name, such as `h264`. */
  codec: string;
  /** The container's four characters, where a filter looks at them. */
  codecTag?: string | null;
  /** Codec configuration, as the container has it. */
  extradata?: Uint8Array;
  /** Pixels. */
  width?: number;
  /** Pixels. */
  height?: number;
  /** Seconds per tick of the packets' timestamps; microseconds when not given. */
  timeBase?: Rational;
}

/** What comes out of a filter; may be given to another filter as its input. */
export interface FilterOutput {
  /** FFmpeg's name of the codec. */
  readonly codec: string;
  /** As the chain leaves it: Annex B parameter sets after `h264_mp4toannexb`, for example. */
  readonly extradata: Uint8Array;
  /** Seconds per tick of the filtered packets' timestamps. */
  readonly timeBase: Rational;
}

/** A chain of bitstream filters, open for one stream. */
export class BitstreamFilter {
  /** The chain as it was given. */
  readonly chain: string;
  /** The stream that comes out. */
  readonly output: FilterOutput;
  #native: NativeFilter | undefined;

  private constructor(chain: string, native: NativeFilter) {
    const { parameters, ...output } = native.output();
    attachParameters(output, parameters);
    this.chain = chain;
    this.output = output;
    this.#native = native;
  }

  /**
   * A chain such as `'h264_mp4toannexb,dump_extra=freq=keyframe'`, in FFmpeg's own notation. AvError names a
   * filter that this FFmpeg lacks, or says that the codec is not one that the filter takes.
   */
  static create(chain: string, input: Track | FilterParameters | FilterOutput): BitstreamFilter {
    if (typeof chain !== 'string' || chain.trim() === '') {
      throw new TypeError("chain must name at least one filter, such as 'h264_mp4toannexb'");
    }
    const native = new binding.NativeFilter();
    const code = native.open(chain, attachedParameters(input) ?? new binding.NativeParameters(input));
    if (code < 0) {
      const source = `${input.codec} with the bitstream filters '${chain}'`;
      throw avError({ code, call: 'av_bsf_init', source, log: native.log() });
    }
    return new BitstreamFilter(chain, native);
  }

  /**
   * Sends one packet, which stays the caller's, and returns the packets that are ready: none, one or more, each
   * the caller's to close. `null` marks the end and returns what was still held; after it only flush() makes
   * the filter take packets again.
   */
  filterSync(packet: Packet | null): Packet[] {
    const native = this.#open();
    const sent = native.send(packet === null ? undefined : nativeOf(packet));
    if (sent < 0) throw this.#failure(native, sent, 'av_bsf_send_packet');
    const ready: Packet[] = [];
    for (;;) {
      const target = takeNative();
      const code = native.receive(target);
      if (code === 0) {
        ready.push(new Packet(target));
        continue;
      }
      giveBackNative(target);
      if (code === binding.errorCodes.again || code === binding.errorCodes.eof) return ready;
      for (const each of ready) each.close();
      throw this.#failure(native, code, 'av_bsf_receive_packet');
    }
  }

  /** Forgets what it holds: after a seek, and to go on after the end. */
  flush(): void {
    this.#open().flush();
  }

  /** Whether close() was called. */
  get closed(): boolean {
    return this.#native === undefined;
  }

  /** Frees the chain and what it holds. Twice does no harm. */
  close(): void {
    this.#native?.close();
    this.#native = undefined;
  }

  /** close(), for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #open(): NativeFilter {
    if (this.#native === undefined) throw new DisposedError('bitstream filter');
    return this.#native;
  }

  #failure(native: NativeFilter, code: number, call: string): Error {
    return avError({ code, call, source: `a packet with '${this.chain}'`, log: native.log() });
  }
}
