/** The worker's side of an iteration: makes the frames or pictures of a job and hands each over when there is room. */

import { InOrder } from '../access/in-order.js';
import type { DecodeSession } from '../decode-session.js';
import type { FrameHdr } from '../decoding/hdr.js';
import type { Picture } from '../decoding/picture.js';
import type { SharedDecoder } from '../decoding/shared-decoder.js';
import type { FrameKind } from '../frames/frame.js';
import type { ConversionOptions } from '../frames/frame-conversion.js';
import type { OutputFrame, PendingFrame } from '../frames/frame-output.js';
import type { Control } from './control.js';
import { type Handover, HandoverFlag, type HandoverRing } from './handover.js';
import { flagsOf } from './picture-facts.js';
import type { FrameJob, FromWorker, Job, PictureJob } from './protocol.js';

export interface JobHost {
  readonly control: Control;
  readonly ring: HandoverRing;
  readonly post: (message: FromWorker) => void;
  readonly stopIfTold: () => void;
}

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

  constructor(session: DecodeSession, host: JobHost) {
    this.#session = session;
    this.#host = host;
  }

  run(job: Job): void {
    try {
      if (job.kind === 'frames') this.#giveFrames(job);
      else this.#givePictures(job);
      this.#deliver(0);
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

  #giveFrames({ selection, conversion }: FrameJob): void {
    for (const { picture, request } of this.#session.select(selection)) {
      if (picture === null) this.#early.add(request, undefined);
      else this.#giveFrame(picture, conversion, request);
      for (let next = this.#early.take(); next !== undefined; next = this.#early.take()) {
        this.#pending.push(next);
        // A consumer that waits gets his frame now; else the GPU works on one while the next is decoded.
        this.#deliver(this.#host.control.consumerWaiting ? 0 : this.#session.surfaces - 1);
      }
    }
  }

  #giveFrame(picture: Picture, conversion: ConversionOptions, index: number): void {
    const { time, display, hdr } = picture;
    if (this.#pending.some(({ frame }) => 'picture' in frame && frame.picture.isSame(picture))) this.settle();
    const begun = this.#session.beginFrame(picture, conversion);
    // One that must wait for others gives its surface and its picture back meanwhile.
    const frame = this.#early.isDue(index) ? begun : this.#session.finishFrame(begun);
    this.#early.add(index, { frame, source: { time, display, hdr }, index });
  }

  /** Hands frames over, in order, until `left` are still under way. */
  #deliver(left: number): void {
    while (this.#pending.length > left) {
      this.#waitForRoom();
      const next = this.#pending.shift();
      if (next !== undefined) this.#handOver(next);
    }
  }

  /** Gives the pictures of frames under way back to the decoder, which may be waiting for one of them. */
  settle(): void {
    for (let left = this.#pending.length; left > 0; left--) {
      const coming = this.#pending.shift();
      if (coming === undefined) return;
      this.#pending.push({ ...coming, frame: this.#session.finishFrame(coming.frame) });
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
      return ring.full ? undefined : true;
    });
  }

  #push(
    record: Pick<Handover, 'owner' | 'slot' | 'flags' | 'index' | 'pointer'>,
    source: PictureFacts,
  ): void {
    const { time, display } = source;
    const { pts, duration } = time;
    const flags = record.flags | flagsOf(time, display);
    this.#host.ring.push({ ...record, flags, hdr: this.#numberOfHdr(source.hdr), pts, duration });
    if (this.#host.control.takeConsumerWaits()) this.#host.post({ type: 'doorbell' });
  }

  /** The number of the kind of frame that comes now; a new one is announced first. */
  #numberOf(kind: FrameKind): number {
    if (this.#kind?.kind !== kind) {
      this.#kind = { id: this.#nextId++, kind };
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
