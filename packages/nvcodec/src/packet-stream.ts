/**
 * The packets of one video track as the parser wants them: demuxed, filtered, and able to start again at the
 * keyframe that a moment needs.
 */
import {
  AvError,
  BitstreamFilter,
  Demuxer,
  type OpenOptions,
  type Packet,
  type Source,
  type Track,
} from '@nvcodec/demux-ffmpeg';
import { planStream, type StreamPlan } from './stream-plan.js';

export interface PacketStreamOptions extends OpenOptions {
  /** Which of the video tracks, counted from 0; default: the one FFmpeg deems best. */
  readonly track?: number | undefined;
  /** A packet that cannot be filtered is an error. Default: it is left out. */
  readonly strict?: boolean | undefined;
}

export class PacketStream {
  readonly demuxer: Demuxer;
  readonly track: Track;
  readonly plan: StreamPlan;
  readonly #filter: BitstreamFilter | undefined;
  readonly #strict: boolean;
  #filtered: Packet[] = [];
  #pushedBack: Packet | undefined;
  #ended = false;

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
    this.#strict = strict;
    this.demuxer = demuxer;
    this.track = track;
    this.plan = planStream(track);
    demuxer.select([track]);
    this.#filter = this.plan.filters === null ? undefined : BitstreamFilter.create(this.plan.filters, track);
  }

  /** The next packet for the parser, or null at the end. The caller closes it. */
  read(): Packet | null {
    for (;;) {
      const ready = this.#filtered.shift();
      if (ready !== undefined) return ready;
      if (this.#ended) return null;
      const packet = this.#demux();
      this.#ended = packet === null;
      if (this.#filter === undefined) return packet;
      this.#filtered = this.#filterOrSkip(this.#filter, packet);
    }
  }

  /**
   * Goes to the last keyframe that is shown at or before `pts`, so that decoding from there reaches the picture
   * shown at `pts`. Containers seek by decoding time and may land on a keyframe shown later: then further back.
   * A stream without timestamps starts again from its first byte.
   */
  seek(pts: bigint): void {
    let target = pts;
    let landed: bigint | null | undefined;
    for (;;) {
      this.#restartAt(target);
      const first = this.#demux();
      if (first === null) return;
      const here = first.pts ?? first.dts;
      if (here === null || here <= pts || here === landed) {
        this.#pushedBack = first;
        return;
      }
      landed = here;
      target = (first.dts ?? here) - 1n;
      first.close();
    }
  }

  /** Back to the first packet. */
  rewind(): void {
    this.#restartAt(this.track.startPts ?? 0n);
  }

  close(): void {
    this.#dropQueued();
    this.#filter?.close();
    this.demuxer.close();
  }

  /** A packet too damaged to be rewritten is left out, as FFmpeg's own decoders do. */
  #filterOrSkip(filter: BitstreamFilter, packet: Packet | null): Packet[] {
    try {
      return filter.filterSync(packet);
    } catch (error) {
      if (this.#strict || !(error instanceof AvError) || error.name !== 'AVERROR_INVALIDDATA') throw error;
      packet?.close();
      return [];
    }
  }

  #demux(): Packet | null {
    const packet = this.#pushedBack ?? this.demuxer.readSync();
    this.#pushedBack = undefined;
    return packet;
  }

  #restartAt(pts: bigint): void {
    this.#dropQueued();
    this.demuxer.seekSync(this.track, pts, this.track.startPts === null ? 'byte' : 'keyframe-before');
    this.#filter?.flush();
    this.#ended = false;
  }

  #dropQueued(): void {
    this.#pushedBack?.close();
    this.#pushedBack = undefined;
    for (const packet of this.#filtered) packet.close();
    this.#filtered = [];
  }
}
