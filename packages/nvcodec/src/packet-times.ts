/**
 * From packet to picture: which time and flags a picture that comes out of the parser has.
 *
 * NVCUVID's parser hands timestamps out sorted, so each packet goes in with its presentation timestamp, unscaled, and
 * the picture that comes out with it takes the packet's flags from here.
 *
 * A packet without a pts (AVI, raw streams) goes in with its decoding timestamp instead or, without that too, with
 * the end of the packet before it; pictures of such packets take these timestamps in display order.
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
  readonly stamp: bigint;
  readonly hasPts: boolean;
  readonly duration: bigint;
  readonly key: boolean;
  readonly discard: boolean;
  readonly corrupt: boolean;
}

/** More packets than can lie between decoding and showing in any codec: older ones were never shown. */
const WINDOW = 512;

export class PacketTimes {
  /** Packets that are not shown yet, in the order they came. */
  #packets: PacketTime[] = [];
  /** Timestamps of those without a pts, in the order they came, which is rising. */
  #substitutes: bigint[] = [];
  readonly #hiddenWithoutPts: boolean;
  #packetEnd = 0n;
  #pictureEnd = 0n;

  /** @param hiddenWithoutPts a packet without a pts is a picture that is never shown, as in split VP9. */
  constructor(hiddenWithoutPts: boolean) {
    this.#hiddenWithoutPts = hiddenWithoutPts;
  }

  /** Remembers a packet's times; what it returns is the timestamp for the parser. */
  add(packet: Packet): bigint | undefined {
    const { pts, dts, duration, key, discard, corrupt } = packet;
    if (pts === null && this.#hiddenWithoutPts) return undefined;
    const stamp = pts ?? dts ?? this.#packetEnd;
    this.#packetEnd = stamp + duration;
    this.#packets.push({ stamp, hasPts: pts !== null, duration, key, discard, corrupt });
    if (this.#packets.length > WINDOW) this.#packets.shift();
    if (pts === null) this.#substitutes.push(stamp);
    return stamp;
  }

  /** The time of the picture that the parser shows with this timestamp, asked for in display order. */
  take(stamp: bigint): PictureTime {
    const index = this.#packets.findIndex((packet) => packet.stamp === stamp);
    const [packet] = index === -1 ? [] : this.#packets.splice(index, 1);
    const pts = this.#ptsOf(packet, stamp);
    const { duration = 0n, key = false, discard = false, corrupt = false } = packet ?? {};
    this.#pictureEnd = pts + duration;
    return { pts, duration, key, discard, corrupt };
  }

  /** Forgets the packets before a seek; `end` is where pictures without any timestamp go on. */
  reset(end: bigint): void {
    this.#packets = [];
    this.#substitutes = [];
    this.#packetEnd = end;
    this.#pictureEnd = end;
  }

  /** A timestamp that no packet had is the parser's own invention, for a second picture in one packet. */
  #ptsOf(packet: PacketTime | undefined, stamp: bigint): bigint {
    if (packet === undefined) return this.#pictureEnd;
    return packet.hasPts ? stamp : (this.#substitutes.shift() ?? stamp);
  }
}
