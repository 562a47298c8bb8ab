/**
 * The packets of one video track as the parser wants them: demuxed, filtered, and able to start again at the
 * keyframe that a moment needs.
 */
import {
  AvError,
  Demuxer,
  type OpenOptions,
  type Packet,
  type Source,
  type Track,
} from '@nvcodec/demux-ffmpeg';
import { PacketRewriter } from './packet-rewriter.js';
import { planStream, type StreamPlan } from './stream-plan.js';

export interface PacketStreamOptions extends OpenOptions {
  /** Which of the video tracks, counted from 0; default: the one FFmpeg deems best. */
  readonly track?: number | undefined;
  /** Damage of the container, and a packet that cannot be filtered, are errors. Default: the end, and left out. */
  readonly strict?: boolean | undefined;
}

/** What tells a packet of a track from the others. */
export interface PacketPlace {
  readonly pts: bigint | null;
  readonly dts: bigint | null;
  /** Byte offset in the source, where known. */
  readonly position: number | null;
}

/** Whether two packets are the same one, read at different times: filters and seeks may lose a timestamp. */
export function isSamePlace(a: PacketPlace, b: PacketPlace): boolean {
  const agree = <T>(x: T | null, y: T | null): boolean => x === null || y === null || x === y;
  if (a.position !== null && b.position !== null) return a.position === b.position && agree(a.pts, b.pts);
  return (a.pts ?? a.dts) !== null && a.pts === b.pts && agree(a.dts, b.dts);
}

/** Before everything that a container can hold, with room for arithmetic. */
export const BEFORE_ALL = -(2n ** 62n);

export class PacketStream {
  readonly demuxer: Demuxer;
  readonly track: Track;
  readonly plan: StreamPlan;
  readonly #rewriter: PacketRewriter;
  readonly #strict: boolean;
  #rewritten: Packet[] = [];
  #pushedBack: Packet | undefined;
  #ended = false;
  #first: PacketPlace | undefined;

  /**
   * @throws AvError when the source cannot be opened, NoVideoTrackError, UnsupportedCodecError.
   */
  static open(source: Source, options: PacketStreamOptions): PacketStream {
    const demuxer = Demuxer.openSync(source, options);
    try {
      return new PacketStream(demuxer, demuxer.videoTrack(options.track), options.strict ?? false);
    } catch (error) {
      demuxer.close();
      throw error;
    }
  }

  private constructor(demuxer: Demuxer, track: Track, strict: boolean) {
    this.demuxer = demuxer;
    this.track = track;
    this.plan = planStream(track);
    demuxer.select([track]);
    this.#rewriter = new PacketRewriter(track, strict);
    this.#strict = strict;
  }

  /** The next packet for the parser, or null at the end. The caller closes it. */
  read(): Packet | null {
    for (;;) {
      const ready = this.#rewritten.shift();
      if (ready !== undefined) return ready;
      if (this.#ended) return null;
      const packet = this.#demux();
      this.#ended = packet === null;
      this.#rewritten = this.#rewriter.rewrite(packet);
    }
  }

  /** The first packet of the file, once it was read. */
  get first(): PacketPlace | undefined {
    return this.#first;
  }

  /**
   * Goes to the last keyframe that is shown at or before `pts`, so that decoding from there reaches the picture
   * shown at `pts`. Containers seek by decoding time and may land on a keyframe shown later: then further back.
   * A stream without timestamps starts again from its first byte.
   * @returns the packet that is read next; null at the end.
   */
  seek(pts: bigint): PacketPlace | null {
    let target = pts;
    let landed: bigint | undefined;
    for (;;) {
      const first = this.land(target, 'keyframe-before');
      const here = first === null ? null : (first.pts ?? first.dts);
      if (first === null || here === null || here <= pts) return first;
      // No further back: the first keyframe, or damaged times, by which one could go round in circles.
      if (landed !== undefined && here >= landed) return first;
      landed = here;
      target = (first.dts ?? here) - 1n;
    }
  }

  /** Back to the first packet. */
  rewind(): PacketPlace | null {
    return this.land(BEFORE_ALL, 'keyframe-before');
  }

  /**
   * Goes where the container takes a time in ticks, or to a byte offset.
   * @returns the packet that is read next; null at the end.
   */
  land(target: bigint, mode: 'keyframe-before' | 'byte'): PacketPlace | null {
    this.#dropQueued();
    this.demuxer.seekSync(this.track, target, mode);
    this.#rewriter.restart();
    this.#ended = false;
    this.#pushedBack = this.#demux() ?? undefined;
    if (this.#pushedBack === undefined) return null;
    const { pts, dts, position } = this.#pushedBack;
    return { pts, dts, position };
  }

  close(): void {
    this.#dropQueued();
    this.#rewriter.close();
    this.demuxer.close();
  }

  #demux(): Packet | null {
    const packet = this.#pushedBack ?? this.#readPacket();
    this.#pushedBack = undefined;
    if (packet !== null) this.#rewriter.adopt(packet);
    if (this.#first === undefined && packet !== null) {
      const { pts, dts, position } = packet;
      this.#first = { pts, dts, position };
    }
    return packet;
  }

  /** Where the container is too damaged to go on, a stream that may be damaged ends, as for FFmpeg's programs. */
  #readPacket(): Packet | null {
    try {
      return this.demuxer.readSync();
    } catch (error) {
      if (this.#strict || !(error instanceof AvError) || error.name !== 'AVERROR_INVALIDDATA') throw error;
      return null;
    }
  }

  #dropQueued(): void {
    this.#pushedBack?.close();
    this.#pushedBack = undefined;
    for (const packet of this.#rewritten) packet.close();
    this.#rewritten = [];
  }
}
