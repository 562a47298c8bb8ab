/**
 * Pictures at the start of a stream that are not to be shown because what they are decoded from is missing. NVCUVID's
 * parser shows whatever it decodes; FFmpeg's decoders, which are followed here, leave out
 *
 * - of H.264 all up to an IDR picture, or up to the picture that a recovery point message or the container's keyframe
 *   mark promises to be right, in the order of showing;
 * - of HEVC all up to the first random access point, and its skipped leading pictures (RASL).
 *
 * The numbers are those of packets in the order of decoding.
 */
import type { Codec } from '@nvcodec/nvcuvid';
import { accessPoint, hevcPictureType, isReference } from './random-access.js';

const HEVC = { raslN: 8, raslR: 9, firstIrap: 16, idrRadl: 19, idr: 20, lastIrap: 23 } as const;
/** A stream without a promise of a right picture is shown as it is from here on. */
const MOST_HIDDEN = 300;

export interface UnshownPictures {
  /** A packet goes to the parser. */
  parsing(packet: number, data: Uint8Array, key: boolean): void;
  /** Whether its picture, which is due, is shown. Asked in the order of showing. */
  isShown(packet: number): boolean;
}

class H264Start implements UnshownPictures {
  /** From this packet on, or once its picture is shown, all are right. */
  #rightFrom = Infinity;
  #rightPicture: number | undefined;
  /** Reference pictures until the right one. */
  #left: number | undefined;
  #packets = 0;

  parsing(packet: number, data: Uint8Array, key: boolean): void {
    if (this.#rightFrom !== Infinity) return;
    this.#packets++;
    const access = accessPoint('h264', data) ?? (key ? { recovery: 0, closed: false } : undefined);
    if (access?.closed === true || this.#packets > MOST_HIDDEN) this.#rightFrom = packet;
    if (this.#rightPicture !== undefined) return;
    if (this.#left !== undefined && isReference('h264', data)) this.#left--;
    else if (this.#left === undefined) this.#left = access?.recovery;
    if (this.#left === 0) this.#rightPicture = packet;
  }

  isShown(packet: number): boolean {
    if (packet === this.#rightPicture) this.#rightFrom = 0;
    return packet >= this.#rightFrom;
  }
}

class HevcStart implements UnshownPictures {
  readonly #skipped = new Set<number>();
  #accessPoints = 0;
  #packets = 0;

  parsing(packet: number, data: Uint8Array): void {
    if (this.#accessPoints > 1 || ++this.#packets > MOST_HIDDEN) return;
    const type = hevcPictureType(data);
    const access = type >= HEVC.firstIrap && type <= HEVC.lastIrap;
    if (access) this.#accessPoints += type === HEVC.idr || type === HEVC.idrRadl ? 2 : 1;
    const leads = type === HEVC.raslN || type === HEVC.raslR;
    if (leads || this.#accessPoints === 0) this.#skipped.add(packet);
  }

  isShown(packet: number): boolean {
    return !this.#skipped.has(packet);
  }
}

/** For the start of a stream of the codec; undefined where the parser shows the right pictures. */
export function unshownPictures(codec: Codec): UnshownPictures | undefined {
  if (codec === 'h264') return new H264Start();
  return codec === 'hevc' ? new HevcStart() : undefined;
}
