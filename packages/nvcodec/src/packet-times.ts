/**
 * From packet to picture: each packet goes to the parser with its ordinal as the timestamp, and the picture that
 * comes out with that ordinal takes the packet's time and flags from here. So no clock of the parser touches a pts.
 *
 * A picture without a pts (AVI, raw streams) is given, in display order, the next decoding timestamp of such
 * packets, which is the order FFmpeg shows them in; without that either, the end of the picture before it, the
 * first one at zero.
 */
import type { Packet } from '@nvcodec/demux-ffmpeg';

export interface PictureTime {
  /** Presentation timestamp in units of the track's time base. */
  readonly pts: bigint;
  /** How long the picture is shown, in the same units; 0 when the container does not tell. */
  readonly duration: bigint;
  readonly key: boolean;
  /** Decoded but not shown: an edit list cuts it. */
  readonly discard: boolean;
  /** The container says that the packet is damaged. */
  readonly corrupt: boolean;
}

interface PacketTime {
  readonly pts: bigint | null;
  readonly duration: bigint;
  readonly key: boolean;
  readonly discard: boolean;
  readonly corrupt: boolean;
}

/** More packets than can lie between decoding and showing in any codec: older ones were never shown. */
const WINDOW = 512n;

export class PacketTimes {
  readonly #packets = new Map<bigint, PacketTime>();
  #decodingTimes: bigint[] = [];
  /** From 1: a parser that has no timestamp for a picture says 0. */
  #next = 1n;
  #end = 0n;

  /** Remembers a packet's times; what it returns is the timestamp for the parser. */
  add(packet: Packet): bigint {
    const ordinal = this.#next++;
    const { pts, duration, key, discard, corrupt } = packet;
    this.#packets.set(ordinal, { pts, duration, key, discard, corrupt });
    this.#packets.delete(ordinal - WINDOW);
    if (pts === null && packet.dts !== null) this.#decodingTimes.push(packet.dts);
    return ordinal;
  }

  /** The time of the picture that the parser shows with this timestamp, asked for in display order. */
  take(ordinal: bigint): PictureTime {
    const packet = this.#packets.get(ordinal);
    this.#packets.delete(ordinal);
    const pts = packet?.pts ?? this.#decodingTimes.shift() ?? this.#end;
    const duration = packet?.duration ?? 0n;
    this.#end = pts + duration;
    return {
      pts,
      duration,
      key: packet?.key ?? false,
      discard: packet?.discard ?? false,
      corrupt: packet?.corrupt ?? false,
    };
  }

  /** Forgets the packets before a seek; `end` is where pictures without any timestamp go on. */
  reset(end: bigint): void {
    this.#packets.clear();
    this.#decodingTimes = [];
    this.#end = end;
  }
}
