/**
 * A scan of a whole video: every packet goes through the parser, which tells the pictures that are shown, and nothing is
 * mapped. What comes out is the frame index and the packets at which decoding can begin without a picture
 * coming out otherwise.
 */
import { type Packet, type Rational, type Source, toSeconds } from '@nvcodec/demux-ffmpeg';
import type { Codec } from '@nvcodec/nvcuvid';
import type { DecodingDevice } from './decoding-device.js';
import { FrameIndex, type IndexEstimate } from './frame-index.js';
import type { MediaInfo } from './media-info.js';
import type { PacketPlace, PacketStream } from './packet-stream.js';
import { PictureDecoder } from './picture-decoder.js';
import { type AccessPoint, accessPoint, isReference, mayLead } from './random-access.js';
import { openStream, pictureDecoderOptions, type SessionHost, type SessionOptions } from './session-start.js';
import type { ShownTime } from './shown-time.js';

/** A packet at which decoding can begin. */
export interface RestartPoint {
  readonly place: PacketPlace;
  /** Its number among the packets, in decoding order. */
  readonly packet: number;
  /** The number of the first frame that comes out right, and with it all after it. */
  readonly from: number;
  /** How many frames are shown by packets before it. */
  readonly shownBefore: number;
}

/** What a scan found. */
export interface ScannedStream {
  readonly index: FrameIndex;
  /** In decoding order. */
  readonly restarts: readonly RestartPoint[];
  /** Each frame is known by its pts. Otherwise frames are counted from a restart point on. */
  readonly timed: boolean;
}

/** An access point as it is met; when its first right frame is shown is found later. */
interface Candidate {
  readonly place: PacketPlace;
  readonly packet: number;
  readonly access: AccessPoint;
  /** Reference pictures until its first right one. */
  left: number;
  /** When its first right frame is shown. */
  rightPts: bigint | null;
  /** Pictures that were due to be shown before it, in decoding order. */
  readonly shownBefore: number;
  closed: boolean;
}

/** Collects what packets tell. */
class PacketNotes {
  readonly candidates: Candidate[] = [];
  /** Every packet that shows something has a pts. */
  allTimed = true;
  /** Packets that should each show one picture. */
  shown = 0;
  readonly #codec: Codec;
  readonly #hiddenWithoutPts: boolean;
  #packets = 0;
  /** The candidates that wait for their first right picture. */
  #waiting: Candidate[] = [];
  #previous: Candidate | undefined;

  constructor(codec: Codec, hiddenWithoutPts: boolean) {
    this.#codec = codec;
    this.#hiddenWithoutPts = hiddenWithoutPts;
  }

  note(packet: Packet): void {
    const { pts, dts, position, key, discard, data } = packet;
    const hidden = pts === null && this.#hiddenWithoutPts;
    if (this.#previous !== undefined) this.#previous.closed ||= !mayLead(this.#codec, data);
    this.#previous = undefined;
    const access = key ? accessPoint(this.#codec, data) : undefined;
    if (access !== undefined) {
      const candidate = {
        place: { pts, dts, position },
        packet: this.#packets,
        access,
        left: access.recovery,
        rightPts: null,
        shownBefore: this.shown,
        closed: access.closed,
      };
      this.candidates.push(candidate);
      this.#waiting.push(candidate);
      this.#previous = candidate;
    }
    if (this.#waiting.length > 0) this.#advance(packet, access !== undefined);
    if (!hidden && pts === null) this.allTimed = false;
    if (!hidden && !discard) this.shown++;
    this.#packets++;
  }

  /** One more picture was decoded after those that wait, or, for the last of them, its own. */
  #advance({ pts, data }: Packet, own: boolean): void {
    const last = own ? this.#waiting.at(-1) : undefined;
    const reference = this.#waiting.some(({ left }) => left > 0) && isReference(this.#codec, data);
    for (const candidate of this.#waiting) {
      if (candidate !== last && reference && candidate.left > 0) candidate.left--;
      if (candidate.left === 0) candidate.rightPts = pts;
    }
    this.#waiting = this.#waiting.filter(({ rightPts }) => rightPts === null);
  }
}

/** A list of 64-bit numbers that grows: a long video has millions. */
class Ticks {
  #values = new BigInt64Array(1024);
  #length = 0;

  push(value: bigint): void {
    if (this.#length === this.#values.length) {
      const longer = new BigInt64Array(2 * this.#length);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.#length++] = value;
  }

  get length(): number {
    return this.#length;
  }

  toArray(): BigInt64Array {
    return this.#values.slice(0, this.#length);
  }
}

/** Collects what comes out of the parser. */
class ShownFrames {
  readonly #pts = new Ticks();
  readonly #durations = new Ticks();
  readonly #keyframes: number[] = [];

  add(times: readonly ShownTime[]): void {
    for (const { pts, duration, key } of times) {
      if (key) this.#keyframes.push(this.#pts.length);
      this.#pts.push(pts);
      this.#durations.push(duration);
    }
  }

  index(timeBase: Rational): FrameIndex {
    const [pts, durations] = [this.#pts.toArray(), this.#durations.toArray()];
    return new FrameIndex({ timeBase, pts, durations, keyframes: Uint32Array.from(this.#keyframes) });
  }
}

function isRising({ pts }: FrameIndex): boolean {
  for (let i = 1; i < pts.length; i++) if ((pts[i] ?? 0n) <= (pts[i - 1] ?? 0n)) return false;
  return true;
}

function restartPoints(notes: PacketNotes, index: FrameIndex, timed: boolean): RestartPoint[] {
  // Frames can be counted only where each packet shows one.
  if (!timed && notes.shown !== index.count) return [];
  return notes.candidates.flatMap(({ place, packet, rightPts, access, closed, shownBefore }) => {
    if (!timed)
      return closed && access.recovery === 0 ? [{ place, packet, from: shownBefore, shownBefore }] : [];
    return rightPts === null ? [] : [{ place, packet, from: index.ceiling(rightPts), shownBefore }];
  });
}

/**
 * Reads `stream` to its end.
 * @param decoder in a dry run.
 * @param checkpoint called before each packet; throws to stop.
 */
export function scanStream(
  stream: PacketStream,
  decoder: PictureDecoder,
  checkpoint?: () => void,
): ScannedStream {
  const { codec, hiddenWithoutPts } = stream.plan;
  const notes = new PacketNotes(codec, hiddenWithoutPts);
  const frames = new ShownFrames();
  for (let packet = stream.read(); packet !== null; packet = stream.read()) {
    try {
      checkpoint?.();
      notes.note(packet);
      decoder.parse(packet);
    } finally {
      packet.close();
    }
    frames.add(decoder.takeTimes());
  }
  decoder.flush();
  frames.add(decoder.takeTimes());
  const index = frames.index(stream.track.timeBase);
  const timed = notes.allTimed && isRising(index);
  return { index, timed, restarts: restartPoints(notes, index, timed) };
}

/** Opens a source once more and scans it on `device`. @throws what opening throws; what `host.checkpoint` throws. */
export function scanSource(
  source: Source,
  options: SessionOptions,
  host: SessionHost,
  device: DecodingDevice,
): ScannedStream {
  const stream = openStream(source, options, host);
  try {
    return device.context.run(() => {
      const decoder = new PictureDecoder(device, stream.plan, {
        ...pictureDecoderOptions(stream, options, host),
        dryRun: true,
      });
      try {
        return scanStream(stream, decoder, host.checkpoint);
      } finally {
        decoder.close();
      }
    });
  } finally {
    stream.close();
  }
}

/** What the container says, without reading on in it. */
export function estimateIndex({ demuxer, track }: PacketStream, info: MediaInfo): IndexEstimate {
  const { startTime, duration, frameRate, frameCount } = info;
  const worked =
    duration === null || frameRate === null ? null : Math.round((duration * frameRate.num) / frameRate.den);
  const keyframes = demuxer.keyframeIndexSync(track, { scan: 'never' });
  const times = [...keyframes].flatMap(({ pts, dts }) => pts ?? dts ?? []);
  return {
    count: frameCount ?? worked,
    counted: frameCount !== null,
    startTime,
    duration,
    keyframeTimes: Float64Array.from(times, (time) => toSeconds(time, track.timeBase)),
  };
}
