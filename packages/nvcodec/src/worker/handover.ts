/**
 * The queue of frames and pictures from a worker to its user: a ring in shared memory, written on one side and read
 * on the other, so that a frame costs no message. How many lie in it is how far the decoder runs ahead.
 */

/** More frames or pictures than this are not made ahead. */
export const MOST_AHEAD = 1024;

/** The owner of a record that carries nothing: a unit of an iteration is complete. */
export const END_OF_UNIT = -1;

/** A frame's buffer, or a picture's slot, that passes to the reader with the record. */
export interface Handover {
  /** Number of the frame kind or of the decoder that it belongs to, announced by a message before; END_OF_UNIT. */
  readonly owner: number;
  /** Buffer id, or picture index. */
  readonly slot: number;
  readonly flags: number;
  /** Number of its high dynamic range metadata, announced by a message before. */
  readonly hdr: number;
  /** Number in the iteration, from 0. */
  readonly index: number;
  /** Which unit of the iteration it is of, where several sessions share one. */
  readonly unit: number;
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
/** Six 32-bit words, then three of 64 bits. */
const RECORD_BYTES = 48;

export class HandoverRing {
  readonly memory: SharedArrayBuffer;
  readonly #counters: Int32Array;
  readonly #view: DataView;

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#counters = new Int32Array(memory, 0, 2);
    this.#view = new DataView(memory, HEADER_BYTES);
  }

  static create(): HandoverRing {
    return new HandoverRing(new SharedArrayBuffer(HEADER_BYTES + MOST_AHEAD * RECORD_BYTES));
  }

  /** How many records wait for the reader. */
  get length(): number {
    return (Atomics.load(this.#counters, WRITTEN) - Atomics.load(this.#counters, READ)) | 0;
  }

  /** The reader's: the unit of the record that comes next; undefined when there is none yet. */
  get nextUnit(): number | undefined {
    if (this.length === 0) return undefined;
    return this.#view.getInt32(offset(Atomics.load(this.#counters, READ)) + 20, true);
  }

  /** The writer's; there must be room: fewer than MOST_AHEAD. */
  push(record: Handover): void {
    const written = Atomics.load(this.#counters, WRITTEN);
    const at = offset(written);
    this.#view.setInt32(at, record.owner, true);
    this.#view.setInt32(at + 4, record.slot, true);
    this.#view.setInt32(at + 8, record.flags, true);
    this.#view.setInt32(at + 12, record.index, true);
    this.#view.setInt32(at + 16, record.hdr, true);
    this.#view.setInt32(at + 20, record.unit, true);
    this.#view.setBigInt64(at + 24, record.pts, true);
    this.#view.setBigInt64(at + 32, record.duration, true);
    this.#view.setBigUint64(at + 40, record.pointer, true);
    Atomics.store(this.#counters, WRITTEN, (written + 1) | 0);
  }

  /** The reader's; undefined when there is nothing yet. */
  shift(): Handover | undefined {
    if (this.length === 0) return undefined;
    const read = Atomics.load(this.#counters, READ);
    const at = offset(read);
    const record = {
      owner: this.#view.getInt32(at, true),
      slot: this.#view.getInt32(at + 4, true),
      flags: this.#view.getInt32(at + 8, true),
      index: this.#view.getInt32(at + 12, true),
      hdr: this.#view.getInt32(at + 16, true),
      unit: this.#view.getInt32(at + 20, true),
      pts: this.#view.getBigInt64(at + 24, true),
      duration: this.#view.getBigInt64(at + 32, true),
      pointer: this.#view.getBigUint64(at + 40, true),
    };
    Atomics.store(this.#counters, READ, (read + 1) | 0);
    return record;
  }
}

function offset(counter: number): number {
  return ((counter >>> 0) % MOST_AHEAD) * RECORD_BYTES;
}
