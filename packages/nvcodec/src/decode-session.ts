/**
 * The synchronous core: one file, one track, one device, one thread.
 *
 * Packets go down (PacketStream → PictureDecoder), pictures come up in display order, and `frames` maps and
 * converts each. Nothing runs ahead: every step is taken when the caller asks for the next picture. What the caller
 * is given is his until he closes it; holding every picture of the decoder and asking for one more is an error here,
 * because on one thread nobody could release any.
 *
 * `Player` runs a session in a worker thread; use the session itself where blocking is welcome.
 */
import type { Source } from '@nvcodec/demux-ffmpeg';
import type { FrameIndex, IndexEstimate } from './access/frame-index.js';
import {
  type FrameAtOptions,
  type FramesAtOptions,
  type FramesInOptions,
  selectIn,
  selectIndices,
  selectTimes,
} from './access/frame-requests.js';
import { estimateIndex, scanSource } from './access/index-scan.js';
import { PictureFeed } from './access/picture-feed.js';
import { PictureFinder } from './access/picture-finder.js';
import { type PictureRange, PictureReader, type TimeRange } from './access/picture-reader.js';
import { type Selected, type Selection, selectPictures } from './access/picture-selection.js';
import type { ScannedStream } from './access/scanned-stream.js';
import { framesInOrder, onlyFrame } from './access/selected-frames.js';
import type { Pace } from './decoding/pace.js';
import type { Picture } from './decoding/picture.js';
import type { PictureDecoder } from './decoding/picture-decoder.js';
import type { DecodingDevice } from './device/decoding-device.js';
import type { Frame } from './frames/frame.js';
import type { ConversionOptions } from './frames/frame-conversion.js';
import { FrameMaker, type FrameMakerOptions } from './frames/frame-maker.js';
import type { MediaInfo } from './media-info.js';
import { type Capacity, capacityOf } from './parallel/capacity.js';
import { type Cuts, findCuts } from './parallel/cuts.js';
import {
  openStream,
  ownThread,
  type SessionHost,
  type SessionOptions,
  startOnDevice,
} from './session-start.js';
import { reached } from './stages.js';
import type { PacketStream } from './stream/packet-stream.js';
import { ReopenableSource } from './stream/reopenable-source.js';

/** How a DecodeSession is opened. */
export interface DecodeSessionOptions extends SessionOptions, FrameMakerOptions {}

/** A video that is decoded on this thread; see the head of this file. */
export class DecodeSession {
  readonly info: MediaInfo;
  readonly device: DecodingDevice;
  /** What frames are made with, by those who make several at a time. */
  readonly frameMaker: FrameMaker;
  readonly #stream: PacketStream;
  readonly #decoder: PictureDecoder;
  readonly #reader: PictureReader;
  #closed = false;

  /**
   * @throws AvError, NoVideoTrackError, UnsupportedCodecError, NoSuchDeviceError, DriverNotFoundError, and
   * TypeError or RangeError for options that do not fit the picture.
   */
  static open(
    source: Source,
    options: DecodeSessionOptions = {},
    host: SessionHost = ownThread(),
  ): DecodeSession {
    reached('session begins');
    const reopenable = new ReopenableSource(source);
    const stream = openStream(reopenable.open(), options, host);
    reached('stream opened');
    try {
      return new DecodeSession(stream, reopenable, options, host);
    } catch (error) {
      stream.close();
      throw error;
    }
  }

  private constructor(
    stream: PacketStream,
    source: ReopenableSource,
    options: DecodeSessionOptions,
    host: SessionHost,
  ) {
    this.#stream = stream;
    let reader: PictureReader | undefined;
    const mayWait = (pictures: number): void => {
      if (reader?.giveWay() !== true) host.mayWait(pictures);
    };
    const { device, decoder, info } = startOnDevice(stream, options, { ...host, mayWait });
    this.device = device;
    this.#decoder = decoder;
    this.info = info;
    const feed = new PictureFeed(stream, this.#decoder, this.device, host.checkpoint);
    const scan = (by?: 'parser'): ScannedStream =>
      scanSource({ open: () => source.open(), options, host, device: this.device }, by);
    reader = new PictureReader(new PictureFinder(feed, scan), stream);
    this.#reader = reader;
    this.frameMaker = new FrameMaker({ device, decoder, info }, options, host);
    reached('session open');
  }

  /** Puts the session where `pictures` and `frames` without `start` go on: at the frame shown at `seconds`. */
  seek(seconds: number): void {
    this.#reader.seek(seconds);
  }

  /** Decoded pictures, unmapped. Each is the caller's to close. */
  pictures(range: PictureRange = {}): IterableIterator<Picture> {
    return this.#reader.read(range);
  }

  /**
   * Converted frames. Each is the caller's to close.
   * @throws UnsupportedFormatError, DamagedFrameError.
   */
  *frames(options: TimeRange & ConversionOptions = {}): IterableIterator<Frame> {
    let index = 0;
    for (const picture of this.pictures(options)) yield this.frame(picture, options, index++);
  }

  /** Converts a picture, and closes it. @param index the frame's. */
  frame(picture: Picture, options: ConversionOptions = {}, index = 0): Frame {
    return this.frameMaker.make(picture, options, index);
  }

  /**
   * The keyframe shown at or before `seconds`, or with `accurate` the picture shown then; a time before the first
   * picture gives the first, one past the end null. `pictures` and `frames` without `start` go on after it.
   */
  pictureAt(seconds: number, options: { readonly accurate?: boolean | undefined } = {}): Picture | null {
    return options.accurate === true ? this.#reader.pictureAt(seconds) : this.#reader.keyframeAt(seconds);
  }

  /**
   * The frame shown at `seconds`; a time before the first frame gives the first. As all that takes single frames, it leaves
   * alone where `pictures` and `frames` without `start` go on.
   * @throws NoFrameError past the end; TypeError for what is no time.
   */
  frameAt(seconds: number, options: FrameAtOptions = {}): Frame {
    return onlyFrame(this.framesAt([seconds], options));
  }

  /** The frames shown at these times, in their order, one for each. @throws as frameAt. */
  framesAt(seconds: Iterable<number>, options: FramesAtOptions = {}): IterableIterator<Frame> {
    return this.#selected(selectTimes(seconds, options), options);
  }

  /**
   * The frame that `frames` from the start yields as number `index`, from 0; negative numbers count from the end.
   * @throws RangeError when there is no such frame; TypeError for what is no whole number.
   */
  frameAtIndex(index: number, options: FrameAtOptions = {}): Frame {
    return onlyFrame(this.framesAtIndices([index], options));
  }

  /** The frames with these numbers, in their order, one for each. @throws as frameAtIndex. */
  framesAtIndices(indices: Iterable<number>, options: FramesAtOptions = {}): IterableIterator<Frame> {
    return this.#selected(selectIndices(indices, options), options);
  }

  /** Frames of a stretch of time: each, every n-th, or at a rate. Default: of the whole video. */
  framesIn(options: FramesInOptions = {}): IterableIterator<Frame> {
    return this.#selected(selectIn(options, this.info), options);
  }

  /**
   * Every frame's number and time. The first call reads the whole file, opened once more; on the GPU nothing is decoded for
   * it, the soft driver decodes all. It is kept.
   */
  index(options?: { readonly approximate?: false }): FrameIndex;
  /** What the container says instead, at once. */
  index(options: { readonly approximate: true }): IndexEstimate;
  index(options: { readonly approximate?: boolean } = {}): FrameIndex | IndexEstimate {
    return options.approximate === true ? estimateIndex(this.#stream, this.info) : this.#reader.scanned.index;
  }

  /** Where several sessions can share the work on this video. */
  cuts(): Cuts {
    return findCuts(this.#stream, this.#reader);
  }

  /** What its device has for several sessions. */
  capacity(): Capacity {
    return capacityOf(this.device, this.#decoder.active?.format);
  }

  /** The pictures of a selection, in the order that is cheapest to decode; each the caller's to close. */
  select(selection: Selection): IterableIterator<Selected> {
    return selectPictures(this.#reader, selection);
  }

  /** How many surfaces can be mapped, so how many frames can be under way at a time. */
  get surfaces(): number {
    return this.#decoder.active?.plan.create.numSurfaces ?? 1;
  }

  /** When to feed the decoder in use; undefined until there is one. */
  get pace(): Pace | undefined {
    return this.#decoder.active?.shared.pace;
  }

  /** Gives everything back but the frames and pictures that are still held. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.device.context.run(() => {
      this.#reader.close();
      this.#decoder.close();
    });
    this.frameMaker.close();
    this.#stream.close();
    this.device.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #selected(selection: Selection, options: ConversionOptions): IterableIterator<Frame> {
    return framesInOrder(this.select(selection), (picture, request) => this.frame(picture, options, request));
  }
}
