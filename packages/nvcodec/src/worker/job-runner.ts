/** The worker's side of an iteration: makes the frames or pictures of a job and hands each over when there is room. */

import { InOrder } from '../access/in-order.js';
import type { Selection } from '../access/picture-selection.js';
import type { DecodeSession } from '../decode-session.js';
import type { FrameHdr } from '../decoding/hdr.js';
import type { Picture } from '../decoding/picture.js';
import type { SharedDecoder } from '../decoding/shared-decoder.js';
import type { FrameKind } from '../frames/frame.js';
import type { ConversionOptions } from '../frames/frame-conversion.js';
import type { OutputFrame, PendingFrame } from '../frames/frame-output.js';
import { Claims } from '../parallel/claims.js';
import type { Control } from './control.js';
import { END_OF_UNIT, type Handover, HandoverFlag, type HandoverRing, MOST_AHEAD } from './handover.js';
import { flagsOf } from './picture-facts.js';
import type { FromWorker, Job, PictureJob, SharedJob } from './protocol.js';

export interface JobHost {
  readonly control: Control;
  readonly ring: HandoverRing;
  /** How many frames or pictures are made ahead, unless a job says otherwise. */
  readonly ahead: number;
  readonly post: (message: FromWorker) => void;
  readonly stopIfTold: () => void;
}

const DOORBELL: FromWorker = { type: 'doorbell' };

type PictureFacts = Pick<Picture, 'time' | 'display' | 'hdr'>;

/** A frame under way or made, and what it is handed over with. */
interface Coming {
  readonly frame: PendingFrame | OutputFrame;
  readonly source: PictureFacts;
  readonly index: number;
}

export class JobRunner {
  readonly #session: DecodeSession;
  readonly #host: JobHost;
  #kind: { readonly id: number; readonly kind: FrameKind } | undefined;
  #hdr: { readonly id: number; readonly hdr: FrameHdr } | undefined;
  #decoder: { readonly id: number; readonly shared: SharedDecoder } | undefined;
  readonly #pending: Coming[] = [];
  /** Frames that are asked for after others which are not made yet. */
  #early = new InOrder<Coming>();
  #nextId = 0;
  /** The part of a shared job that is worked on. */
  #unit = 0;
  #ahead: SharedJob['ahead'];
  /** How many frames or pictures may wait for the user. */
  #room = 1;

  constructor(session: DecodeSession, host: JobHost) {
    this.#session = session;
    this.#host = host;
    this.#ahead = { frames: host.ahead, bytes: Number.POSITIVE_INFINITY };
  }

  run(job: Job): void {
    this.#unit = 0;
    this.#allow({ frames: this.#host.ahead, bytes: Number.POSITIVE_INFINITY });
    try {
      if (job.kind === 'shared') this.#work(job);
      else if (job.kind === 'pictures') this.#givePictures(job);
      else this.#giveFrames(job.selection, job.conversion);
      this.#deliver(0);
    } catch (error) {
      this.#deliverBefore(error);
    } finally {
      const left = [...this.#pending.splice(0), ...this.#early.rest()];
      this.#early = new InOrder();
      for (const { frame } of left) this.#session.discardFrame(frame);
    }
  }

  #givePictures(job: PictureJob): void {
    let index = 0;
    for (const picture of this.#session.pictures(job)) this.#givePicture(picture, index++);
  }

  #work({ units, conversion, claims: memory, session, ahead }: SharedJob): void {
    this.#allow(ahead);
    const claims = new Claims(memory);
    for (let unit = claims.take(session); unit !== undefined; unit = claims.take(session)) {
      const { selection, requests } = units[unit] ?? missing(unit);
      this.#unit = unit;
      this.#early = new InOrder();
      this.#giveFrames(selection, conversion, requests);
      this.#deliver(0);
      this.#waitForRoom();
      this.#host.ring.push({ ...NOTHING, unit });
      this.#ring();
    }
  }

  #allow(ahead: SharedJob['ahead']): void {
    this.#ahead = ahead;
    this.#measureRoom();
  }

  #measureRoom(): void {
    const { frames, bytes } = this.#ahead;
    const fitting = Math.floor(bytes / (this.#kind?.kind.layout.byteLength ?? 1));
    this.#room = Math.max(1, Math.min(frames, fitting, MOST_AHEAD));
    this.#session.pool.keep = this.#room;
  }

  /** @param numbers of the requests in the iteration, where they are not their own. */
  #giveFrames(selection: Selection, conversion: ConversionOptions, numbers?: readonly number[]): void {
    for (const { picture, request } of this.#session.select(selection)) {
      if (picture === null) this.#early.add(request, undefined);
      else this.#giveFrame(picture, conversion, request, numbers?.[request]);
      for (let next = this.#early.take(); next !== undefined; next = this.#early.take()) {
        this.#pending.push(next);
        // A consumer that waits gets his frame now; else the GPU works on one while the next is decoded.
        this.#deliver(this.#host.control.consumerWaiting ? 0 : this.#session.surfaces - 1);
      }
    }
  }

  #giveFrame(picture: Picture, conversion: ConversionOptions, request: number, index = request): void {
    const { time, display, hdr } = picture;
    if (this.#pending.some(({ frame }) => 'picture' in frame && frame.picture.isSame(picture))) this.settle();
    const begun = this.#session.beginFrame(picture, conversion);
    // One that must wait for others gives its surface and its picture back meanwhile.
    const frame = this.#early.isDue(request) ? begun : this.#session.finishFrame(begun);
    this.#early.add(request, { frame, source: { time, display, hdr }, index });
  }

  /** Hands frames over, in order, until `left` are still under way. */
  #deliver(left: number): void {
    while (this.#pending.length > left) {
      this.#waitForRoom();
      const next = this.#pending.shift();
      if (next !== undefined) this.#handOver(next);
    }
  }

  /** Hands over what was made before the error, then throws it. */
  #deliverBefore(error: unknown): never {
    try {
      this.#deliver(0);
    } catch {
      // The first error is the reason, also of this one.
    }
    throw error;
  }

  /** Gives the pictures of frames under way back to the decoder, which may be waiting for one of them. */
  settle(): void {
    for (let left = this.#pending.length; left > 0; left--) {
      const coming = this.#pending.shift();
      if (coming === undefined) return;
      const { frame, source, index } = coming;
      this.#pending.push({ frame: this.#session.finishFrame(frame), source, index });
    }
  }

  #handOver({ frame, source, index }: Coming): void {
    const { buffer, kind, status } = this.#session.finishFrame(frame);
    const flags =
      (status === 'concealed' ? HandoverFlag.concealed : 0) |
      (status === 'damaged' ? HandoverFlag.damaged : 0);
    const owner = this.#numberOf(kind);
    const { id: slot, pointer } = buffer;
    this.#push({ owner, slot, flags, index, pointer }, source);
  }

  #givePicture(picture: Picture, index: number): void {
    try {
      this.#waitForRoom();
    } catch (stopped) {
      picture.close();
      throw stopped;
    }
    const owner = this.#decoderOf(picture.shared);
    picture.passOn();
    const slot = picture.display.pictureIndex;
    this.#push({ owner, slot, flags: 0, index, pointer: 0n }, picture);
  }

  #waitForRoom(): void {
    const { control, ring, stopIfTold } = this.#host;
    control.signal.waitFor(() => {
      stopIfTold();
      return ring.length >= this.#room ? undefined : true;
    });
  }

  #push(
    record: Pick<Handover, 'owner' | 'slot' | 'flags' | 'index' | 'pointer'>,
    source: PictureFacts,
  ): void {
    const { owner, slot, index, pointer } = record;
    const { time, display } = source;
    const { pts, duration } = time;
    const flags = record.flags | flagsOf(time, display);
    const hdr = this.#numberOfHdr(source.hdr);
    this.#host.ring.push({ owner, slot, flags, hdr, index, unit: this.#unit, pts, duration, pointer });
    this.#ring();
  }

  #ring(): void {
    const many = this.#host.ring.length >= this.#room - 1;
    if (this.#host.control.wakesConsumer(many)) this.#host.post(DOORBELL);
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

function missing(unit: number): never {
  throw new RangeError(`unit ${unit}: the job has none of that number`);
}
