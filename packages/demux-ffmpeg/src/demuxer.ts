// Opens a source, tells its tracks, and reads packets from it.
//
//   using demuxer = Demuxer.openSync('video.mp4');
//   const track = demuxer.videoTrack();
//   demuxer.select([track]);
//   for (let packet; (packet = demuxer.readSync()) !== null; packet.close()) { … }
//
// Each operation exists twice: `…Sync` works on the calling thread, the other on a thread of the demuxer's own.
// Asynchronous ones queue up; a synchronous call while one is in progress is an error.
import { statSync } from 'node:fs';
import { avError } from './av-error.js';
import { binding, type NativeDemuxer, type NativePacket } from './binding.js';
import { DisposedError, NoVideoTrackError } from './errors.js';
import { KeyframeIndex, type ScanMode } from './keyframe-index.js';
import { type OpenOptions, openRequest } from './open-options.js';
import { giveBackNative, lastTrackCount, Packet, takeNative } from './packet.js';
import { SerialQueue } from './serial-queue.js';
import { type ResolvedSource, resolveSource, type Source } from './source.js';
import { attachParameters, type Track } from './track.js';

/** What a container says of itself. */
export interface ContainerFormat {
  /** FFmpeg's names for it, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly name: string;
  readonly longName: string | null;
  /** Seconds. */
  readonly startTime: number | null;
  /** Seconds. */
  readonly duration: number | null;
  /** Bits per second. */
  readonly bitRate: number | null;
  readonly seekable: boolean;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * `'keyframe-before'`: to a keyframe shown at or before the time (the nearest that the container's index knows),
 * or to the first one if all are later. `'any'`: to any packet there. `'byte'`: to a byte offset.
 */
export type SeekMode = 'keyframe-before' | 'any' | 'byte';

const SEEK_MODES: readonly SeekMode[] = ['keyframe-before', 'any', 'byte'];
const SCAN_MODES: readonly ScanMode[] = ['if-needed', 'always', 'never'];

export interface OperationOptions {
  /** Ends the operation, a stuck network read too; its reason becomes the error. */
  signal?: AbortSignal | undefined;
}

export interface KeyframeOptions extends OperationOptions {
  scan?: ScanMode | undefined;
}

export class Demuxer {
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
    const videos = this.#tracks.filter(
      (track) => track.kind === 'video' && !track.disposition.attachedPicture,
    );
    const first = videos[0];
    if (first === undefined) {
      const kinds = this.#tracks.map((track) => (track.disposition.attachedPicture ? 'picture' : track.kind));
      throw new NoVideoTrackError(this.#source.name, [...new Set(kinds)]);
    }
    if (ordinal === undefined) {
      const best = this.#idle().bestVideo();
      return videos.find((track) => track.index === best) ?? first;
    }
    const chosen = videos[ordinal];
    if (chosen === undefined) {
      throw new RangeError(`there is no video track ${ordinal}: ${this.#source.name} has ${videos.length}`);
    }
    return chosen;
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
    const index = this.#seekable(track);
    const number = choice('mode', mode, SEEK_MODES);
    this.#check(this.#idle().seekSync(index, target, number), 'av_seek_frame');
  }

  async seek(
    track: Track,
    target: bigint,
    mode: SeekMode = 'keyframe-before',
    options: OperationOptions = {},
  ): Promise<void> {
    const index = this.#seekable(track);
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

  get closed(): boolean {
    return this.#closed;
  }

  /** Closes the source. An operation in progress is interrupted and fails with a DisposedError. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#queue.busy) {
      this.#native.close();
      return;
    }
    this.#native.interrupt();
    void this.#queue.idle().then(() => this.#native.close());
  }

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

  #seekable(track: Track): number {
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

function checkOpened(
  code: number,
  native: NativeDemuxer,
  source: ResolvedSource,
  signal?: AbortSignal,
): void {
  if (code >= 0) return;
  const log = native.log();
  native.close();
  throwIfInterrupted(code, signal);
  const words = isEmpty(source) ? 'it is empty' : undefined;
  throw avError({ code, call: 'avformat_open_input', source: source.name, log, words });
}

function isEmpty(source: ResolvedSource): boolean {
  if (source.memory !== undefined) return source.memory.byteLength === 0;
  if (source.path === undefined) return false;
  const stats = statSync(source.path, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size === 0;
}

function throwIfInterrupted(code: number, signal: AbortSignal | undefined): void {
  if (code !== binding.errorCodes.exit) return;
  signal?.throwIfAborted();
  throw new DOMException('The operation was aborted', 'AbortError');
}

/** Runs `operation` with `signal` wired to the addon's interrupt. */
async function interruptible(
  native: NativeDemuxer,
  signal: AbortSignal | undefined,
  operation: () => Promise<number>,
): Promise<number> {
  signal?.throwIfAborted();
  const onAbort = () => native.interrupt();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await operation();
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

function choice<T extends string>(name: string, value: T, all: readonly T[]): number {
  const index = all.indexOf(value);
  if (index < 0) throw new RangeError(`${name} must be one of ${all.join(', ')}, not ${String(value)}`);
  return index;
}
