/**
 * From packet to picture: which time and flags a picture that comes out of the parser has.
 *
 * A picture takes the flags of its packet, and its presentation timestamp unless that is missing or wrong; then it has
 * the decoding timestamp of the packet with which a decoder by the book puts it out: one later in the stream by as
 * many packets as pictures are reordered (timestamp-guess.ts). Decoding timestamps that the container leaves out
 * are counted on from the packet before. What has no timestamp even so is counted, as FFmpeg's programs do it.
 */
import type { Packet } from '@nvcodec/demux-ffmpeg';
import { TimestampGuess } from './timestamp-guess.js';
import type { PictureRole } from './unshown-pictures.js';

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

/** What is known of a stream's timestamps. */
export interface TimingFacts {
  /** A packet without a pts is a picture that is never shown, as in split VP9. */
  readonly hiddenWithoutPts: boolean;
  /** By how many pictures decoding runs ahead of showing. */
  readonly reorderDelay: number;
  /** By how many ticks the decoding timestamps that the container leaves out begin before what is shown first. */
  readonly lead: bigint;
  /** Of a picture whose packet tells no duration, in ticks; 0 when not known. */
  readonly frameDuration: bigint;
  /**
   * What the parser does with timestamps: 'sorts' (NVCUVID hands them out in rising order, so they must be
   * presentation times) or 'keeps' them with their pictures.
   */
  readonly parser: 'sorts' | 'keeps';
  readonly counted: Counted;
}

/**
 * Which pictures follow the one before: 'all' (the container has no timestamps, whatever packets have), those without any
 * timestamp ('untimed'), or 'none'; the last ones, behind whose packets no other comes, then take the decoding timestamps
 * that packets behind the last one would have.
 */
export type Counted = 'all' | 'untimed' | 'none';

interface PacketTime extends Omit<PictureTime, 'pts' | 'duration'> {
  /** Of both fields, where the second came in a packet of its own. */
  duration: bigint;
  /** What the parser was given. */
  readonly stamp: bigint;
  readonly pts: bigint | null;
  readonly dts: bigint;
  /** Its picture is the first one of a sequence. */
  readonly begins: boolean;
}

/** More packets than can lie between decoding and showing in any codec: older ones were never shown. */
const WINDOW = 512;

export class PacketTimes {
  readonly #facts: TimingFacts;
  /** The last packets in the order they came, and which number the first of them has. */
  #packets: PacketTime[] = [];
  #firstPacket = 0;
  /** Numbers of packets whose pictures were not shown yet. */
  #unshown = new Set<number>();
  /** Which picture each of these packets belongs to, counted in decoding order, and the last packet of each picture. */
  readonly #pictureOf = new Map<number, number>();
  readonly #lastOf = new Map<number, number>();
  #pictures = 0;
  /** The picture with which the next one is put out, if all packets have one; undefined at the start. */
  #trigger: number | undefined;
  readonly #guess = new TimestampGuess();
  #nextDts: bigint;
  #pictureEnd = 0n;
  #lastShown: bigint | undefined;

  constructor(facts: TimingFacts) {
    this.#facts = facts;
    this.#nextDts = this.#dtsBefore(0n);
  }

  /**
   * Remembers a packet's times; what it returns is the timestamp for the parser.
   * @param role 'second field': of the picture that the packet before began.
   */
  add(packet: Packet, role: PictureRole | 'second field' = 'follows'): bigint | undefined {
    const { pts, duration, key, discard, corrupt } = packet;
    if (pts === null && this.#facts.hiddenWithoutPts) return undefined;
    const dts = packet.dts ?? this.#nextDts;
    this.#nextDts = dts + (duration > 0n ? duration : this.#facts.frameDuration);
    const number = this.#firstPacket + this.#packets.length;
    const stamp = this.#facts.parser === 'keeps' ? BigInt(number) : (pts ?? dts);
    const first = this.#packets.at(-1);
    if (role === 'second field' && first !== undefined) first.duration += duration;
    this.#packets.push({ stamp, pts, dts, duration, key, discard, corrupt, begins: role === 'begins' });
    this.#unshown.add(number);
    if (role !== 'skipped') {
      const picture = role === 'second field' ? this.#pictures - 1 : this.#pictures++;
      this.#pictureOf.set(number, picture);
      this.#lastOf.set(picture, number);
    }
    if (this.#packets.length > WINDOW) this.#dropFirst();
    return stamp;
  }

  /** The number of the packet that was added last, in the order they came. */
  get last(): number {
    return this.#firstPacket + this.#packets.length - 1;
  }

  /**
   * The time of the picture that the parser shows with this timestamp, asked for in display order.
   * @param number of its packet, where that is known.
   */
  take(stamp: bigint, number = this.numberOf(stamp)): PictureTime {
    const packet = number === undefined ? undefined : this.#packets[number - this.#firstPacket];
    // A timestamp that no packet had is the parser's own invention, for a second picture in one packet.
    if (number === undefined || packet === undefined) return this.#unstamped();
    this.#unshown.delete(number);
    const { duration, key, discard, corrupt } = packet;
    const dts = this.#dtsOfTrigger(this.#pictureOf.get(number) ?? 0, packet);
    const counted = this.#facts.counted === 'all';
    const pts = discard ? packet.pts : counted ? null : this.#guess.next(packet.pts, dts);
    const shown = pts ?? this.#nextTime();
    this.#pictureEnd = shown + this.#spacing(duration, shown);
    this.#lastShown = shown;
    return { pts: shown, duration, key, discard, corrupt };
  }

  /** Forgets the packets before a seek; `end` is where pictures without any timestamp go on. */
  reset(end: bigint): void {
    this.#packets = [];
    this.#firstPacket = 0;
    this.#unshown.clear();
    this.#pictureOf.clear();
    this.#lastOf.clear();
    this.#pictures = 0;
    this.#trigger = undefined;
    this.#guess.restart();
    this.#nextDts = this.#dtsBefore(end);
    this.#pictureEnd = end;
    this.#lastShown = undefined;
  }

  /** The decoding timestamp of the packet with which a picture is put out; null behind the last packet. */
  #dtsOfTrigger(picture: number, { key, begins }: PacketTime): bigint | null {
    const { reorderDelay } = this.#facts;
    // Pictures of the sequence before may have been dropped: then only those behind the first one put it out.
    const first = begins || (key && this.#trigger === undefined) ? picture + reorderDelay : picture;
    const trigger = Math.max(this.#trigger ?? reorderDelay, first);
    this.#trigger = trigger + 1;
    const packet = this.#lastOf.get(trigger);
    return packet === undefined ? null : (this.#packets[packet - this.#firstPacket]?.dts ?? null);
  }

  #dropFirst(): void {
    const number = this.#firstPacket++;
    this.#packets.shift();
    this.#unshown.delete(number);
    const picture = this.#pictureOf.get(number);
    this.#pictureOf.delete(number);
    if (picture !== undefined && this.#lastOf.get(picture) === number) this.#lastOf.delete(picture);
  }

  /** The number of the packet, not shown yet, that was given this timestamp. */
  numberOf(stamp: bigint): number | undefined {
    for (const number of this.#unshown) {
      if (this.#packets[number - this.#firstPacket]?.stamp === stamp) return number;
    }
    return undefined;
  }

  #unstamped(): PictureTime {
    const pts = this.#pictureEnd;
    this.#pictureEnd += this.#facts.frameDuration;
    return { pts, duration: 0n, key: false, discard: false, corrupt: false };
  }

  /** The decoding timestamp of a first packet whose picture, or that of an earlier one, is shown at `pts`. */
  #dtsBefore(pts: bigint): bigint {
    return pts - this.#facts.lead;
  }

  /** Of a picture without any timestamp. */
  #nextTime(): bigint {
    if (this.#facts.counted !== 'none') return this.#pictureEnd;
    const dts = this.#nextDts;
    this.#nextDts += this.#facts.frameDuration;
    return dts;
  }

  /** From a picture to the next. A duration of one tick is doubtful where pictures lie further apart. */
  #spacing(duration: bigint, shown: bigint): bigint {
    const apart = shown - (this.#lastShown ?? shown);
    if (duration === 1n && apart > 2n && this.#facts.counted === 'untimed') return apart;
    return duration > 0n ? duration : this.#facts.frameDuration;
  }
}
