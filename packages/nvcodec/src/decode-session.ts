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
import type { PixelFormat } from '@nvcodec/colorspace';
import { fromSeconds, type Packet, type Source } from '@nvcodec/demux-ffmpeg';
import type { DecodingDevice } from './decoding-device.js';
import { Downloader } from './downloader.js';
import { NoFrameError } from './errors.js';
import { Frame, type FrameHome } from './frame.js';
import { FrameOutput, type OutputFrame, type PendingFrame } from './frame-output.js';
import { FramePool } from './frame-pool.js';
import { type MediaInfo, mediaInfo } from './media-info.js';
import { PacketStream } from './packet-stream.js';
import type { Picture } from './picture.js';
import type { ActiveDecoder, PictureDecoder } from './picture-decoder.js';
import { selectDevice } from './select-device.js';
import { ownThread, type SessionHost, type SessionOptions, startDecoder } from './session-start.js';

/** A stretch of time in seconds: `start` ≤ timestamp < `end`. Default: from where the session is, to the end. */
export interface TimeRange {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

/** A video that is decoded on this thread; see the head of this file. */
export class DecodeSession {
  readonly info: MediaInfo;
  readonly device: DecodingDevice;
  readonly pool: FramePool;
  readonly #stream: PacketStream;
  readonly #decoder: PictureDecoder;
  readonly #host: SessionHost;
  readonly #output: FrameOutput;
  #home: FrameHome | undefined;
  #flushed = false;
  /** After `seek`: pictures shown before are decoded only because others need them. */
  #skipTo: bigint | undefined;
  /** A keyframe that was taken out alone: to go on from there the stream must be decoded again. */
  #torn: bigint | undefined;
  /** A picture that had to be seen to know that the one before it was the last of those wanted. */
  #ahead: Picture | undefined;
  #closed = false;

  /**
   * @throws AvError, NoVideoTrackError, UnsupportedCodecError, NoSuchDeviceError, DriverNotFoundError, and
   * TypeError or RangeError for options that do not fit the picture.
   */
  static open(source: Source, options: SessionOptions = {}, host: SessionHost = ownThread()): DecodeSession {
    const { track, formatOptions, decryptionKey } = options;
    const strict = options.onError === 'throw';
    const stream = PacketStream.open(source, {
      track,
      strict,
      formatOptions,
      decryptionKey,
      cancel: host.cancel,
    });
    try {
      return new DecodeSession(stream, options, host);
    } catch (error) {
      stream.close();
      throw error;
    }
  }

  private constructor(stream: PacketStream, options: SessionOptions, host: SessionHost) {
    this.#stream = stream;
    this.#host = host;
    const opening: Packet[] = [];
    try {
      const selected = selectDevice(options, (device) =>
        device.context.run(() => startDecoder(device, stream, opening, options, host)),
      );
      this.device = selected.device;
      this.#decoder = selected.value;
      this.info = mediaInfo(stream, this.#decoder.active, this.device.info, selected.fallbackReason);
    } finally {
      for (const packet of opening) packet.close();
    }
    this.pool = new FramePool(this.device.context, host.signal, host.keepFrames);
    const strict = options.onError === 'throw';
    this.#output = new FrameOutput(this.device, this.pool, this.info.timeBase, strict);
  }

  /** Puts the session where `pictures` and `frames` without `start` go on: at the frame shown at `seconds`. */
  seek(seconds: number): void {
    const pts = this.#ptsAt(seconds);
    this.#restart(pts);
    this.#skipTo = pts;
  }

  #next(): Picture | null {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead !== undefined) return ahead;
    for (;;) {
      const picture = this.#decoder.take();
      if (picture !== undefined) return picture;
      if (this.#flushed) return null;
      this.#feed();
    }
  }

  /** Decoded pictures, unmapped. Each is the caller's to close. */
  *pictures(range: TimeRange = {}): IterableIterator<Picture> {
    if (range.start !== undefined) this.seek(range.start);
    else if (this.#torn !== undefined) this.#goOnAfter(this.#torn);
    const end = range.end === undefined ? undefined : this.#ptsAt(range.end);
    for (;;) {
      const picture = this.#next();
      if (picture === null) return;
      if (end !== undefined && picture.pts >= end) {
        picture.close();
        return;
      }
      if (this.#skipTo !== undefined && picture.pts < this.#skipTo) picture.close();
      else {
        this.#skipTo = undefined;
        yield picture;
      }
    }
  }

  /**
   * Converted frames. Each is the caller's to close.
   * @param options.format default: as decoded (nv12, p016, yuv444, yuv444p16).
   * @throws UnsupportedFormatError, DamagedFrameError.
   */
  *frames(options: TimeRange & { readonly format?: PixelFormat | undefined } = {}): IterableIterator<Frame> {
    let index = 0;
    for (const picture of this.pictures(options)) yield this.frame(picture, options.format, index++);
  }

  /** Converts a picture, and closes it. */
  frame(picture: Picture, format?: PixelFormat, index = 0): Frame {
    const { pts, time } = picture;
    const { buffer, kind, status } = this.finishFrame(this.beginFrame(picture, format));
    const { duration, key } = time;
    return new Frame(kind, { buffer, pts, duration, key, status, index }, this.#frameHome());
  }

  /** Queues a picture's conversion; `finishFrame` or `discardFrame` must follow. At most `numSurfaces` at a time. */
  beginFrame(picture: Picture, format: PixelFormat | undefined): PendingFrame {
    const active = this.#decoder.decoderOf(picture);
    return this.device.context.run(() => this.#output.begin(picture, active, format));
  }

  /** @throws DamagedFrameError with `onError: 'throw'`. */
  finishFrame(pending: PendingFrame | OutputFrame): OutputFrame {
    if ('status' in pending) return pending;
    return this.device.context.run(() => this.#output.finish(pending));
  }

  /** Gives up a frame that was begun. */
  discardFrame(pending: PendingFrame | OutputFrame): void {
    if ('status' in pending) this.pool.words.release(pending.buffer.id);
    else this.device.context.run(() => this.#output.discard(pending));
  }

  /**
   * The keyframe shown at or before `seconds`, or with `accurate` the picture shown then; a time before the first
   * picture gives the first, one past the end null. `pictures` and `frames` without `start` go on after it.
   */
  pictureAt(seconds: number, options: { readonly accurate?: boolean | undefined } = {}): Picture | null {
    const pts = this.#ptsAt(seconds);
    this.#restart(pts);
    return options.accurate === true ? this.#shownAt(pts) : this.#firstDecoded(pts);
  }

  /** The error for a time at which `pictureAt` found nothing. */
  noFrameAt(seconds: number): NoFrameError {
    const { startTime, duration } = this.info;
    const extent =
      duration === null ? 'the video ends before' : `it runs from ${startTime} to ${startTime + duration} s`;
    return new NoFrameError(`no frame is shown at ${seconds} s: ${extent}`);
  }

  /** How many surfaces can be mapped, so how many frames can be under way at a time. */
  get surfaces(): number {
    return this.#decoder.active?.plan.create.numSurfaces ?? 1;
  }

  /** The decoder in use. */
  get active(): ActiveDecoder | undefined {
    return this.#decoder.active;
  }

  /** Gives everything back but the frames and pictures that are still held. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.device.context.run(() => {
      this.#ahead?.close();
      this.#decoder.close();
      this.#output.close();
      this.pool.close();
    });
    this.#home?.downloader.close();
    this.#stream.close();
    this.device.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #feed(): void {
    this.#host.checkpoint?.();
    const packet = this.#stream.read();
    this.#flushed = packet === null;
    this.device.context.run(() => {
      if (packet === null) this.#decoder.flush();
      else parseAndClose(this.#decoder, packet);
    });
  }

  #restart(pts: bigint): void {
    this.#ahead?.close();
    this.#ahead = undefined;
    this.device.context.run(() => this.#decoder.reset(this.#stream.track.startPts ?? 0n));
    this.#stream.seek(pts);
    this.#flushed = false;
    this.#skipTo = undefined;
    this.#torn = undefined;
  }

  /** The last picture with a timestamp at or before `pts`, or the first of all. */
  #shownAt(pts: bigint): Picture | null {
    let shown: Picture | null = null;
    for (let picture = this.#next(); picture !== null; picture = this.#next()) {
      if (shown !== null && picture.pts > pts) {
        this.#ahead = picture;
        return shown;
      }
      shown?.close();
      shown = picture;
      if (picture.pts > pts) return shown;
    }
    return this.#unlessOver(shown, pts);
  }

  /** The keyframe the stream was sent to, without decoding more than it. */
  #firstDecoded(pts: bigint): Picture | null {
    const { startPts, duration } = this.#stream.track;
    if (startPts !== null && duration !== null && duration > 0n && pts >= startPts + duration) return null;
    const packet = this.#stream.read();
    if (packet === null) return null;
    this.device.context.run(() => {
      parseAndClose(this.#decoder, packet);
      this.#decoder.flush();
    });
    const picture = this.#next();
    this.#torn = picture?.pts ?? pts;
    return picture;
  }

  #goOnAfter(pts: bigint): void {
    this.#restart(pts);
    this.#skipTo = pts + 1n;
  }

  /** Null, and the picture closed, when its time is over at `pts`. */
  #unlessOver(picture: Picture | null, pts: bigint): Picture | null {
    if (picture === null || picture.time.duration === 0n) return picture;
    if (pts < picture.pts + picture.time.duration) return picture;
    picture.close();
    return null;
  }

  /** The first timestamp at or after `seconds`. A millionth of a tick absorbs what decimal fractions lose. */
  #ptsAt(seconds: number): bigint {
    if (!Number.isFinite(seconds)) throw new TypeError(`${String(seconds)} is not a time in seconds`);
    return fromSeconds(seconds - 1e-6 / this.#ticksPerSecond(), this.info.timeBase, 'ceil');
  }

  #ticksPerSecond(): number {
    const { num, den } = this.info.timeBase;
    return den / num;
  }

  #frameHome(): FrameHome {
    this.#home ??= {
      words: this.pool.words,
      signal: this.pool.signal,
      downloader: new Downloader(this.device.context.device),
    };
    return this.#home;
  }
}

function parseAndClose(decoder: PictureDecoder, packet: Packet): void {
  try {
    decoder.parse(packet);
  } finally {
    packet.close();
  }
}
