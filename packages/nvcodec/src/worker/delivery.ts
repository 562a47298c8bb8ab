/**
 * How a worker hands frames and pictures to its consumer: as records of the ring, once there is room, behind messages
 * that tell what they refer to.
 */
import type { FrameHdr } from '../decoding/hdr.js';
import type { Picture } from '../decoding/picture.js';
import type { SharedDecoder } from '../decoding/shared-decoder.js';
import type { FrameKind } from '../frames/frame.js';
import type { OutputFrame } from '../frames/frame-output.js';
import type { FramePool } from '../frames/frame-pool.js';
import type { Control } from './control.js';
import { END_OF_UNIT, type Handover, HandoverFlag, type HandoverRing, MOST_AHEAD } from './handover.js';
import { flagsOf } from './picture-facts.js';
import type { FromWorker, SharedJob } from './protocol.js';

export interface JobHost {
  readonly control: Control;
  readonly ring: HandoverRing;
  /** How many frames or pictures are made ahead, unless a job says otherwise. */
  readonly ahead: number;
  readonly post: (message: FromWorker) => void;
  readonly stopIfTold: () => void;
}

/** What a frame or picture is handed over with. */
export type DeliveredFacts = Pick<Picture, 'time' | 'display' | 'hdr'>;

const DOORBELL: FromWorker = { type: 'doorbell' };

export class Delivery {
  readonly #host: JobHost;
  readonly #pool: FramePool;
  #kind: { readonly id: number; readonly kind: FrameKind } | undefined;
  #hdr: { readonly id: number; readonly hdr: FrameHdr } | undefined;
  #decoder: { readonly id: number; readonly shared: SharedDecoder } | undefined;
  #nextId = 0;
  #ahead: SharedJob['ahead'];
  /** How many frames or pictures may wait for the user. */
  #room = 1;
  /** The part of a shared job that is worked on. */
  unit = 0;
  /** Somebody is going to `ring` soon: until then the consumer is woken only when there is no room left. */
  inBursts = false;

  /** @param pool is to keep as many buffers as there is room. */
  constructor(host: JobHost, pool: FramePool) {
    this.#host = host;
    this.#pool = pool;
    this.#ahead = { frames: host.ahead, bytes: Number.POSITIVE_INFINITY };
  }

  /** A job begins. @param ahead what may wait for the user; by default what the host says. */
  begin(ahead: SharedJob['ahead'] = { frames: this.#host.ahead, bytes: Number.POSITIVE_INFINITY }): void {
    this.unit = 0;
    this.inBursts = false;
    this.#ahead = ahead;
    this.#measureRoom();
  }

  /** Waits until the consumer has taken enough. @throws when the job is to stop. */
  waitForRoom(): void {
    const { control, ring, stopIfTold } = this.#host;
    control.signal.waitFor(() => {
      stopIfTold();
      return ring.length >= this.#room ? undefined : true;
    });
  }

  /** Whether the consumer asks for what comes next. */
  get isAwaited(): boolean {
    return this.#host.control.consumerWaiting;
  }

  /** Passes a frame on. There must be room, as for all that follow. */
  frame({ buffer, kind, status }: OutputFrame, source: DeliveredFacts, index: number): void {
    const flags =
      (status === 'concealed' ? HandoverFlag.concealed : 0) |
      (status === 'damaged' ? HandoverFlag.damaged : 0);
    const owner = this.#numberOf(kind);
    const { id: slot, pointer } = buffer;
    this.#push({ owner, slot, flags, index, pointer }, source);
  }

  /** Passes a picture on. */
  picture(picture: Picture, index: number): void {
    const owner = this.#decoderOf(picture.shared);
    picture.passOn();
    const slot = picture.display.pictureIndex;
    this.#push({ owner, slot, flags: 0, index, pointer: 0n }, picture);
  }

  /** The unit is complete. */
  endOfUnit(): void {
    this.#host.ring.push({ ...NOTHING, unit: this.unit });
    this.ring();
  }

  /** Wakes the consumer for what is there, if it sleeps, or if it dozes and there is much. */
  ring(): void {
    const { control, ring, post } = this.#host;
    const { length } = ring;
    if (length > 0 && control.wakesConsumer(length >= this.#room - 1)) post(DOORBELL);
  }

  #measureRoom(): void {
    const { frames, bytes } = this.#ahead;
    const fitting = Math.floor(bytes / (this.#kind?.kind.layout.byteLength ?? 1));
    this.#room = Math.max(1, Math.min(frames, fitting, MOST_AHEAD));
    this.#pool.keep = this.#room;
  }

  #push(
    record: Pick<Handover, 'owner' | 'slot' | 'flags' | 'index' | 'pointer'>,
    source: DeliveredFacts,
  ): void {
    const { owner, slot, index, pointer } = record;
    const { time, display } = source;
    const { pts, duration } = time;
    const flags = record.flags | flagsOf(time, display);
    const hdr = this.#numberOfHdr(source.hdr);
    const { ring } = this.#host;
    ring.push({ owner, slot, flags, hdr, index, unit: this.unit, pts, duration, pointer });
    if (!this.inBursts || ring.length >= this.#room) this.ring();
  }

  /** The number of the kind of frame that comes now; a new one is announced first. */
  #numberOf(kind: FrameKind): number {
    if (this.#kind?.kind !== kind) {
      this.#kind = { id: this.#nextId++, kind };
      this.#measureRoom();
      this.#host.post({ type: 'kind', ...this.#kind });
    }
    return this.#kind.id;
  }

  /** The same of high dynamic range metadata, which may change with each frame and seldom does. */
  #numberOfHdr(hdr: FrameHdr): number {
    if (this.#hdr?.hdr !== hdr) {
      this.#hdr = { id: this.#nextId++, hdr };
      this.#host.post({ type: 'hdr', ...this.#hdr });
    }
    return this.#hdr.id;
  }

  #decoderOf(shared: SharedDecoder): number {
    if (this.#decoder?.shared !== shared) {
      const id = this.#nextId++;
      this.#decoder = { id, shared };
      this.#host.post({ type: 'decoder', id, decoder: shared.handOver() });
    }
    return this.#decoder.id;
  }
}

/** What a record carries that only says that a unit is complete. */
const NOTHING = {
  owner: END_OF_UNIT,
  slot: 0,
  flags: 0,
  hdr: 0,
  index: 0,
  pts: 0n,
  duration: 0n,
  pointer: 0n,
} as const;
