/**
 * MPEG-4 video object planes that are not coded: they stand for the picture before. FFmpeg shows nothing for them, while
 * NVCUVID's parser shows that picture again. ISO/IEC 14496-2, 6.2.3 (VideoObjectLayer) and 6.2.5 (VideoObjectPlane).
 */
import { BitReader, nalUnits } from '@nvcodec/nvcuvid';

const FIRST_LAYER = 0x20;
const LAST_LAYER = 0x2f;
const VOP = 0xb6;
const EXTENDED_ASPECT = 15;
const RECTANGULAR = 0;

/** Bits of vop_time_increment; undefined for layers that are no plain rectangles. */
function readTimeIncrementBits(layer: Uint8Array): number | undefined {
  const bits = new BitReader(layer);
  bits.skip(1 + 8); // random_accessible_vol, video_object_type_indication
  if (bits.flag()) bits.skip(4 + 3); // verid, priority
  if (bits.bits(4) === EXTENDED_ASPECT) bits.skip(8 + 8);
  if (bits.flag()) {
    bits.skip(2 + 1); // chroma_format, low_delay
    if (bits.flag()) bits.skip(79); // vbv_parameters
  }
  if (bits.bits(2) !== RECTANGULAR) return undefined;
  bits.skip(1);
  const resolution = bits.bits(16);
  return Math.max(1, 32 - Math.clz32(Math.max(0, resolution - 1)));
}

function isCoded(vop: Uint8Array, timeIncrementBits: number): boolean {
  const bits = new BitReader(vop);
  bits.skip(2); // vop_coding_type
  while (bits.flag()); // modulo_time_base
  bits.skip(1 + timeIncrementBits + 1);
  return bits.flag();
}

/** Follows the packets of one stream. */
export class Mpeg4Vops {
  #timeIncrementBits: number | undefined;

  /** Whether a packet holds a picture that is coded; true where that cannot be told. */
  hasCoded(packet: Uint8Array): boolean {
    let planes = 0;
    try {
      for (const unit of nalUnits(packet)) {
        const [code = 0] = unit;
        const body = unit.subarray(1);
        if (code >= FIRST_LAYER && code <= LAST_LAYER) this.#timeIncrementBits = readTimeIncrementBits(body);
        if (code !== VOP) continue;
        if (this.#timeIncrementBits === undefined || isCoded(body, this.#timeIncrementBits)) return true;
        planes++;
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return true;
    }
    return planes === 0;
  }
}
