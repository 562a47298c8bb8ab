/**
 * Packets of a container become packets of an elementary stream: with start codes, filtered, and behind the parameter
 * sets that the container keeps apart wherever a stream begins. A packet may bring another codec configuration, which
 * holds from there on (several sample descriptions in MP4, a new sequence header in FLV).
 */
import { AvError, BitstreamFilter, type Packet, type Track, toSeconds } from '@nvcodec/demux-ffmpeg';
import { DamagedFrameError } from '../errors.js';
import { readConfiguration, toAnnexB } from './length-prefixed.js';
import { filtersFor, type HeaderPlace, headerPlace } from './stream-plan.js';

/** Packets before which one was left out. */
const behindLoss = new WeakSet<Packet>();

/** Whether a packet before this one was too damaged to be rewritten. */
export function followsLoss(packet: Packet): boolean {
  return behindLoss.has(packet);
}

export class PacketRewriter {
  readonly #track: Track;
  readonly #strict: boolean;
  readonly #filter: BitstreamFilter | undefined;
  readonly #headerAt: HeaderPlace;
  /** Parameter sets, with start codes. */
  #header: Uint8Array = new Uint8Array(0);
  #headerDue = true;
  /** Bytes of the lengths in front of NAL units; undefined where start codes are there already. */
  #lengthBytes: number | undefined;
  #lost = false;

  /**
   * @param strict a packet that cannot be rewritten is an error; otherwise it is left out, as FFmpeg's own decoders do.
   * @throws DamagedFrameError when the track's codec configuration is cut short, if `strict`; otherwise the parameter
   * sets before the cut are taken, as by FFmpeg's own decoders, and those in the packets.
   */
  constructor(track: Track, strict: boolean) {
    const filters = filtersFor(track);
    this.#track = track;
    this.#strict = strict;
    this.#headerAt = headerPlace(track);
    if (!this.#configure(track.extradata, !strict)) {
      throw new DamagedFrameError(0, 'damaged', "the container's parameter sets are cut short");
    }
    this.#filter = filters === null ? undefined : BitstreamFilter.create(filters, track);
  }

  /** Takes over the codec configuration that a packet brings; one that is cut short is ignored. */
  adopt(packet: Packet): void {
    const changes = packet.bringsExtradata && this.#headerAt === 'first-packet';
    const found = changes ? packet.sideData.find(({ type }) => type === 'new_extradata') : undefined;
    if (found === undefined || found.data.length === 0) return;
    const taken = this.#configure(found.data, false);
    if (!taken && this.#strict) this.#lose(packet, 'the parameter sets it brings are cut short');
  }

  /**
   * What comes of a packet, which is closed or passed on; null ends the stream.
   * @throws DamagedFrameError when it cannot be rewritten, if `strict`.
   */
  rewrite(packet: Packet | null): Packet[] {
    const ready = this.#filtered(packet === null ? null : this.#withStartCodes(packet));
    let [first] = ready;
    if (first === undefined) return ready;
    if (this.#headerDue && this.#takesHeader(first)) {
      this.#headerDue = false;
      first = this.#behindHeader(first);
      ready[0] = first;
    }
    if (this.#lost) behindLoss.add(first);
    this.#lost = false;
    return ready;
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

  /** False, with everything as it was, for a configuration record that is cut short where it must not be. */
  #configure(extradata: Uint8Array, mayBeCut: boolean): boolean {
    const { codec } = this.#track;
    const found = codec === 'h264' || codec === 'hevc' ? readConfiguration(codec, extradata) : undefined;
    if (found?.complete === false && !mayBeCut) return false;
    this.#lengthBytes = found?.lengthBytes;
    this.#header = found?.header ?? extradata;
    this.#headerDue = true;
    return true;
  }

  /** Undefined for a packet that is too damaged. */
  #withStartCodes(packet: Packet): Packet | undefined {
    if (this.#lengthBytes === undefined || packet.byteLength === 0) return packet;
    const { data } = packet;
    const rewritten = toAnnexB(data, this.#lengthBytes);
    if (rewritten === data) return packet;
    if (rewritten !== undefined) return packet.withData(rewritten);
    this.#lose(packet, 'the lengths of its NAL units do not add up');
    packet.close();
    return undefined;
  }

  #filtered(packet: Packet | null | undefined): Packet[] {
    if (packet === undefined) return [];
    const filter = this.#filter;
    if (filter === undefined) return packet === null ? [] : [packet];
    try {
      return filter.filterSync(packet);
    } catch (error) {
      if (!(error instanceof AvError) || error.name !== 'AVERROR_INVALIDDATA') throw error;
      this.#lose(packet, error.message);
      return [];
    } finally {
      packet?.close();
    }
  }

  #lose(packet: Packet | null, reason: string): void {
    this.#lost = true;
    if (!this.#strict) return;
    const seconds = toSeconds(packet?.pts ?? packet?.dts ?? 0n, this.#track.timeBase);
    packet?.close();
    throw new DamagedFrameError(seconds, 'damaged', `its packet cannot be read: ${reason}`);
  }

  #takesHeader(packet: Packet): boolean {
    return packet.byteLength > 0 && (this.#headerAt === 'first-packet' || packet.key);
  }

  #behindHeader(packet: Packet): Packet {
    const header = this.#header;
    if (this.#headerAt === 'nowhere' || header.length === 0) return packet;
    const { buffer, byteOffset, byteLength } = packet.data;
    const data = Buffer.from(buffer, byteOffset, byteLength);
    return data.includes(Buffer.from(header)) ? packet : packet.withData(Buffer.concat([header, data]));
  }
}
