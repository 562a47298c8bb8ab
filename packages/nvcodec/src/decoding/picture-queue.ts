/**
 * What is known of pictures from their packets on, and the queue of those that are due: each with its time, its
 * HDR metadata and its damage, and at field rate twice.
 */
import type { HdrMetadata, Packet, Rational } from '@nvcodec/demux-ffmpeg';
import type { DisplayInfo, PictureParameters, SeiMessages } from '@nvcodec/nvcuvid';
import { followsLoss } from '../stream/packet-rewriter.js';
import type { StreamPlan } from '../stream/stream-plan.js';
import { DamageTracker } from './damage.js';
import { FieldSplitter } from './field-splitter.js';
import { type FrameHdr, HdrTracker } from './hdr.js';
import type { Counted, TimingFacts } from './packet-times.js';
import { PacketTrail } from './packet-trail.js';
import { Picture } from './picture.js';
import type { SharedDecoder } from './shared-decoder.js';
import { hasTwoFields, type ShownTime } from './shown-time.js';

/** What is known of a stream's pictures before any came. */
export interface PictureFacts {
  readonly timeBase: Rational;
  /** Of a picture whose packet tells no duration, in ticks. Default: 0, not known. */
  readonly frameDuration?: bigint | undefined;
  /** By how many pictures decoding runs ahead of showing, as the container's packets show. Default: 0. */
  readonly reorderDelay?: number | undefined;
  /** See TimingFacts. Default: 0. */
  readonly lead?: bigint | undefined;
  /** Which pictures are counted for want of timestamps. Default: none. */
  readonly counted?: Counted | undefined;
  /** What the container says of high dynamic range. Default: nothing. */
  readonly hdr?: HdrMetadata | undefined;
  /** A picture for each field of interlaced ones. */
  readonly fieldRate?: boolean | undefined;
}

export class PictureQueue {
  readonly #facts: PictureFacts;
  readonly #trail: PacketTrail;
  readonly #hdr: HdrTracker;
  readonly #damage = new DamageTracker();
  readonly #fields: FieldSplitter;
  #ready: Picture[] = [];
  #readyTimes: ShownTime[] = [];

  constructor(stream: StreamPlan, facts: PictureFacts, parser: TimingFacts['parser']) {
    const { frameDuration = 0n, reorderDelay = 0, lead = 0n, counted = 'none', hdr = {} } = facts;
    this.#facts = facts;
    const timing = { ...stream, frameDuration, reorderDelay, lead, parser, counted };
    this.#trail = new PacketTrail(stream.codec, timing);
    this.#hdr = new HdrTracker(stream.codec, hdr);
    this.#fields = new FieldSplitter(frameDuration);
  }

  /** Whether the parser is to be asked for messages. */
  get wantsMessages(): boolean {
    return this.#hdr.wantsMessages;
  }

  /** High dynamic range metadata of the first picture. */
  get openingHdr(): FrameHdr {
    return this.#hdr.opening;
  }

  /** See PacketTrail. */
  get beyond(): string | undefined {
    return this.#trail.beyond;
  }

  /** Whether the parser is to get a packet: see PacketTrail. */
  takes(packet: Packet): boolean {
    return this.#trail.takes(packet);
  }

  /** A packet goes to the parser, with the timestamp that is returned. */
  parsing(packet: Packet): bigint | undefined {
    const timestamp = this.#trail.parsing(packet);
    this.#hdr.packet(packet, timestamp);
    this.#damage.packet(packet, timestamp, followsLoss(packet));
    return timestamp;
  }

  /** The parser refused it. @throws the error when it is not of damage. */
  refusedPacket(error: unknown): void {
    this.#damage.refusedPacket(error);
  }

  /** Messages of a picture, before it is decoded. */
  messages(messages: SeiMessages): void {
    this.#hdr.messages(messages);
  }

  /** A picture goes to the decoder by `decode`. @throws what that throws, when it is not of damage. */
  decoding(parameters: PictureParameters, decode: () => void): void {
    this.#trail.decoding(parameters);
    if (!parameters.secondField) this.#hdr.decoding(parameters.pictureIndex);
    this.#damage.decoding(parameters);
    try {
      decode();
      this.#damage.decoded();
    } catch (error) {
      this.#damage.refusedPicture(parameters, error);
    }
  }

  /** The packet that is parsed shows a picture that was decoded before. */
  showingAgain(pictureIndex: number): void {
    this.#trail.showingAgain(pictureIndex);
  }

  /** A picture is due. @param shared where it lies; undefined when nothing is decoded, and only its time wanted. */
  due(told: DisplayInfo, shared: SharedDecoder | undefined): void {
    const toldTime = this.#trail.due(told);
    if (toldTime === undefined) return;
    const hdr = this.#hdr.shown(told.pictureIndex, told.timestamp);
    const shown = this.#damage.shown(told, toldTime);
    if (shown === undefined) return;
    const { info, time } = shown;
    this.#fields.release(time.pts);
    if (shared?.slots.has(info.pictureIndex) === false) return;
    shared?.slots.hold(info.pictureIndex);
    const picture = shared && new Picture(shared, info, time, this.#facts.timeBase, hdr);
    if (this.#facts.fieldRate !== true || !hasTwoFields(info)) this.#show(picture, time);
    else {
      const show = (field: ShownTime): void => this.#show(picture?.share(field), field);
      this.#fields.hold({ time, show, done: () => picture?.close() });
    }
  }

  /** No picture follows for now: what waited for the next one comes out. */
  end(): void {
    this.#fields.release();
  }

  /** Another decoder takes over. */
  otherDecoder(): void {
    this.#damage.otherDecoder();
  }

  /** Whether it has pictures of a decoder. */
  holds(shared: SharedDecoder): boolean {
    return this.#ready.some((picture) => picture.shared === shared && !picture.closed);
  }

  /** How many pictures can be taken. */
  get size(): number {
    return this.#ready.length;
  }

  /** The next picture in display order, the caller's to close. */
  take(): Picture | undefined {
    return this.#ready.shift();
  }

  /** Where nothing is decoded: the times of the pictures that were due since the last call, in display order. */
  takeTimes(): ShownTime[] {
    return this.#readyTimes.splice(0);
  }

  /** Gives up what is in it. */
  drop(): void {
    this.#fields.drop();
    for (const picture of this.#ready) picture.close();
    this.#ready = [];
  }

  /** Before a seek. `pts`: see PacketTrail.reset. */
  reset(pts: bigint): void {
    this.drop();
    this.#trail.reset(pts);
    this.#hdr.reset();
    this.#damage.reset();
  }

  #show(picture: Picture | undefined, time: ShownTime): void {
    if (picture === undefined) this.#readyTimes.push(time);
    else this.#ready.push(picture);
  }
}
