/**
 * Pictures that are not to be shown because what they are decoded from is missing. NVCUVID's parser shows whatever it
 * decodes; FFmpeg's decoders, which are followed here, leave out
 *
 * - of H.264 all up to an IDR picture, or up to the picture that a recovery point message or the container's keyframe
 *   mark promises to be right, in the order of showing;
 * - of HEVC all up to the first random access point, and the skipped leading pictures (RASL) of those points at which
 *   decoding begins anew: the first, the first behind an end of sequence, and each broken link (H.265, 8.1.3);
 * - of MPEG-1 and MPEG-2 all up to the first sequence header, and of these and MPEG-4 B-pictures that have but one picture to
 *   refer to, unless their group is closed.
 *
 * The numbers are those of packets in the order of decoding.
 */
import { type Codec, nalUnits } from '@nvcodec/nvcuvid';
import { HevcSkipped } from './hevc-skipped.js';
import { accessPoint, isReference } from './random-access.js';

/** Start codes of ISO/IEC 13818-2, table 6-1, and a picture_coding_type of table 6-12. */
const MPEG = { picture: 0x00, sequence: 0xb3, group: 0xb8, typeB: 3 } as const;
/** The same of ISO/IEC 14496-2: table 6-3, and a vop_coding_type of table 6-20. */
const MPEG4 = { firstLayer: 0x20, lastLayer: 0x2f, plane: 0xb6, typeB: 2 } as const;
/** A stream without a promise of a right picture is shown as it is from here on. */
const MOST_HIDDEN = 300;

/** What a picture is to FFmpeg's decoder: never decoded or never shown, the first one of a sequence, or one of the others. */
export type PictureRole = 'skipped' | 'begins' | 'follows';

export interface UnshownPictures {
  /** A packet goes to the parser; it may be changed for that. */
  parsing(packet: number, data: Uint8Array, key: boolean): PictureRole;
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

  parsing(packet: number, data: Uint8Array, key: boolean): PictureRole {
    if (this.#rightFrom === Infinity) this.#look(packet, data, key);
    return 'follows';
  }

  isShown(packet: number): boolean {
    if (packet === this.#rightPicture) this.#rightFrom = 0;
    return packet >= this.#rightFrom;
  }

  #look(packet: number, data: Uint8Array, key: boolean): void {
    this.#packets++;
    const access = accessPoint('h264', data) ?? (key ? { recovery: 0, closed: false } : undefined);
    if (access?.closed === true || this.#packets > MOST_HIDDEN) this.#rightFrom = packet;
    if (this.#rightPicture !== undefined) return;
    if (this.#left !== undefined && isReference('h264', data)) this.#left--;
    else if (this.#left === undefined) this.#left = access?.recovery;
    if (this.#left === 0) this.#rightPicture = packet;
  }
}

class MpegSkipped implements UnshownPictures {
  readonly #skipped = new Set<number>();
  readonly #isMpeg4: boolean;
  #hasSequence: boolean;
  #closed = false;
  /** Pictures so far that others refer to; two are enough for any. */
  #references = 0;
  /** MPEG-4's layer header, and whether the last packet brought another one. */
  #layer: string | undefined;
  #isOtherLayer = false;

  constructor(isMpeg4: boolean) {
    this.#isMpeg4 = isMpeg4;
    this.#hasSequence = isMpeg4;
  }

  parsing(packet: number, data: Uint8Array, key: boolean): PictureRole {
    const lacksOne = this.#references < 2;
    if ((lacksOne || key) && this.#lacksReference(data) && lacksOne) {
      this.#skipped.add(packet);
      return 'skipped';
    }
    return key && (!this.#isMpeg4 || this.#isOtherLayer) ? 'begins' : 'follows';
  }

  isShown(packet: number): boolean {
    return !this.#skipped.delete(packet);
  }

  /** Whether a picture cannot be decoded while there are fewer than two to refer to. */
  #lacksReference(data: Uint8Array): boolean {
    this.#isOtherLayer = false;
    for (const unit of nalUnits(data)) {
      const isB = this.#isMpeg4 ? this.#isBPlane(unit) : this.#isBPicture(unit);
      if (isB === undefined) continue;
      if (!this.#hasSequence) return true;
      if (isB) return !this.#closed;
      this.#references++;
      return false;
    }
    return !this.#isMpeg4;
  }

  /** Undefined for what is no picture. */
  #isBPicture([code, , third = 0, , fifth = 0]: Uint8Array): boolean | undefined {
    if (code === MPEG.sequence) this.#hasSequence = true;
    if (code === MPEG.group) this.#closed = (fifth & 0x40) !== 0;
    return code === MPEG.picture ? ((third >> 3) & 7) === MPEG.typeB : undefined;
  }

  #isBPlane(unit: Uint8Array): boolean | undefined {
    const [code = 0, second = 0] = unit;
    if (code >= MPEG4.firstLayer && code <= MPEG4.lastLayer) {
      const layer = Buffer.from(unit).toString('latin1');
      this.#isOtherLayer = this.#layer !== undefined && layer !== this.#layer;
      this.#layer = layer;
    }
    return code === MPEG4.plane ? second >> 6 === MPEG4.typeB : undefined;
  }
}

/**
 * For the start of a stream of the codec; undefined where the parser shows the right pictures.
 * @param parser 'keeps': it leaves out what FFmpeg does, and only the roles are asked for.
 */
export function unshownPictures(codec: Codec, parser: 'sorts' | 'keeps'): UnshownPictures | undefined {
  if (codec === 'h264' && parser === 'sorts') return new H264Start();
  if (codec === 'mpeg1' || codec === 'mpeg2' || codec === 'mpeg4') return new MpegSkipped(codec === 'mpeg4');
  return codec === 'hevc' ? new HevcSkipped(parser) : undefined;
}
