/**
 * The parser and the decoder of one stream on one device. Packets go in; pictures come out in display order, each
 * with its packet's time and with its slot held. The parser calls back, within `parse`, for a new sequence (the
 * decoder is made), a picture to decode (its slot must be free) and a picture to show (its slot is held).
 */
import type { Packet } from '@nvcodec/demux-ffmpeg';
import {
  type Codec,
  type DisplayInfo,
  type PictureParameters,
  type VideoFormat,
  VideoParser,
} from '@nvcodec/nvcuvid';
import type { DecodingDevice } from '../device/decoding-device.js';
import type { StreamPlan } from '../stream/stream-plan.js';
import { Backlog } from './backlog.js';
import { waitsForNext } from './decode-order.js';
import { type ActiveDecoder, Decoders, type DecodersOptions } from './decoders.js';
import type { Size } from './geometry.js';
import type { FrameHdr } from './hdr.js';
import type { Picture } from './picture.js';
import { type PictureFacts, PictureQueue } from './picture-queue.js';
import type { ShownTime } from './shown-time.js';
import { readVp8Size, withVp8Size } from './vp8-size.js';
import { readVp9Frame, Vp9References } from './vp9-references.js';

export interface PictureDecoderOptions extends DecodersOptions, PictureFacts {
  /** Parses, but decodes nothing: instead of pictures their times come out, by `takeTimes`. */
  readonly dryRun?: boolean | undefined;
}

/** Pictures decoded ahead of the one shown: they hide the engine's latency. */
const DISPLAY_DELAY = 4;

/** Pixels in a row of a macroblock. */
const MACROBLOCK = 16;

export class PictureDecoder {
  readonly #device: DecodingDevice;
  readonly #options: PictureDecoderOptions;
  readonly #parser: VideoParser;
  readonly #codec: Codec;
  readonly #queue: PictureQueue;
  readonly #backlog = new Backlog();
  readonly #decoders: Decoders;
  /** Only where the parser leaves showing existing frames to us. */
  readonly #references: Vp9References | undefined;
  /** Of the last keyframe. */
  #vp8Size: Size | undefined;
  /** The picture that was last decoded. */
  #decoded: number | undefined;

  constructor(device: DecodingDevice, stream: StreamPlan, options: PictureDecoderOptions) {
    this.#device = device;
    this.#options = options;
    const { codec } = stream;
    this.#codec = codec;
    const queue = new PictureQueue(stream, options, device.isNvidia ? 'sorts' : 'keeps');
    this.#queue = queue;
    this.#decoders = new Decoders(device, options, queue, this.#backlog);
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
        codedSize: stream.codedSize,
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
    return this.#decoders.active;
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
    const made = this.#decoders.madeFor(picture.shared);
    if (made === undefined) throw new TypeError('picture: it is not of this decoder');
    return made;
  }

  /** Pictures that a reading leaves inside, so that the engine works on them while it uses the one before. */
  get lookAhead(): number {
    return this.#references === undefined ? 0 : DISPLAY_DELAY;
  }

  /** Feeds one packet; pictures that it completes are then there to `take`. */
  parse(packet: Packet): void {
    if (!this.#queue.takes(packet)) return;
    const timestamp = this.#queue.parsing(packet);
    if (this.#codec === 'vp8') this.#vp8Size = readVp8Size(packet.data) ?? this.#vp8Size;
    try {
      if (this.#references === undefined) this.#parsePacket(packet.data, timestamp);
      else this.#parseVp9(this.#references, packet.data, timestamp);
    } catch (error) {
      this.#queue.refusedPacket(error);
    }
  }

  /** Ends the stream, or the stretch of it before a seek: every picture still inside comes out. */
  flush(): void {
    this.#parser.flush();
    this.#endQueue();
  }

  /** The next picture in display order, the caller's to close. @param left so many stay inside while more can be fed. */
  take(left = 0): Picture | undefined {
    if (this.#backlog.isEmpty) return this.#queue.size > left ? this.#queue.take() : undefined;
    const picture = this.#queue.take();
    if (picture !== undefined) return picture;
    this.#backlog.catchUp();
    return this.#queue.take();
  }

  /** In a dry run: the times of the pictures that were due to be shown since the last call, in display order. */
  takeTimes(): ShownTime[] {
    return this.#queue.takeTimes();
  }

  /** Throws away what is inside, before a seek. `pts`: see PacketTimes.reset. */
  reset(pts: bigint): void {
    this.#giveUp();
    this.#parser.flush();
    this.#giveUp();
    this.#decoders.closeRetired();
    this.#queue.reset(pts);
    this.#references?.clear();
  }

  close(): void {
    this.#giveUp();
    this.#parser.close();
    this.#decoders.close();
  }

  #giveUp(): void {
    this.#queue.drop();
    this.#backlog.clear();
  }

  #parsePacket(data: Uint8Array, timestamp: bigint | undefined): void {
    const { isNvidia } = this.#device;
    // NVIDIA's parser drops what follows the first picture of such a packet, as FFmpeg does with HEVC; but both fields
    // of a picture may lie in one packet of the other codecs.
    this.#parser.parse(data, { timestamp, endOfPicture: !isNvidia || this.#codec === 'hevc' });
    if (isNvidia && this.#codec !== 'hevc' && waitsForNext(this.#codec)) this.#parser.endPicture();
  }

  #parseVp9(references: Vp9References, data: Uint8Array, timestamp: bigint | undefined): void {
    const frame = readVp9Frame(data);
    if ('refreshes' in frame) {
      if (!references.has(frame.refersTo)) return;
      this.#decoded = undefined;
      this.#parser.parse(data, { timestamp });
      if (this.#decoded !== undefined) references.refresh(frame.refreshes, this.#decoded);
      return;
    }
    const pictureIndex = references.pictureIn(frame.shows);
    if (pictureIndex === undefined || timestamp === undefined) return;
    this.#queue.showingAgain(pictureIndex);
    this.#display({ pictureIndex, progressive: true, topFieldFirst: true, repeatFirstField: 0, timestamp });
  }

  #sequence(told: VideoFormat): number {
    // The parser starts anew: a surface whose picture waits for the next one is free to it.
    this.#endQueue();
    if (this.#options.dryRun === true) return Math.max(1, told.minDecodeSurfaces);
    return this.#decoders.begin(withVp8Size(told, this.#vp8Size));
  }

  #decode(parameters: PictureParameters): void {
    this.#decoded = parameters.pictureIndex;
    if (this.#options.dryRun === true) {
      this.#queue.decoding(parameters, () => undefined);
      return;
    }
    if (this.#backlog.isEmpty && !this.#isBlocked(parameters)) {
      this.#decodeNow(parameters);
      return;
    }
    const kept = parameters.keep();
    this.#backlog.add({ isBlocked: () => this.#isBlocked(kept), run: () => this.#decodeNow(kept) });
  }

  /** Whether a picture's surface is held, and pictures wait to be taken: it may be one of them, and none waits for others. */
  #isBlocked({ pictureIndex }: PictureParameters): boolean {
    if (!this.#decoders.current.slots.isHeld(pictureIndex)) return false;
    this.#queue.end();
    return this.#queue.size > 0;
  }

  #decodeNow(parameters: PictureParameters): void {
    const { current } = this.#decoders;
    this.#decoders.place(current, parameters.pictureIndex);
    const right = this.#corrected(parameters);
    this.#queue.decoding(right, () => {
      current.decoder.decode(right);
      current.pace.fed(right.pictureIndex);
    });
  }

  /** Where NVCUVID's parser, which tells a coded width of 175 for MPEG-2, counts one macroblock too few in a row. */
  #corrected(parameters: PictureParameters): PictureParameters {
    if (this.#codec !== 'mpeg2' && this.#codec !== 'mpeg1') return parameters;
    const widthInMacroblocks = Math.ceil((this.active?.format.codedWidth ?? 0) / MACROBLOCK);
    return widthInMacroblocks > parameters.widthInMacroblocks
      ? parameters.keep({ widthInMacroblocks })
      : parameters;
  }

  #display(info: DisplayInfo): void {
    if (this.#options.dryRun === true) this.#queue.due(info, undefined);
    else if (this.#backlog.isEmpty) this.#displayNow(info);
    else this.#backlog.add({ run: () => this.#displayNow(info) });
  }

  #displayNow(info: DisplayInfo): void {
    const shared = this.#decoders.holding(info.pictureIndex);
    this.#queue.due(info, shared);
    this.#decoders.shown(shared);
  }

  #endQueue(): void {
    if (this.#backlog.isEmpty) this.#queue.end();
    else this.#backlog.add({ run: () => this.#queue.end() });
  }
}
