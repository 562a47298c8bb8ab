/**
 * The packets that decoding is fed with, from a place in the stream to the end of what is wanted: one may be looked at before it
 * is read, and what reading fails with is kept, for it comes behind the pictures of the packets before.
 */
import type { Packet } from '@nvcodec/demux-ffmpeg';
import { accessPoint } from '../decoding/random-access.js';
import type { PacketStream } from '../stream/packet-stream.js';

export class WantedPackets {
  readonly #stream: PacketStream;
  /** Looked at already, not read yet. */
  #packet: Packet | undefined;
  #failure: { readonly error: unknown } | undefined;
  /** Pictures from here on are not wanted. */
  #end: bigint | undefined;

  constructor(stream: PacketStream) {
    this.#stream = stream;
  }

  /** Until `reset`, the packets end where only pictures shown at or after `pts` are still to come. */
  stopAt(pts: bigint): void {
    this.#end = pts;
  }

  /** The packet that is read next, still the stream's; null at the end. @throws what reading throws. */
  peek(): Packet | null {
    this.#packet ??= this.#stream.read() ?? undefined;
    return this.#packet ?? null;
  }

  /** The next packet, the caller's to close, whether wanted or not; null at the end. @throws what reading throws. */
  take(): Packet | null {
    const packet = this.peek();
    this.#packet = undefined;
    return packet;
  }

  /** The next packet, the caller's to close; null at the end of what is wanted, or can be read. */
  next(): Packet | null {
    let packet: Packet | null;
    try {
      packet = this.peek();
    } catch (error) {
      this.#failure = { error };
      return null;
    }
    return packet === null || this.#isBehind(packet) ? null : this.take();
  }

  /** @throws what reading ended with, where it did not come to the end. */
  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** The stream is going to be read elsewhere. */
  reset(): void {
    this.close();
    this.#failure = undefined;
    this.#end = undefined;
  }

  close(): void {
    this.#packet?.close();
    this.#packet = undefined;
  }

  /** Whether neither this packet nor any after it has a picture that is wanted. */
  #isBehind({ pts, dts, key, data }: Packet): boolean {
    if (this.#end === undefined) return false;
    if (dts !== null && dts >= this.#end) return true;
    const { codec } = this.#stream.plan;
    return key && pts !== null && pts >= this.#end && accessPoint(codec, data)?.closed === true;
  }
}
