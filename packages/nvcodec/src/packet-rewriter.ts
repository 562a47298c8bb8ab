/**
 * Packets of a container become packets of an elementary stream: filtered, and behind the parameter sets that the
 * container keeps apart wherever a stream begins. A packet may bring another codec configuration, which holds from
 * there on (several sample descriptions in MP4, a new sequence header in FLV).
 */
import { AvError, BitstreamFilter, type Packet, type Track, toSeconds } from '@nvcodec/demux-ffmpeg';
import { DamagedFrameError } from './errors.js';
import { type PacketPlan, planPackets } from './stream-plan.js';

/** Packets before which one was left out. */
const behindLoss = new WeakSet<Packet>();

/** Whether a packet before this one was too damaged to be rewritten. */
export function followsLoss(packet: Packet): boolean {
  return behindLoss.has(packet);
}

export class PacketRewriter {
  readonly #track: Track;
  readonly #strict: boolean;
  #filter: BitstreamFilter | undefined;
  /** Parameter sets in the form of the packets that come out. */
  #header: Uint8Array = new Uint8Array(0);
  #headerAt: PacketPlan['header'] = 'nowhere';
  #headerDue = true;
  #lost = false;

  /**
   * @param strict a packet that cannot be rewritten is an error; otherwise it is left out.
   * @throws AvError when the track's codec configuration makes no sense.
   */
  constructor(track: Track, strict: boolean) {
    this.#track = track;
    this.#strict = strict;
    this.#configure(track.extradata);
  }

  /** Takes over the codec configuration that a packet brings; one that makes no sense is ignored unless `strict`. */
  adopt(packet: Packet): void {
    if (!packet.bringsExtradata) return;
    const found = packet.sideData.find(({ type }) => type === 'new_extradata');
    if (found === undefined || found.data.length === 0) return;
    this.#orSkip(() => this.#configure(found.data), undefined);
    this.#headerDue = true;
  }

  /**
   * What comes of a packet, which is closed or passed on; null ends the stream.
   * @throws DamagedFrameError when it cannot be rewritten, if `strict`.
   */
  rewrite(packet: Packet | null): Packet[] {
    const filtered = this.#filtered(packet);
    const first = filtered[0];
    if (this.#headerDue && first !== undefined && this.#takesHeader(first)) {
      this.#headerDue = false;
      filtered[0] = this.#behindHeader(first);
    }
    if (this.#lost && filtered[0] !== undefined) {
      behindLoss.add(filtered[0]);
      this.#lost = false;
    }
    return filtered;
  }

  /** The next packet does not follow the one before. */
  restart(): void {
    this.#filter?.flush();
    this.#headerDue = true;
    this.#lost = false;
  }

  close(): void {
    this.#filter?.close();
  }

  #configure(extradata: Uint8Array): void {
    const { filters, header } = planPackets(this.#track, extradata);
    const filter = filters === null ? undefined : BitstreamFilter.create(filters, this.#track, { extradata });
    this.#filter?.close();
    this.#filter = filter;
    this.#header = filter?.output.extradata ?? extradata;
    this.#headerAt = header;
  }

  #filtered(packet: Packet | null): Packet[] {
    const filter = this.#filter;
    if (filter === undefined) return packet === null ? [] : [packet];
    try {
      return filter.filterSync(packet);
    } catch (error) {
      if (!isOfDamage(error)) throw error;
      if (this.#strict) throw this.#damaged(packet, error);
      this.#lost = true;
      return [];
    } finally {
      packet?.close();
    }
  }

  #takesHeader(packet: Packet): boolean {
    return packet.byteLength > 0 && (this.#headerAt === 'first-packet' || packet.key);
  }

  #behindHeader(packet: Packet): Packet {
    const none = this.#headerAt === 'nowhere' || this.#header.length === 0;
    if (none || contains(packet.data, this.#header)) return packet;
    return packet.withPrefix(this.#header);
  }

  /** What is too damaged to be rewritten is left out, as FFmpeg's own decoders do. */
  #orSkip<T>(attempt: () => T, otherwise: T): T {
    try {
      return attempt();
    } catch (error) {
      if (this.#strict || !isOfDamage(error)) throw error;
      return otherwise;
    }
  }

  #damaged(packet: Packet | null, { message }: Error): DamagedFrameError {
    const ticks = packet?.pts ?? packet?.dts ?? 0n;
    const damage = `its packet cannot be read: ${message}`;
    return new DamagedFrameError(toSeconds(ticks, this.#track.timeBase), 'damaged', damage);
  }
}

function isOfDamage(error: unknown): error is AvError {
  return error instanceof AvError && error.name === 'AVERROR_INVALIDDATA';
}

function contains({ buffer, byteOffset, byteLength }: Uint8Array, part: Uint8Array): boolean {
  return Buffer.from(buffer, byteOffset, byteLength).includes(Buffer.from(part));
}
