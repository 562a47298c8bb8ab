/**
 * Which packets of H.264 hold the second field of a picture whose first field came in the packet before
 * (ITU-T H.264, 7.3.3 and 7.4.1.2.4). Sequences with separate colour planes are not followed.
 */
import { BitReader, isH264Sequence, nalUnits, rawPayload, readH264Ordering } from '@nvcodec/nvcuvid';

const SLICE = 1;
const PARTITION_A = 2;
const IDR = 5;
/** The fields that are read lie within. */
const HEADER_BYTES = 24;

interface Field {
  readonly bottom: boolean;
  readonly frameNumber: number;
}

/** Follows the packets of one stream. */
export class H264Fields {
  #sequence: { readonly framesOnly: boolean; readonly frameNumberBits: number } | undefined;
  /** A first field that waits for its second. */
  #first: Field | undefined;

  isSecondField(packet: Uint8Array): boolean {
    let second = false;
    let last: Field | undefined;
    try {
      for (const unit of nalUnits(packet)) {
        if (isH264Sequence(unit)) this.#sequence = readH264Ordering(unit);
        const field = this.#fieldOf(unit);
        if (field === 'none') continue;
        if (last !== undefined && field === 'frame') break;
        if (field === 'frame') this.#first = undefined;
        else if (last?.bottom !== field.bottom) second = this.#pairs(field) && last === undefined;
        last = field === 'frame' ? last : field;
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    return second;
  }

  #pairs(field: Field): boolean {
    const first = this.#first;
    const pairs = first?.frameNumber === field.frameNumber && first.bottom !== field.bottom;
    this.#first = pairs ? undefined : field;
    return pairs;
  }

  #fieldOf(unit: Uint8Array): Field | 'frame' | 'none' {
    const type = (unit[0] ?? 0) & 31;
    if (this.#sequence === undefined || (type !== SLICE && type !== PARTITION_A && type !== IDR))
      return 'none';
    if (this.#sequence.framesOnly) return 'frame';
    const bits = new BitReader(rawPayload(unit.subarray(1, HEADER_BYTES)));
    for (let i = 0; i < 3; i++) bits.unsigned(); // first_mb_in_slice, slice_type, pic_parameter_set_id
    const frameNumber = bits.bits(this.#sequence.frameNumberBits);
    return bits.flag() ? { bottom: bits.flag(), frameNumber } : 'frame';
  }

  /** Before a seek. */
  reset(): void {
    this.#first = undefined;
  }
}
