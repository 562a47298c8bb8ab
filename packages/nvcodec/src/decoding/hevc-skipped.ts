/** Which pictures of HEVC are not to be shown, or are never decoded: see unshown-pictures.ts. */
import { BitReader, nalUnits, rawPayload, unlessCutShort } from '@nvcodec/nvcuvid';
import type { PictureRole, UnshownPictures } from './unshown-pictures.js';

/** NAL unit types of H.265, table 7-1. */
const HEVC = {
  raslN: 8,
  raslR: 9,
  firstIrap: 16,
  bla: 16,
  lastIrap: 23,
  cra: 21,
  lastVcl: 31,
  pps: 34,
  eos: 36,
  eob: 37,
} as const;
/** A stream without an access point is shown as it is from here on. */
const MOST_HIDDEN = 300;
/** Packets whose pictures may not have been shown yet; older ones never are. */
const WINDOW = 512;

/** The fields that are read lie within. */
const HEADER_BYTES = 32;

function payloadOf(unit: Uint8Array): BitReader {
  return new BitReader(rawPayload(unit.subarray(2, HEADER_BYTES)));
}

/** Reads pic_output_flag of HEVC's slice headers (7.3.6.1). */
class HevcOutputFlags {
  /** By picture parameter set: bits that slice headers have in front of slice_type, or undefined without the flag. */
  readonly #extraBits = new Map<number, number>();

  parameterSet(unit: Uint8Array): void {
    unlessCutShort(() => this.#readParameterSet(payloadOf(unit)));
  }

  /** Whether a picture's first slice says that it is not to be shown. */
  hides(slice: Uint8Array, type: number): boolean {
    return this.#extraBits.size > 0 && unlessCutShort(() => this.#isHidden(payloadOf(slice), type)) === true;
  }

  #readParameterSet(bits: BitReader): void {
    const id = bits.unsigned();
    bits.unsigned(); // pps_seq_parameter_set_id
    bits.skip(1); // dependent_slice_segments_enabled_flag
    const present = bits.flag();
    const extra = bits.bits(3);
    if (present) this.#extraBits.set(id, extra);
    else this.#extraBits.delete(id);
  }

  #isHidden(bits: BitReader, type: number): boolean {
    bits.skip(type >= HEVC.firstIrap && type <= HEVC.lastIrap ? 2 : 1);
    const extra = this.#extraBits.get(bits.unsigned());
    if (extra === undefined) return false;
    bits.skip(extra);
    bits.unsigned(); // slice_type
    return !bits.flag();
  }
}

/** first_slice_segment_in_pic_flag and no_output_of_prior_pics_flag, in the first byte of a slice header. */
const [FIRST_SLICE, DROPS_PRIOR] = [0x80, 0x40];

/**
 * Makes a CRA picture that begins a sequence what it is then decoded as, a broken link, and says that pictures which wait to
 * be shown are dropped. Decoders have to infer that (C.5.2.2); NVIDIA's parser does not, and goes by the flag of broken links.
 */
function makeBrokenLink(data: Uint8Array): void {
  for (const unit of nalUnits(data)) {
    const [header = 0, , slice = 0] = unit;
    if (((header >> 1) & 63) !== HEVC.cra) continue;
    unit[0] = (header & 0x81) | (HEVC.bla << 1);
    if ((slice & FIRST_SLICE) !== 0) unit[2] = slice | DROPS_PRIOR;
  }
}

/** See UnshownPictures. */
export class HevcSkipped implements UnshownPictures {
  readonly #skipped = new Set<number>();
  readonly #outputFlags = new HevcOutputFlags();
  readonly #parser: 'sorts' | 'keeps';
  /** Which pictures behind the last access point are skipped. */
  #skips: 'all' | 'leading' | 'none';
  #ended = true;
  #packets = 0;

  /** FFmpeg's decoders, up to version 5, show pictures before the first access point. */
  constructor(parser: 'sorts' | 'keeps') {
    this.#parser = parser;
    this.#skips = parser === 'sorts' ? 'all' : 'none';
  }

  parsing(packet: number, data: Uint8Array): PictureRole {
    const { type, begins, hidden } = this.#look(data);
    if (hidden) return 'skipped';
    if (begins) return 'begins';
    if (this.#skips === 'all' && ++this.#packets > MOST_HIDDEN) this.#skips = 'none';
    const leads = type === HEVC.raslN || type === HEVC.raslR;
    if (this.#skips === 'none' || (this.#skips === 'leading' && !leads)) return 'follows';
    this.#skipped.add(packet);
    if (this.#skipped.size > WINDOW) this.#skipped.delete(this.#skipped.values().next().value ?? 0);
    return 'skipped';
  }

  isShown(packet: number): boolean {
    return !this.#skipped.delete(packet);
  }

  /**
   * The type of the first slice in the base layer, undefined when there is none; whether it begins a sequence; and whether
   * it says itself that it is not to be shown, which parsers do by themselves.
   */
  #look(data: Uint8Array): { readonly type: number | undefined; begins: boolean; hidden: boolean } {
    let found: number | undefined;
    let begins = false;
    let hidden = false;
    for (const unit of nalUnits(data)) {
      const type = ((unit[0] ?? 0) >> 1) & 63;
      const layer = (((unit[0] ?? 0) & 1) << 5) | ((unit[1] ?? 0) >> 3);
      if (type === HEVC.eos || type === HEVC.eob) this.#ended = true;
      if (type === HEVC.pps) this.#outputFlags.parameterSet(unit);
      if (type > HEVC.lastVcl || layer !== 0 || found !== undefined) continue;
      found = type;
      hidden = this.#outputFlags.hides(unit, type);
      if (type < HEVC.firstIrap || type > HEVC.lastIrap) continue;
      begins = this.#ended || type !== HEVC.cra;
      this.#skips = begins ? 'leading' : 'none';
      this.#ended = false;
    }
    if (begins && found === HEVC.cra && this.#parser === 'sorts') makeBrokenLink(data);
    return { type: found, begins, hidden };
  }
}
