/** What the parser says of a sequence: CUVIDEOFORMAT as an object. */
import { copyFromC } from './memory.js';
import {
  type ChromaFormat,
  type Codec,
  chromaFormatNumbers,
  codecNumbers,
  type Rect,
  wordOf,
} from './names.js';
import { StructView } from './raw/struct-view.js';
import { structs } from './raw/structs.js';

/** A ratio of whole numbers. */
export interface Ratio {
  /** The numerator. */
  readonly num: number;
  /** The denominator. */
  readonly den: number;
}

/**
 * Code points of ITU-T H.273; 2 means unspecified. Where the stream says nothing NVIDIA's parser tells 2 for H.264, but
 * 0 (which is reserved) for MPEG-2 and VP9.
 */
export interface ColorCodes {
  /** Whether luma uses all codes, not 16 to 235 (at 8 bit). */
  readonly fullRange: boolean;
  /** ColourPrimaries */
  readonly primaries: number;
  /** TransferCharacteristics */
  readonly transfer: number;
  /** MatrixCoefficients */
  readonly matrix: number;
}

/** The format of a sequence, as the bitstream (not a container) tells it. */
export interface VideoFormat {
  /** The codec. */
  readonly codec: Codec;
  /** The chroma subsampling. */
  readonly chromaFormat: ChromaFormat;
  /** Bits of a luma sample: 8, 10 or 12. */
  readonly bitDepth: number;
  /** Bits of a chroma sample. */
  readonly chromaBitDepth: number;
  /** False when the sequence may hold interlaced pictures. */
  readonly progressive: boolean;
  /** Width in pixels as coded, in whole macroblocks or coding units. */
  readonly codedWidth: number;
  /** Height in pixels as coded; of interlaced MPEG-2 a multiple of 32. */
  readonly codedHeight: number;
  /**
   * The part of the coded picture that is to be shown: for H.264 and HEVC what the sequence parameter set says, where
   * it was seen, for NVCUVID's parser drops the left and top of it.
   */
  readonly displayArea: Rect;
  /** Decode surfaces without which the stream cannot be decoded; a few more make it faster. */
  readonly minDecodeSurfaces: number;
  /** Pictures a second; {0, 0} when the stream does not say or varies. */
  readonly frameRate: Ratio;
  /** Width to height of the shown picture, e.g. 16:9; {0, 0} when unknown. */
  readonly displayAspectRatio: Ratio;
  /** The colour description of the bitstream. */
  readonly color: ColorCodes;
  /** Bits a second, 0 when unknown. */
  readonly bitrate: number;
  /** AV1: width of the largest frame of the sequence, where NVCUVID tells it. */
  readonly maxWidth?: number;
  /** AV1: height of that frame. */
  readonly maxHeight?: number;
}

/**
 * Reads a CUVIDEOFORMAT at an address of C. The parser passes a CUVIDEOFORMATEX, of which the part after
 * CUVIDEOFORMAT is valid when seqhdr_data_length says so.
 */
export function readVideoFormat(address: bigint): VideoFormat {
  const format = StructView.allocate('CUVIDEOFORMAT');
  copyFromC(format.bytes, address);
  const codecNumber = format.get('codec');
  const codec = wordOf(codecNumbers, codecNumber);
  if (codec === undefined)
    throw new RangeError(`NVCUVID reports codec number ${codecNumber}, which is not known`);
  return {
    codec,
    chromaFormat: wordOf(chromaFormatNumbers, format.get('chroma_format')) ?? '420',
    bitDepth: format.get('bit_depth_luma_minus8') + 8,
    chromaBitDepth: format.get('bit_depth_chroma_minus8') + 8,
    progressive: format.get('progressive_sequence') !== 0,
    codedWidth: format.get('coded_width'),
    codedHeight: format.get('coded_height'),
    displayArea: {
      left: format.get('display_area.left'),
      top: format.get('display_area.top'),
      right: format.get('display_area.right'),
      bottom: format.get('display_area.bottom'),
    },
    minDecodeSurfaces: format.get('min_num_decode_surfaces'),
    frameRate: { num: format.get('frame_rate.numerator'), den: format.get('frame_rate.denominator') },
    displayAspectRatio: {
      num: format.get('display_aspect_ratio.x'),
      den: format.get('display_aspect_ratio.y'),
    },
    color: {
      fullRange: format.get('video_signal_description.video_full_range_flag') !== 0,
      primaries: format.get('video_signal_description.color_primaries'),
      transfer: format.get('video_signal_description.transfer_characteristics'),
      matrix: format.get('video_signal_description.matrix_coefficients'),
    },
    bitrate: format.get('bitrate'),
    ...(codec === 'av1' && format.get('seqhdr_data_length') > 0 ? readAv1Maximum(address) : {}),
  };
}

/** The bytes that follow a CUVIDEOFORMAT at an address of C: the stream's sequence header, where the parser passes it. */
export function readSequenceHeader(address: bigint): Uint8Array {
  const format = StructView.allocate('CUVIDEOFORMAT');
  copyFromC(format.bytes, address);
  const { offset, dims } = structs.CUVIDEOFORMATEX.fields.raw_seqhdr_data;
  const header = new Uint8Array(Math.min(format.get('seqhdr_data_length'), dims[0]));
  if (header.length > 0) copyFromC(header, address + BigInt(offset));
  return header;
}

function readAv1Maximum(address: bigint): { maxWidth: number; maxHeight: number } {
  const header = StructView.allocate('CUVIDAV1SEQHDR');
  copyFromC(header.bytes, address + BigInt(structs.CUVIDEOFORMATEX.fields.av1.offset));
  return { maxWidth: header.get('max_width'), maxHeight: header.get('max_height') };
}
