/**
 * What NVCUVID does otherwise than FFmpeg with MPEG-4: its parser shows the picture before again for a video object plane that
 * is not coded, for which FFmpeg shows nothing, and NVDEC decodes data partitioning and global motion
 * compensation to garbage. ISO/IEC 14496-2, 6.2.3 (VideoObjectLayer) and 6.2.5 (VideoObjectPlane).
 */
import { BitReader, nalUnits, unlessCutShort } from '@nvcodec/nvcuvid';

const FIRST_LAYER = 0x20;
const LAST_LAYER = 0x2f;
const VOP = 0xb6;
const EXTENDED_ASPECT = 15;
const RECTANGULAR = 0;
const MATRIX = 64;

/** What is read of a video object layer. */
interface Layer {
  /** Bits of vop_time_increment. */
  readonly timeIncrementBits: number;
  /** A tool of the standard that it uses and NVDEC does not have. */
  readonly beyond?: 'global motion compensation' | 'data partitioning' | undefined;
}

/** Undefined for layers that are no plain rectangles. */
function readLayer(layer: Uint8Array): Layer | undefined {
  const bits = new BitReader(layer);
  bits.skip(1 + 8); // random_accessible_vol, video_object_type_indication
  let version = 1;
  if (bits.flag()) {
    version = bits.bits(4);
    bits.skip(3); // priority
  }
  if (bits.bits(4) === EXTENDED_ASPECT) bits.skip(8 + 8);
  if (bits.flag()) {
    bits.skip(2 + 1); // chroma_format, low_delay
    if (bits.flag()) bits.skip(79); // vbv_parameters
  }
  if (bits.bits(2) !== RECTANGULAR) return undefined;
  bits.skip(1);
  const resolution = bits.bits(16);
  const timeIncrementBits = Math.max(1, 32 - Math.clz32(Math.max(0, resolution - 1)));
  bits.skip(1);
  if (bits.flag()) bits.skip(timeIncrementBits); // fixed_vop_time_increment
  return { timeIncrementBits, beyond: unlessCutShort(() => readTools(bits, version)) };
}

/** The rest of a rectangular layer, from its size on. @throws RangeError where it is cut short. */
function readTools(bits: BitReader, version: number): Layer['beyond'] {
  bits.skip(1 + 13 + 1 + 13 + 1 + 1 + 1); // width and height between markers, interlaced, obmc_disable
  if (bits.bits(version === 1 ? 1 : 2) !== 0) return 'global motion compensation'; // sprite_enable
  if (bits.flag()) bits.skip(4 + 4); // quant_precision, bits_per_pixel
  if (bits.flag()) {
    skipMatrix(bits); // intra
    skipMatrix(bits); // non-intra
  }
  if (version !== 1) bits.skip(1); // quarter_sample
  if (!bits.flag()) return undefined; // complexity_estimation_disable
  bits.skip(1); // resync_marker_disable
  return bits.flag() ? 'data partitioning' : undefined;
}

/** Where there is one: values in zigzag order, ended by a zero where they are fewer than all. */
function skipMatrix(bits: BitReader): void {
  if (!bits.flag()) return;
  for (let i = 0; i < MATRIX && bits.bits(8) !== 0; i++);
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
  #layer: Layer | undefined;

  /** What the stream uses that NVDEC does not have, in words. */
  get beyond(): string | undefined {
    return this.#layer?.beyond;
  }

  /** Whether a packet holds a picture that is coded; true where that cannot be told. */
  hasCoded(packet: Uint8Array): boolean {
    let planes = 0;
    try {
      for (const unit of nalUnits(packet)) {
        const [code = 0] = unit;
        const body = unit.subarray(1);
        if (code >= FIRST_LAYER && code <= LAST_LAYER) this.#layer = readLayer(body);
        if (code !== VOP) continue;
        if (this.#layer === undefined || isCoded(body, this.#layer.timeIncrementBits)) return true;
        planes++;
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return true;
    }
    return planes === 0;
  }
}
