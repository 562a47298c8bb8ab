// Opens a source, tells its tracks, and reads packets from it.
//
//   using demuxer = Demuxer.openSync('video.mp4');
//   const track = demuxer.videoTrack();
//   demuxer.select([track]);
//   for (let packet; (packet = demuxer.readSync()) !== null; packet.close()) { … }
//
// Each operation exists twice: `…Sync` works on the calling thread, the other on a thread of the demuxer's own.
// Asynchronous ones queue up; a synchronous call while one is in progress is an error.
import { avError } from './av-error.js';
import { binding, type NativeDemuxer, type NativePacket } from './binding.js';
import type { ContainerFormat } from './container-format.js';
import { DisposedError } from './errors.js';
import { KeyframeIndex, type ScanMode } from './keyframe-index.js';
import { type OpenOptions, openRequest } from './open-options.js';
import {
  checkOpened,
  checkTarget,
  choice,
  interruptible,
  type KeyframeOptions,
  type OperationOptions,
  SCAN_MODES,
  SEEK_MODES,
  type SeekMode,
  throwIfInterrupted,
} from './operation.js';
import { giveBackNative, lastTrackCount, Packet, takeNative } from './packet.js';
import { SerialQueue } from './serial-queue.js';
import { type ResolvedSource, resolveSource, type Source } from './source.js';
import { attachParameters, type Track } from './track.js';
import { chooseVideoTrack } from './video-track.js';

/** An opened source. */
export class Demuxer {
  /** What the container says of itself. */
  readonly format: ContainerFormat;
  readonly #native: NativeDemuxer;
  readonly #source: ResolvedSource;
  readonly #decrypts: boolean;
  readonly #tracks: Track[] = [];
  readonly #queue = new SerialQueue();
  #selected: ReadonlySet<number> | undefined;
  #closed = false;

  private constructor(native: NativeDemuxer, source: ResolvedSource, options: OpenOptions) {
    this.#native = native;
    this.#source = source;
    this.#decrypts = options.decryptionKey !== undefined;
    this.format = Object.freeze(native.format());
    this.#addTracks();
  }

  /**
   * Opens on this thread. Throws AvError (no such file, not a media file, …), TypeError for what is no source,
   * AbortError when `options.cancel` is set meanwhile.
   */
  static openSync(source: Source, options: OpenOptions = {}): Demuxer {
    const resolved = resolveSource(source);
    const request = openRequest(resolved, options);
    options.signal?.throwIfAborted();
    const native = new binding.NativeDemuxer();
    checkOpened(native.openSync(request), native, resolved, options.signal);
    return new Demuxer(native, resolved, options);
  }

  /** Opens on a thread of the demuxer's own; a custom source is read on this thread all the same. */
  static async open(source: Source, options: OpenOptions = {}): Promise<Demuxer> {
    const resolved = resolveSource(source);
    const request = openRequest(resolved, options);
    const native = new binding.NativeDemuxer();
    const code = await interruptible(native, options.signal, async () =>
      resolved.custom ? native.openSync(request) : native.open(request),
    );
    checkOpened(code, native, resolved, options.signal);
    return new Demuxer(native, resolved, options);
  }

  /** All tracks by index. MPEG-TS and others may add to them while packets are read. */
  get tracks(): readonly Track[] {
    return this.#tracks;
  }

  /**
   * The video track that FFmpeg would choose, or the `ordinal`-th one (from 0). Attached pictures do not count.
   * NoVideoTrackError when there is none, RangeError when there are fewer.
   */
  videoTrack(ordinal?: number): Track {
    return chooseVideoTrack(this.#tracks, this.#source.name, ordinal, this.#idle().bestVideo());
  }

  /** Reads only these tracks from now on; all of them when nothing is given. */
  select(tracks?: readonly Track[]): void {
    const native = this.#idle();
    if (tracks === undefined) {
      this.#selected = undefined;
      native.select(undefined);
      return;
    }
    const indexes = tracks.map((track) => this.#indexOf(track));
    this.#selected = new Set(indexes);
    native.select(Int32Array.from(indexes));
  }

  /** The next packet, the caller's to close, or null at the end. */
  readSync(): Packet | null {
    const native = this.#idle();
    const target = takeNative();
    return this.#packet(native.readSync(target), target, undefined);
  }

  /** readSync() on the demuxer's own thread. */
  async read(options: OperationOptions = {}): Promise<Packet | null> {
    const { signal } = options;
    return this.#queue.run(async () => {
      const native = this.#open();
      const target = takeNative();
      const code = await interruptible(native, signal, async () =>
        this.#source.custom ? native.readSync(target) : native.read(target),
      );
      return this.#packet(code, target, signal);
    });
  }

  /** Moves all tracks so that the next packet of `track` is as `mode` says. `target` is in its time base, or bytes. */
  seekSync(track: Track, target: bigint, mode: SeekMode = 'keyframe-before'): void {
    const index = this.#seekable(track, target);
    const number = choice('mode', mode, SEEK_MODES);
    this.#check(this.#idle().seekSync(index, target, number), 'av_seek_frame');
  }

  /** seekSync() on the demuxer's own thread. */
  async seek(
    track: Track,
    target: bigint,
    mode: SeekMode = 'keyframe-before',
    options: OperationOptions = {},
  ): Promise<void> {
    const index = this.#seekable(track, target);
    const number = choice('mode', mode, SEEK_MODES);
    await this.#run('av_seek_frame', options.signal, (native) =>
      this.#source.custom ? native.seekSync(index, target, number) : native.seek(index, target, number),
    );
  }

  /** The keyframes of a track. Reading goes on afterwards where it was: the source is opened once more for this. */
  keyframeIndexSync(track: Track, options: { scan?: ScanMode | undefined } = {}): KeyframeIndex {
    const index = this.#indexOf(track);
    const scan = choice('scan', options.scan ?? 'if-needed', SCAN_MODES);
    const native = this.#idle();
    this.#check(native.findKeyframesSync(index, scan), 'avformat_index_get_entry');
    return new KeyframeIndex(track.timeBase, native.takeKeyframes());
  }

  /** keyframeIndexSync() on the demuxer's own thread. */
  async keyframeIndex(track: Track, options: KeyframeOptions = {}): Promise<KeyframeIndex> {
    const index = this.#indexOf(track);
    const scan = choice('scan', options.scan ?? 'if-needed', SCAN_MODES);
    return this.#run(
      'avformat_index_get_entry',
      options.signal,
      (native) =>
        this.#source.custom ? native.findKeyframesSync(index, scan) : native.findKeyframes(index, scan),
      (native) => new KeyframeIndex(track.timeBase, native.takeKeyframes()),
    );
  }

  /** Whether close() was called. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Closes the source. An operation in progress is interrupted and fails with a DisposedError. */
  close(): void {
    if (this.#closed) return;
    if (!this.#queue.busy) {
      this.#native.close();
      this.#closed = true;
      return;
    }
    this.#closed = true;
    this.#native.interrupt();
    void this.#queue.idle().then(() => this.#native.close());
  }

  /** close(), for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  async #run<T = void>(
    call: string,
    signal: AbortSignal | undefined,
    operation: (native: NativeDemuxer) => number | Promise<number>,
    finish?: (native: NativeDemuxer) => T,
  ): Promise<T> {
    return this.#queue.run(async () => {
      const native = this.#open();
      const code = await interruptible(native, signal, async () => operation(native));
      this.#check(code, call, signal);
      return finish?.(native) as T;
    });
  }

  #packet(code: number, target: NativePacket, signal: AbortSignal | undefined): Packet | null {
    if (code === 0 && !this.#closed) {
      const packet = new Packet(target);
      if (lastTrackCount() > this.#tracks.length) this.#addTracks();
      return packet;
    }
    target.release(undefined);
    giveBackNative(target);
    if (code === binding.errorCodes.eof && !this.#closed) return null;
    this.#check(code, 'av_read_frame', signal);
    throw new DisposedError('demuxer');
  }

  #addTracks(): void {
    for (const found of this.#native.tracks(this.#tracks.length)) {
      const track = Object.freeze({ ...found, encrypted: found.encrypted && !this.#decrypts });
      attachParameters(track, this.#native.parameters(track.index));
      this.#tracks.push(track);
    }
  }

  #indexOf(track: Track): number {
    const index = track?.index;
    if (this.#tracks[index] === undefined) {
      throw new RangeError(`track ${index} is not one of this demuxer's ${this.#tracks.length}`);
    }
    return index;
  }

  #seekable(track: Track, target: bigint): number {
    checkTarget(target);
    const index = this.#indexOf(track);
    if (this.#selected !== undefined && !this.#selected.has(index)) {
      throw new RangeError(`track ${index} is not selected: seek by one that is`);
    }
    return index;
  }

  #open(): NativeDemuxer {
    if (this.#closed) throw new DisposedError('demuxer');
    return this.#native;
  }

  #idle(): NativeDemuxer {
    if (this.#closed) throw new DisposedError('demuxer');
    if (this.#queue.busy) {
      throw new Error('an asynchronous operation of this demuxer is in progress: await it first');
    }
    return this.#native;
  }

  #check(code: number, call: string, signal?: AbortSignal): void {
    if (this.#closed) throw new DisposedError('demuxer');
    if (code >= 0) return;
    throwIfInterrupted(code, signal);
    throw avError({ code, call, source: this.#source.name, log: this.#native.log() });
  }
}
