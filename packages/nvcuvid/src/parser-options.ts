/** What a parser is created with, checked and written as CUVIDPARSERPARAMS. */
import { integer } from './arguments.js';
import { type Codec, codecNumbers, numberOf } from './names.js';
import type { CallbackAddresses } from './parser-callbacks.js';
import { StructView } from './raw/struct-view.js';
import { structs } from './raw/structs.js';

/** What a parser is created with. */
export interface ParserOptions {
  /** The codec of the stream. */
  readonly codec: Codec;
  /** Decode surfaces until the sequence callback returns another number. Default: 1. */
  readonly maxDecodeSurfaces?: number | undefined;
  /**
   * How many pictures `display` may lag behind `decode` beyond what their order needs: 2 to 4 keep the engine busy while
   * pictures are mapped, 0 is for latency. Default: 4.
   */
  readonly maxDisplayDelay?: number | undefined;
  /** Timestamp units in a second, used where a packet has no timestamp. Default: 10,000,000. Timestamps given are passed through. */
  readonly clockRate?: number | undefined;
  /** Percentage of damage above which a picture is not given to `decode`. Default: 100, all pictures are. */
  readonly errorThreshold?: number | undefined;
  /**
   * Parameter sets from a container, at most 1024 bytes; longer ones go in front of the first packet. Those of codecs
   * with start codes must have them (Annex B).
   */
  readonly sequenceHeader?: Uint8Array | undefined;
  /** Size in pixels of the coded picture, for streams whose header does not tell it: the simple and main profile of VC-1. */
  readonly codedSize?: { readonly width: number; readonly height: number } | undefined;
  /** AV1: the stream has the length-delimited format of annex B. Default: false. */
  readonly annexB?: boolean | undefined;
  /** Let the parser reuse the lowest free decode surface, so that fewer are touched; older drivers ignore it. Default: false. */
  readonly memoryOptimize?: boolean | undefined;
}

/** The optional callbacks that a parser's user wants. */
export interface WantedCallbacks {
  readonly operatingPoint: boolean;
  readonly sei: boolean;
}

const sequenceHeaderField = structs.CUVIDEOFORMATEX.fields.raw_seqhdr_data;

/** Structs for cuvidCreateVideoParser; `header` is pointed at by `parameters` and must live as long as the parser. */
export interface ParserStructs {
  readonly parameters: StructView<'CUVIDPARSERPARAMS'>;
  readonly header: StructView<'CUVIDEOFORMATEX'> | undefined;
}

/** Checks the options and writes them. @throws TypeError or RangeError naming the argument. */
export function parserParameters(
  options: ParserOptions,
  callbacks: CallbackAddresses,
  wanted: WantedCallbacks,
): ParserStructs {
  const header = options.sequenceHeader === undefined ? undefined : sequenceHeader(options.sequenceHeader);
  if (options.codedSize !== undefined)
    header
      ?.struct('format')
      .set('coded_width', options.codedSize.width)
      .set('coded_height', options.codedSize.height);
  const parameters = StructView.allocate('CUVIDPARSERPARAMS')
    .set('CodecType', numberOf(codecNumbers, options.codec, 'codec'))
    .set('ulMaxNumDecodeSurfaces', integer(options.maxDecodeSurfaces ?? 1, 'maxDecodeSurfaces', 1, 32))
    .set('ulClockRate', integer(options.clockRate ?? 0, 'clockRate', 0, 0xffffffff))
    .set('ulErrorThreshold', integer(options.errorThreshold ?? 100, 'errorThreshold', 0, 100))
    .set('ulMaxDisplayDelay', integer(options.maxDisplayDelay ?? 4, 'maxDisplayDelay', 0, 32))
    .set('bAnnexb', options.annexB === true ? 1 : 0)
    .set('bMemoryOptimize', options.memoryOptimize === true ? 1 : 0)
    .set('pfnSequenceCallback', callbacks.sequence)
    .set('pfnDecodePicture', callbacks.decode)
    .set('pfnDisplayPicture', callbacks.display)
    .set('pfnGetOperatingPoint', wanted.operatingPoint ? callbacks.operatingPoint : 0n)
    .set('pfnGetSEIMsg', wanted.sei ? callbacks.sei : 0n)
    .set('pExtVideoInfo', header?.address ?? 0n);
  return { parameters, header };
}

function sequenceHeader(bytes: Uint8Array): StructView<'CUVIDEOFORMATEX'> {
  const most = sequenceHeaderField.dims[0];
  if (bytes.byteLength > most) {
    throw new RangeError(
      `sequenceHeader has ${bytes.byteLength} bytes and NVCUVID takes ${most}: put it in front of the first packet`,
    );
  }
  const header = StructView.allocate('CUVIDEOFORMATEX');
  header.struct('format').set('seqhdr_data_length', bytes.byteLength);
  header.bytes.set(bytes, sequenceHeaderField.offset);
  return header;
}
