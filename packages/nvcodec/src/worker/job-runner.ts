/** The worker's side of an iteration: makes the frames or pictures of a job and hands each over when there is room. */

import { InOrder } from '../access/in-order.js';
import type { Selection } from '../access/picture-selection.js';
import type { DecodeSession } from '../decode-session.js';
import type { Picture } from '../decoding/picture.js';
import { DamagedFrameError } from '../errors.js';
import type { ConversionOptions } from '../frames/frame-conversion.js';
import type { OutputFrame, PendingFrame } from '../frames/frame-output.js';
import { Claims } from '../parallel/claims.js';
import { type DeliveredFacts, Delivery, type JobHost } from './delivery.js';
import type { Job, PictureJob, SharedJob } from './protocol.js';

/** Frames of a job that come as soon as they can; from there on they come in bursts where that pays. */
const AT_ONCE = 64;

/** A frame under way or made, and what it is handed over with. */
interface Coming {
  readonly frame: PendingFrame | OutputFrame;
  readonly source: DeliveredFacts;
  readonly index: number;
}

export class JobRunner {
  readonly #session: DecodeSession;
  readonly #delivery: Delivery;
  readonly #pending: Coming[] = [];
  /** Frames that are asked for after others which are not made yet. */
  #early = new InOrder<Coming>();
  /** Frames of the job so far. */
  #made = 0;

  constructor(session: DecodeSession, host: JobHost) {
    this.#session = session;
    this.#delivery = new Delivery(host, session.frameMaker.pool);
  }

  run(job: Job): void {
    this.#made = 0;
    this.#delivery.begin(job.kind === 'shared' ? job.ahead : undefined);
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
      for (const { frame } of left) this.#session.frameMaker.discard(frame);
    }
  }

  #givePictures(job: PictureJob): void {
    let index = 0;
    for (const picture of this.#session.pictures(job)) this.#givePicture(picture, index++);
  }

  #work({ units, conversion, claims: memory, session }: SharedJob): void {
    const claims = new Claims(memory);
    for (let unit = claims.take(session); unit !== undefined; unit = claims.take(session)) {
      const { selection, requests } = units[unit] ?? missing(unit);
      this.#delivery.unit = unit;
      this.#early = new InOrder();
      this.#giveFrames(selection, conversion, requests);
      this.#deliver(0);
      this.#delivery.waitForRoom();
      this.#delivery.endOfUnit();
    }
  }

  /** @param numbers of the requests in the iteration, where they are not their own. */
  #giveFrames(selection: Selection, conversion: ConversionOptions, numbers?: readonly number[]): void {
    // Where pictures between are left out, the next frame is too far away to wait for it asleep.
    const all = selection.kind === 'range';
    for (const { picture, request } of this.#session.select(selection)) {
      if (picture === null) this.#early.add(request, undefined);
      else this.#giveFrame(picture, conversion, request, numbers?.[request]);
      for (let next = this.#early.take(); next !== undefined; next = this.#early.take()) {
        this.#pending.push(next);
        this.#deliver(this.#mayPend());
      }
      if (all && ++this.#made > AT_ONCE) this.#rest();
    }
  }

  /** A consumer that waits gets his frame now; else the GPU works on one while the next is decoded. */
  #mayPend(): number {
    const { isAwaited, inBursts } = this.#delivery;
    return isAwaited && !inBursts ? 0 : this.#session.surfaces - 1;
  }

  /** After a burst everything made is handed over, and the decoder left to itself for a while. */
  #rest(): void {
    const { pace } = this.#session;
    if (pace?.isBurst !== true) return;
    this.#deliver(0);
    this.#delivery.ring();
    this.#delivery.inBursts = pace.rest();
  }

  #giveFrame(picture: Picture, conversion: ConversionOptions, request: number, index = request): void {
    const { time, display, hdr } = picture;
    if (this.#pending.some(({ frame }) => 'picture' in frame && frame.picture.isSame(picture)))
      this.#settle();
    const begun = this.#session.frameMaker.begin(picture, conversion);
    // One that must wait for others gives its surface and its picture back meanwhile.
    const frame = this.#early.isDue(request) ? begun : this.#session.frameMaker.finish(begun);
    this.#early.add(request, { frame, source: { time, display, hdr }, index });
  }

  /** Hands frames over, in order, until `left` are still under way. */
  #deliver(left: number): void {
    while (this.#pending.length > left) {
      this.#delivery.waitForRoom();
      const next = this.#pending.shift();
      if (next === undefined) return;
      this.#delivery.frame(this.#session.frameMaker.finish(next.frame), next.source, next.index);
    }
  }

  /** Hands over what was made before the error, then throws it; a damaged frame among them comes before it. */
  #deliverBefore(error: unknown): never {
    try {
      this.#deliver(0);
    } catch (next) {
      if (next instanceof DamagedFrameError) throw next;
    }
    throw error;
  }

  /**
   * The decoder needs a picture that somebody holds: those of frames under way are given back, and all frames that were made
   * handed over, for the consumer may be waiting for one while he holds the picture.
   */
  giveWay(): void {
    this.#settle();
    this.#deliver(0);
    this.#delivery.ring();
  }

  #settle(): void {
    for (let left = this.#pending.length; left > 0; left--) {
      const coming = this.#pending.shift();
      if (coming === undefined) return;
      const { frame, source, index } = coming;
      this.#pending.push({ frame: this.#session.frameMaker.finish(frame), source, index });
    }
  }

  #givePicture(picture: Picture, index: number): void {
    try {
      this.#delivery.waitForRoom();
    } catch (stopped) {
      picture.close();
      throw stopped;
    }
    this.#delivery.picture(picture, index);
  }
}

function missing(unit: number): never {
  throw new RangeError(`unit ${unit}: the job has none of that number`);
}
