/**
 * The parser and the decoder of one stream on one device. Packets go in; pictures come out in display order, each
 * with its packet's time and with its slot held. The parser calls back, within `parse`, for a new sequence (the
 * decoder is made), a picture to decode (its slot must be free) and a picture to show (its slot is held).
 */
import type { ColorDescription } from '@nvcodec/colorspace';
import type { Packet } from '@nvcodec/demux-ffmpeg';
import {
  type Codec,
  DecoderCaps,
  type DisplayInfo,
  type PictureParameters,
  type VideoFormat,
  VideoParser,
} from '@nvcodec/nvcuvid';
import type { DecodingDevice } from '../device/decoding-device.js';
import { PicturesHeldError } from '../errors.js';
import type { Signal } from '../signal.js';
import type { StreamPlan } from '../stream/stream-plan.js';
import { checkFormat, type DecoderOptions, type DecoderPlan, planDecoder } from './decoder-plan.js';
import type { Size } from './geometry.js';
import type { FrameHdr } from './hdr.js';
import type { Picture } from './picture.js';
import { type PictureFacts, PictureQueue } from './picture-queue.js';
import { SharedDecoder } from './shared-decoder.js';
import type { ShownTime } from './shown-time.js';
import { readVp8Size, withVp8Size } from './vp8-size.js';
import { readVp9Frame, Vp9References } from './vp9-references.js';

export interface PictureDecoderOptions extends DecoderOptions, PictureFacts {
  /** The colours of a format that the parser announced. */
  readonly color: (format: VideoFormat) => ColorDescription;
  readonly signal: Signal;
  /**
   * Asked before a slot that somebody holds is waited for; throws when this thread must not wait, because the
   * holder lives on it or because the work was cancelled.
   */
  readonly mayWait: (pictures: number) => void;
  /** Parses, but decodes nothing: instead of pictures their times come out, by `takeTimes`. */
  readonly dryRun?: boolean | undefined;
}

/** The decoder in use and what it was made for. */
export interface ActiveDecoder {
  readonly format: VideoFormat;
  readonly plan: DecoderPlan;
  /** What conversions take the colours for. */
  readonly color: ColorDescription;
  readonly shared: SharedDecoder;
}

/** Pictures decoded ahead of the one shown: they hide the engine's latency. */
const DISPLAY_DELAY = 4;

const RELEASED: unique symbol = Symbol('released');

export class PictureDecoder {
  readonly #device: DecodingDevice;
  readonly #options: PictureDecoderOptions;
  readonly #parser: VideoParser;
  readonly #codec: Codec;
  readonly #queue: PictureQueue;
  readonly #made = new WeakMap<SharedDecoder, ActiveDecoder>();
  /** Only where the parser leaves showing existing frames to us. */
  readonly #references: Vp9References | undefined;
  /** Of the last keyframe. */
  #vp8Size: Size | undefined;
  #active: ActiveDecoder | undefined;
  /** The decoder that the picture in each decode surface lies in. */
  readonly #surfaces = new Map<number, SharedDecoder>();
  /** Decoders of sequences before, whose last pictures may still be due. */
  #retired: SharedDecoder[] = [];
  /** The picture that was last decoded. */
  #decoded: number | undefined;

  constructor(device: DecodingDevice, stream: StreamPlan, options: PictureDecoderOptions) {
    this.#device = device;
    this.#options = options;
    const { codec } = stream;
    this.#codec = codec;
    const queue = new PictureQueue(stream, options, device.isNvidia ? 'sorts' : 'keeps');
    this.#queue = queue;
    const showsNone = codec === 'vp9' && device.isNvidia;
    this.#references = showsNone ? new Vp9References() : undefined;
    this.#parser = new VideoParser(
      device.cuvid,
      {
        codec,
        maxDecodeSurfaces: 1,
        // An existing frame is shown at once, so those before it must have been shown too.
        maxDisplayDelay: showsNone ? 0 : DISPLAY_DELAY,
        ...(stream.sequenceHeader === null ? {} : { sequenceHeader: stream.sequenceHeader }),
      },
      {
        sequence: (format) => this.#sequence(format),
        decode: (parameters) => this.#decode(parameters),
        display: (info) => this.#display(info),
        ...(queue.wantsMessages ? { sei: queue.messages.bind(queue) } : {}),
      },
    );
  }

  /** The decoder in use; undefined until the first sequence header was seen. */
  get active(): ActiveDecoder | undefined {
    return this.#active;
  }

  /** Whether a picture was decoded: what comes with the first one is then known. */
  get started(): boolean {
    return this.#decoded !== undefined;
  }

  /** High dynamic range metadata of the first picture. */
  get openingHdr(): FrameHdr {
    return this.#queue.openingHdr;
  }

  /** The decoder that a picture lies in, which may be one before the active one. */
  decoderOf(picture: Picture): ActiveDecoder {
    const made = this.#made.get(picture.shared);
    if (made === undefined) throw new TypeError('picture: it is not of this decoder');
    return made;
  }

  /** Feeds one packet; pictures that it completes are then there to `take`. */
  parse(packet: Packet): void {
    if (!this.#queue.takes(packet)) return;
    const timestamp = this.#queue.parsing(packet);
    if (this.#codec === 'vp8') this.#vp8Size = readVp8Size(packet.data) ?? this.#vp8Size;
    // NVCUVID drops what follows the first picture of such a packet; the soft driver takes packets as FFmpeg does.
    const endOfPicture = !this.#device.isNvidia;
    try {
      if (this.#references === undefined) this.#parser.parse(packet.data, { timestamp, endOfPicture });
      else this.#parseVp9(this.#references, packet.data, timestamp);
    } catch (error) {
      this.#queue.refusedPacket(error);
    }
  }

  /** Ends the stream, or the stretch of it before a seek: every picture still inside comes out. */
  flush(): void {
    this.#queue.flushing();
    this.#parser.flush();
    this.#queue.end();
  }

  /** The next picture in display order, the caller's to close. */
  take(): Picture | undefined {
    return this.#queue.take();
  }

  /** In a dry run: the times of the pictures that were due to be shown since the last call, in display order. */
  takeTimes(): ShownTime[] {
    return this.#queue.takeTimes();
  }

  /** Throws away what is inside, before a seek. `pts`: see PacketTimes.reset. */
  reset(pts: bigint): void {
    this.#queue.drop();
    this.#parser.flush();
    this.#closeRetired();
    this.#queue.reset(pts);
    this.#references?.clear();
  }

  close(): void {
    this.#queue.drop();
    this.#parser.close();
    this.#closeRetired();
    this.#active?.shared.close();
    this.#active = undefined;
  }

  #parseVp9(references: Vp9References, data: Uint8Array, timestamp: bigint | undefined): void {
    const frame = readVp9Frame(data);
    if ('refreshes' in frame) {
      this.#decoded = undefined;
      this.#parser.parse(data, { timestamp });
      if (this.#decoded !== undefined) references.refresh(frame.refreshes, this.#decoded);
      return;
    }
    const pictureIndex = references.pictureIn(frame.shows);
    if (pictureIndex === undefined || timestamp === undefined) return;
    this.#display({ pictureIndex, progressive: true, topFieldFirst: true, repeatFirstField: 0, timestamp });
  }

  #sequence(told: VideoFormat): number {
    // The parser starts anew: a surface whose picture waits for the next one is free to it.
    this.#queue.end();
    if (this.#options.dryRun === true) return Math.max(1, told.minDecodeSurfaces);
    const format = withVp8Size(told, this.#vp8Size);
    const plan = this.#plan(format);
    const color = this.#options.color(format);
    const active = this.#active;
    if (
      active !== undefined &&
      same(active.plan, plan) &&
      same(active.color, color) &&
      !this.#queue.holds(active.shared)
    ) {
      return active.shared.slots.count;
    }
    // The parser tells a new sequence while it still has pictures of the old one to show.
    if (active !== undefined) this.#retired.push(active.shared);
    this.#active = undefined;
    this.#queue.otherDecoder();
    const shared = SharedDecoder.create(this.#device, plan.create, this.#options.signal);
    this.#active = { format, plan, color, shared };
    this.#made.set(shared, this.#active);
    return shared.slots.count;
  }

  #plan(format: VideoFormat): DecoderPlan {
    const { cuvid, context, name } = this.#device;
    checkFormat(format, name);
    const caps = DecoderCaps.query(cuvid, context, format);
    return planDecoder(format, caps, this.#options, name);
  }

  #decode(parameters: PictureParameters): void {
    const index = parameters.pictureIndex;
    const shared = this.#options.dryRun === true ? undefined : this.#shared();
    if (shared?.slots.isHeld(index)) this.#waitFor(shared, index);
    this.#decoded = index;
    if (shared !== undefined) this.#surfaces.set(index, shared);
    this.#queue.decoding(parameters, () => shared?.decoder.decode(parameters));
  }

  #waitFor(shared: SharedDecoder, index: number): void {
    const { slots } = shared;
    // Only the user could give these back, and he has not got them.
    this.#queue.end();
    if (this.#queue.holds(shared, index)) throw new PicturesHeldError(slots.count);
    this.#options.signal.waitFor(() => {
      if (!slots.isHeld(index)) return RELEASED;
      this.#options.mayWait(slots.count);
      return undefined;
    });
  }

  #display(info: DisplayInfo): void {
    if (this.#options.dryRun === true) {
      this.#queue.due(info, undefined);
      return;
    }
    const shared = this.#surfaces.get(info.pictureIndex) ?? this.#shared();
    this.#queue.due(info, shared);
    // Pictures of the sequence before are shown before those of the new one.
    if (shared === this.#active?.shared) this.#closeRetired();
  }

  #closeRetired(): void {
    for (const shared of this.#retired) shared.close();
    this.#retired = [];
  }

  #shared(): SharedDecoder {
    if (this.#active === undefined) throw new Error('the parser gave a picture before a sequence header');
    return this.#active.shared;
  }
}

function same<T extends DecoderPlan | ColorDescription>(a: T, b: T): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
