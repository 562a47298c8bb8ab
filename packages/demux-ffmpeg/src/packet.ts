// One compressed packet. Its payload stays where libavformat put it.
//
// Thousands are read each second, so the native halves are pooled: closing a packet hands its half to the next.
// One that is dropped without close() is freed by the garbage collector instead, once the event loop turns.
import { binding, type NativePacket } from './binding.js';
import { DisposedError } from './errors.js';

/** FFmpeg's AV_NOPTS_VALUE: how typed arrays of timestamps say "unknown". */
export const NO_TIMESTAMP = -(2n ** 63n);

/** What a container sends along with a packet. */
export interface SideData {
  /** `new_extradata`, `skip_samples`, `dynamic_hdr10_plus` …: FFmpeg's AV_PKT_DATA_ constant in lower case. */
  readonly type: string;
  /**
   * In the layout that libavcodec documents for the type; `dynamic_hdr10_plus` as the bits of SMPTE ST 2094-40 from
   * application_version on.
   */
  readonly data: Uint8Array;
}

/** What a packet of the caller's own is made from. */
export interface PacketFields {
  /** The payload, which is copied. */
  data: Uint8Array;
  /** Presentation time in ticks. */
  pts?: bigint | null;
  /** Decode time in ticks. */
  dts?: bigint | null;
  /** In ticks. */
  duration?: bigint;
  /** Whether decoding can start here. */
  key?: boolean;
  /** 0 when not given. */
  trackIndex?: number;
}

// PacketHeader in native/environment.h.
const times = new BigInt64Array(binding.header, 0, 3);
const reals = new Float64Array(binding.header, 24, 2);
const numbers = new Int32Array(binding.header, 40, 6);

const KEY = 1;
const CORRUPT = 2;
const DISCARD = 4;
/** Not FFmpeg's: kBringsExtradata in native/environment.h. */
const BRINGS_EXTRADATA = 1 << 16;

const POOL_LIMIT = 128;
const pool: NativePacket[] = [];

/** A native packet to read into. */
export function takeNative(): NativePacket {
  return pool.pop() ?? new binding.NativePacket();
}

/** Gives back an empty one. */
export function giveBackNative(native: NativePacket): void {
  if (pool.length < POOL_LIMIT) pool.push(native);
}

/** How many tracks the demuxer had when it read the last packet. */
export function lastTrackCount(): number {
  return numbers[4] ?? 0;
}

/** The native half of a packet; DisposedError when it is closed. */
export let nativeOf: (packet: Packet) => NativePacket;

/** One compressed packet, the holder's to close. */
export class Packet {
  /** Presentation time in ticks of its track's time base. */
  readonly pts: bigint | null;
  /** Decode time, likewise. */
  readonly dts: bigint | null;
  /** In ticks; 0 when not known. */
  readonly duration: bigint;
  /** Whether decoding can start here. */
  readonly key: boolean;
  /** Whether it is to be decoded but not shown: an edit list cuts it away. */
  readonly discard: boolean;
  /** Whether the container found it damaged. */
  readonly corrupt: boolean;
  /**
   * Whether codec configuration comes with it that takes the place of the track's from here on: side data of type
   * `new_extradata`.
   */
  readonly bringsExtradata: boolean;
  /** Track.index of its track. */
  readonly trackIndex: number;
  /** Its byte offset in the source, where known. */
  readonly position: number | null;
  /** Bytes of payload. */
  readonly byteLength: number;

  readonly #address: number;
  readonly #sideDataCount: number;
  #native: NativePacket | undefined;
  #data: Uint8Array | undefined;

  static {
    nativeOf = (packet) => packet.#open();
  }

  /** For Demuxer and BitstreamFilter, right after the addon has filled `native`; others use Packet.create(). */
  constructor(native: NativePacket) {
    const pts = times[0] as bigint;
    const dts = times[1] as bigint;
    const position = reals[0] as number;
    const flags = numbers[2] as number;
    this.#native = native;
    this.pts = pts === NO_TIMESTAMP ? null : pts;
    this.dts = dts === NO_TIMESTAMP ? null : dts;
    this.duration = times[2] as bigint;
    this.key = (flags & KEY) !== 0;
    this.discard = (flags & DISCARD) !== 0;
    this.corrupt = (flags & CORRUPT) !== 0;
    this.bringsExtradata = (flags & BRINGS_EXTRADATA) !== 0;
    this.trackIndex = numbers[1] as number;
    this.position = position < 0 ? null : position;
    this.byteLength = numbers[0] as number;
    this.#address = reals[1] as number;
    this.#sideDataCount = numbers[3] as number;
  }

  /** A packet with a copy of the caller's bytes, to be filtered. */
  static create(fields: PacketFields): Packet {
    const native = takeNative();
    const code = native.assign(
      fields.data,
      fields.pts ?? NO_TIMESTAMP,
      fields.dts ?? NO_TIMESTAMP,
      fields.duration ?? 0n,
      fields.key ? KEY : 0,
      fields.trackIndex ?? 0,
    );
    if (code < 0) throw new RangeError(`a packet cannot hold ${fields.data.byteLength} bytes`);
    return new Packet(native);
  }

  /**
   * The payload, not copied. After close() it is detached and has no bytes; it outlives a packet that is merely
   * dropped. It cannot be transferred to another thread.
   */
  get data(): Uint8Array {
    const native = this.#open();
    if (this.#data === undefined) {
      const buffer = native.data();
      // An engine that forbids external memory (Electron) gets a copy.
      this.#data = buffer === undefined ? native.copy() : new Uint8Array(buffer);
    }
    return this.#data;
  }

  /** The payload's address, for native calls made before close(): cheaper than `data`. 0 when it is empty. */
  get pointer(): bigint {
    this.#open();
    return BigInt(this.#address);
  }

  /** Copied out at each call. */
  get sideData(): readonly SideData[] {
    const native = this.#open();
    return this.#sideDataCount === 0 ? [] : native.sideData();
  }

  /** The same packet with a copy of `bytes` as its payload; this one is closed. */
  withData(bytes: Uint8Array): Packet {
    const native = this.#open();
    const code = native.replace(bytes, this.#data?.buffer);
    if (code < 0) throw new RangeError(`a packet cannot hold ${bytes.byteLength} bytes`);
    this.#native = undefined;
    this.#data = undefined;
    return new Packet(native);
  }

  /** Whether close() was called. */
  get closed(): boolean {
    return this.#native === undefined;
  }

  /** Frees the payload at once. */
  close(): void {
    const native = this.#native;
    if (native === undefined) return;
    this.#native = undefined;
    native.release(this.#data?.buffer);
    this.#data = undefined;
    giveBackNative(native);
  }

  /** close(), for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #open(): NativePacket {
    if (this.#native === undefined) throw new DisposedError('packet');
    return this.#native;
  }
}
