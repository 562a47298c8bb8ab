/** The picture that the parser asks to be decoded: CUVIDPICPARAMS, read where it lies. */
import koffi from 'koffi';
import { copyFromC, structMemory } from './memory.js';
import { StructView } from './raw/struct-view.js';
import { offsetOf, structs } from './raw/structs.js';

const picture = 'CUVIDPICPARAMS';
const at = {
  widthInMacroblocks: offsetOf(picture, 'PicWidthInMbs'),
  heightInMacroblocks: offsetOf(picture, 'FrameHeightInMbs'),
  pictureIndex: offsetOf(picture, 'CurrPicIdx'),
  fieldPicture: offsetOf(picture, 'field_pic_flag'),
  bottomField: offsetOf(picture, 'bottom_field_flag'),
  secondField: offsetOf(picture, 'second_field'),
  bitstreamLength: offsetOf(picture, 'nBitstreamDataLen'),
  bitstream: offsetOf(picture, 'pBitstreamData'),
  sliceOffsets: offsetOf(picture, 'pSliceDataOffsets'),
  sliceCount: offsetOf(picture, 'nNumSlices'),
  reference: offsetOf(picture, 'ref_pic_flag'),
  intra: offsetOf(picture, 'intra_pic_flag'),
};

/** The fields that all codecs share, in front of those of the codec. */
const commonBytes = offsetOf(picture, 'Reserved');

/**
 * A picture to decode. The parser owns it: it is valid inside the decode callback only, and the same object is
 * used for the next picture. Give it to `VideoDecoder.decode`, or `keep` a copy.
 */
export class PictureParameters {
  readonly #common = structMemory(commonBytes);
  #pointer = 0n;
  /** What a kept copy points at. */
  readonly #memory: Uint8Array[] = [];

  /** The address of the CUVIDPICPARAMS; 0 outside the decode callback. */
  get pointer(): bigint {
    return this.#pointer;
  }

  /** Index of the decode surface that the picture goes to. */
  get pictureIndex(): number {
    return this.#common.view.getInt32(at.pictureIndex, true);
  }

  /** Coded width in macroblocks of 16 pixels. */
  get widthInMacroblocks(): number {
    return this.#common.view.getInt32(at.widthInMacroblocks, true);
  }

  /** Coded height of the frame in macroblocks of 16 pixels. */
  get heightInMacroblocks(): number {
    return this.#common.view.getInt32(at.heightInMacroblocks, true);
  }

  /** One field, not a frame. */
  get fieldPicture(): boolean {
    return this.#common.view.getInt32(at.fieldPicture, true) !== 0;
  }

  /** The bottom field; meaningless unless `fieldPicture`. */
  get bottomField(): boolean {
    return this.#common.view.getInt32(at.bottomField, true) !== 0;
  }

  /** The second field of a pair: the first went to the same decode surface. */
  get secondField(): boolean {
    return this.#common.view.getInt32(at.secondField, true) !== 0;
  }

  /** Other pictures may refer to this one. */
  get reference(): boolean {
    return this.#common.view.getInt32(at.reference, true) !== 0;
  }

  /** Coded without reference to other pictures. */
  get intra(): boolean {
    return this.#common.view.getInt32(at.intra, true) !== 0;
  }

  /** Number of slices. */
  get sliceCount(): number {
    return this.#common.view.getUint32(at.sliceCount, true);
  }

  /** Number of bytes in the picture's slices. */
  get bitstreamLength(): number {
    return this.#common.view.getUint32(at.bitstreamLength, true);
  }

  /** A copy of the picture's slices as the decoder gets them. */
  bitstream(): Uint8Array {
    this.#assertValid();
    const bytes = new Uint8Array(this.bitstreamLength);
    if (bytes.length > 0) copyFromC(bytes, this.#common.view.getBigUint64(at.bitstream, true));
    return bytes;
  }

  /** A copy of the whole struct, codec's parameters included: `copy().struct('CodecSpecific.h264').get('frame_num')`. */
  copy(): StructView<'CUVIDPICPARAMS'> {
    this.#assertValid();
    const bytes = new Uint8Array(new ArrayBuffer(structs[picture].size));
    copyFromC(bytes, this.#pointer);
    return new StructView(picture, bytes);
  }

  /**
   * A copy that stays valid, with the slices and their offsets: for a picture that is decoded later, or otherwise than
   * the parser told.
   */
  keep({ widthInMacroblocks = this.widthInMacroblocks } = {}): PictureParameters {
    const kept = new PictureParameters();
    const struct = this.copy().bytes;
    const { view } = this.#common;
    const pointers = new DataView(struct.buffer);
    pointers.setInt32(at.widthInMacroblocks, widthInMacroblocks, true);
    kept.#memory.push(struct);
    for (const [field, length] of [
      [at.bitstream, this.bitstreamLength],
      [at.sliceOffsets, this.sliceCount * Uint32Array.BYTES_PER_ELEMENT],
    ] as const) {
      const from = view.getBigUint64(field, true);
      if (from === 0n || length === 0) continue;
      const { bytes } = structMemory(length);
      copyFromC(bytes, from);
      pointers.setBigUint64(field, koffi.address(bytes), true);
      kept.#memory.push(bytes);
    }
    kept.moveTo(koffi.address(struct));
    return kept;
  }

  /** Points this object at the picture of a callback, or at none (0). For the parser only. */
  moveTo(pointer: bigint): void {
    this.#pointer = pointer;
    if (pointer !== 0n) copyFromC(this.#common.bytes, pointer);
  }

  #assertValid(): void {
    if (this.#pointer === 0n) throw new Error('Picture parameters are valid inside the decode callback only');
  }
}
