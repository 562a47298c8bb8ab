/**
 * The pictures of a stream in display order, from any moment of it: packets go into the decoder as pictures are asked
 * for, and no further.
 */
import { fromSeconds, type Packet } from '@nvcodec/demux-ffmpeg';
import type { DecodingDevice } from './decoding-device.js';
import type { PacketStream } from './packet-stream.js';
import type { Picture } from './picture.js';
import type { PictureDecoder } from './picture-decoder.js';

/** A stretch of time in seconds: `start` ≤ timestamp < `end`. Default: from where the session is, to the end. */
export interface TimeRange {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

/** A stretch that may begin behind a picture instead. */
export interface PictureRange extends TimeRange {
  /** In units of the track's time base; without `start` only. */
  readonly after?: bigint | undefined;
}

/** See the head of this file. */
export class PictureReader {
  readonly #stream: PacketStream;
  readonly #decoder: PictureDecoder;
  readonly #device: DecodingDevice;
  readonly #checkpoint: (() => void) | undefined;
  #flushed = false;
  /** After a seek: pictures shown before are decoded only because others need them. */
  #skipTo: bigint | undefined;
  /** A keyframe that was taken out alone: to go on from there the stream must be decoded again. */
  #torn: bigint | undefined;
  /** A picture that had to be seen to know that the one before it was the last of those wanted. */
  #ahead: Picture | undefined;

  /** @param checkpoint called before each packet; throws to stop the work. */
  constructor(
    stream: PacketStream,
    decoder: PictureDecoder,
    device: DecodingDevice,
    checkpoint: (() => void) | undefined,
  ) {
    this.#stream = stream;
    this.#decoder = decoder;
    this.#device = device;
    this.#checkpoint = checkpoint;
  }

  /** `read` without a start goes on at the first picture at or after `seconds`. */
  seek(seconds: number): void {
    const pts = this.#ptsAt(seconds, 'ceil');
    this.#restart(pts);
    this.#skipTo = pts;
  }

  /** The pictures of a stretch, each the caller's to close. */
  *read({ start, after, end }: PictureRange): IterableIterator<Picture> {
    const last = end === undefined ? undefined : this.#ptsAt(end, 'ceil');
    if (start !== undefined) this.seek(start);
    else this.#goOnAfter(after ?? this.#torn);
    for (let picture = this.#next(); picture !== null; picture = this.#next()) {
      if (last !== undefined && picture.pts >= last) {
        this.#ahead = picture;
        return;
      }
      if (this.#skipTo !== undefined && picture.pts < this.#skipTo) picture.close();
      else {
        this.#skipTo = undefined;
        yield picture;
      }
    }
  }

  /** The keyframe at or before `seconds`, or the first one; null past the end. */
  keyframeAt(seconds: number): Picture | null {
    const pts = this.#ptsAt(seconds, 'floor');
    const { startPts, duration } = this.#stream.track;
    if (startPts !== null && duration !== null && duration > 0n && pts >= startPts + duration) return null;
    this.#restart(pts);
    const packet = this.#stream.read();
    if (packet === null) return null;
    this.#device.context.run(() => {
      parseAndClose(this.#decoder, packet);
      this.#decoder.flush();
    });
    const picture = this.#next();
    this.#torn = picture?.pts ?? pts;
    return picture;
  }

  /** The picture shown at `seconds`, or the first one; null past the end. */
  pictureAt(seconds: number): Picture | null {
    const pts = this.#ptsAt(seconds, 'floor');
    this.#restart(pts);
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
    return unlessOver(shown, pts);
  }

  close(): void {
    this.#ahead?.close();
    this.#ahead = undefined;
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

  #feed(): void {
    this.#checkpoint?.();
    const packet = this.#stream.read();
    this.#flushed = packet === null;
    this.#device.context.run(() => {
      if (packet === null) this.#decoder.flush();
      else parseAndClose(this.#decoder, packet);
    });
  }

  #restart(pts: bigint): void {
    this.close();
    this.#device.context.run(() => this.#decoder.reset(this.#stream.track.startPts ?? 0n));
    this.#stream.seek(pts);
    this.#flushed = false;
    this.#skipTo = undefined;
    this.#torn = undefined;
  }

  #goOnAfter(pts: bigint | undefined): void {
    if (pts === undefined) return;
    this.#restart(pts);
    this.#skipTo = pts + 1n;
  }

  /** Ticks of `seconds`; a millionth of a tick makes up for what decimal fractions lose. */
  #ptsAt(seconds: number, rounding: 'floor' | 'ceil'): bigint {
    if (!Number.isFinite(seconds)) throw new TypeError(`${String(seconds)} is not a time in seconds`);
    const { timeBase } = this.#stream.track;
    const lost = (1e-6 * timeBase.num) / timeBase.den;
    return fromSeconds(seconds + (rounding === 'floor' ? lost : -lost), timeBase, rounding);
  }
}

/** Null, and the picture closed, when its time is over at `pts`. */
function unlessOver(picture: Picture | null, pts: bigint): Picture | null {
  if (picture === null || picture.time.duration === 0n) return picture;
  if (pts < picture.pts + picture.time.duration) return picture;
  picture.close();
  return null;
}

function parseAndClose(decoder: PictureDecoder, packet: Packet): void {
  try {
    decoder.parse(packet);
  } finally {
    packet.close();
  }
}
