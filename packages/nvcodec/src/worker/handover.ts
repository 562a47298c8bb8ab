/**
 * The queue of frames and pictures from a worker to its user: a ring in shared memory, written on one side and read
 * on the other, so that a frame costs no message. Its capacity is how far the decoder runs ahead.
 */

/** A frame's buffer, or a picture's slot, that passes to the reader with the record. */
export interface Handover {
  /** Number of the frame kind or of the decoder that it belongs to, announced by a message before. */
  readonly owner: number;
  /** Buffer id, or picture index. */
  readonly slot: number;
  readonly flags: number;
  /** Number of its high dynamic range metadata, announced by a message before. */
  readonly hdr: number;
  /** Number in the iteration, from 0. */
  readonly index: number;
  readonly pts: bigint;
  readonly duration: bigint;
  /** Device address of a frame's buffer; 0 for pictures. */
  readonly pointer: bigint;
}

export const HandoverFlag = {
  key: 1,
  corrupt: 2,
  progressive: 4,
  topFieldFirst: 8,
  concealed: 16,
  damaged: 32,
  unpairedField: 64,
  firstField: 128,
  secondField: 256,
  halfTick: 512,
} as const;

const WRITTEN = 0;
const READ = 1;
const HEADER_BYTES = 8;
/** Five 32-bit words and an empty one, then three of 64 bits. */
const RECORD_BYTES = 48;

export class HandoverRing {
  readonly memory: SharedArrayBuffer;
  readonly #counters: Int32Array;
  readonly #view: DataView;
  readonly #capacity: number;

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#counters = new Int32Array(memory, 0, 2);
    this.#view = new DataView(memory, HEADER_BYTES);
    this.#capacity = (memory.byteLength - HEADER_BYTES) / RECORD_BYTES;
  }

  static create(capacity: number): HandoverRing {
    return new HandoverRing(new SharedArrayBuffer(HEADER_BYTES + capacity * RECORD_BYTES));
  }

  get readable(): boolean {
    return this.#length() > 0;
  }

  get full(): boolean {
    return this.#length() >= this.#capacity;
  }

  /** The writer's; there must be room. */
  push(record: Handover): void {
    const written = Atomics.load(this.#counters, WRITTEN);
    const at = this.#offset(written);
    this.#view.setInt32(at, record.owner, true);
    this.#view.setInt32(at + 4, record.slot, true);
    this.#view.setInt32(at + 8, record.flags, true);
    this.#view.setInt32(at + 12, record.index, true);
    this.#view.setInt32(at + 16, record.hdr, true);
    this.#view.setBigInt64(at + 24, record.pts, true);
    this.#view.setBigInt64(at + 32, record.duration, true);
    this.#view.setBigUint64(at + 40, record.pointer, true);
    Atomics.store(this.#counters, WRITTEN, (written + 1) | 0);
  }

  /** The reader's; undefined when there is nothing yet. */
  shift(): Handover | undefined {
    if (this.#length() === 0) return undefined;
    const read = Atomics.load(this.#counters, READ);
    const at = this.#offset(read);
    const record = {
      owner: this.#view.getInt32(at, true),
      slot: this.#view.getInt32(at + 4, true),
      flags: this.#view.getInt32(at + 8, true),
      index: this.#view.getInt32(at + 12, true),
      hdr: this.#view.getInt32(at + 16, true),
      pts: this.#view.getBigInt64(at + 24, true),
      duration: this.#view.getBigInt64(at + 32, true),
      pointer: this.#view.getBigUint64(at + 40, true),
    };
    Atomics.store(this.#counters, READ, (read + 1) | 0);
    return record;
  }

  #length(): number {
    return (Atomics.load(this.#counters, WRITTEN) - Atomics.load(this.#counters, READ)) | 0;
  }

  #offset(counter: number): number {
    return ((counter >>> 0) % this.#capacity) * RECORD_BYTES;
  }
}
