/** The packets of a stream at which decoding can begin without a picture coming out otherwise. */
import type { Packet } from '@nvcodec/demux-ffmpeg';
import type { Codec } from '@nvcodec/nvcuvid';
import { type AccessPoint, accessPoint, isReference, mayLead } from '../decoding/random-access.js';
import type { PacketPlace } from '../stream/packet-stream.js';
import type { FrameIndex } from './frame-index.js';

/** A packet at which decoding can begin. */
export interface RestartPoint {
  readonly place: PacketPlace;
  /** Its number among the packets, in decoding order. */
  readonly packet: number;
  /** The number of the first frame that comes out right, and with it all after it. */
  readonly from: number;
  /** How many frames are shown by packets before it. */
  readonly shownBefore: number;
}

/** An access point as it is met; when its first right frame is shown is found later. */
interface Candidate {
  readonly place: PacketPlace;
  readonly packet: number;
  readonly access: AccessPoint;
  /** Reference pictures until its first right one. */
  left: number;
  /** When its first right frame is shown. */
  rightPts: bigint | null;
  /** Pictures that were due to be shown before it, in decoding order. */
  readonly shownBefore: number;
  closed: boolean;
}

/** Collects what packets tell, in decoding order. */
export class PacketNotes {
  readonly candidates: Candidate[] = [];
  /** Every packet that shows something has a pts. */
  allTimed = true;
  /** Packets that should each show one picture. */
  shown = 0;
  readonly #codec: Codec;
  readonly #hiddenWithoutPts: boolean;
  #packets = 0;
  /** The candidates that wait for their first right picture. */
  #waiting: Candidate[] = [];
  #previous: Candidate | undefined;

  constructor(codec: Codec, hiddenWithoutPts: boolean) {
    this.#codec = codec;
    this.#hiddenWithoutPts = hiddenWithoutPts;
  }

  note(packet: Packet): void {
    const { pts, dts, position, key, discard, data } = packet;
    const hidden = pts === null && this.#hiddenWithoutPts;
    if (this.#previous !== undefined) this.#previous.closed ||= !mayLead(this.#codec, data);
    this.#previous = undefined;
    const access = key ? accessPoint(this.#codec, data) : undefined;
    if (access !== undefined) {
      const candidate = {
        place: { pts, dts, position },
        packet: this.#packets,
        access,
        left: access.recovery,
        rightPts: null,
        shownBefore: this.shown,
        closed: access.closed,
      };
      this.candidates.push(candidate);
      this.#waiting.push(candidate);
      this.#previous = candidate;
    }
    if (this.#waiting.length > 0) this.#advance(packet, access !== undefined);
    if (!hidden && pts === null) this.allTimed = false;
    if (!hidden && !discard) this.shown++;
    this.#packets++;
  }

  /** One more picture was decoded after those that wait, or, for the last of them, its own. */
  #advance({ pts, data }: Packet, own: boolean): void {
    const last = own ? this.#waiting.at(-1) : undefined;
    const reference = this.#waiting.some(({ left }) => left > 0) && isReference(this.#codec, data);
    for (const candidate of this.#waiting) {
      if (candidate !== last && reference && candidate.left > 0) candidate.left--;
      if (candidate.left === 0) candidate.rightPts = pts;
    }
    this.#waiting = this.#waiting.filter(({ rightPts }) => rightPts === null);
  }
}

/** @param timed each frame is known by its pts. */
export function restartPoints(notes: PacketNotes, index: FrameIndex, timed: boolean): RestartPoint[] {
  // Frames can be counted only where each packet shows one.
  if (!timed && notes.shown !== index.count) return [];
  return notes.candidates.flatMap(({ place, packet, rightPts, access, closed, shownBefore }) => {
    if (!timed)
      return closed && access.recovery === 0 ? [{ place, packet, from: shownBefore, shownBefore }] : [];
    return rightPts === null ? [] : [{ place, packet, from: index.ceiling(rightPts), shownBefore }];
  });
}
