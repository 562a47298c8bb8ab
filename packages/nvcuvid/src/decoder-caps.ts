/** What a GPU's decoder can do with a codec: cuvidGetDecoderCaps. */
import type { Context } from '@nvcodec/cuda-driver';
import { integer } from './arguments.js';
import {
  type ChromaFormat,
  type Codec,
  chromaFormatNumbers,
  codecNumbers,
  numberOf,
  type SurfaceFormat,
  surfaceFormatNumbers,
} from './names.js';
import type { Nvcuvid } from './nvcuvid.js';
import { StructView } from './raw/struct-view.js';

/** What is asked about. */
export interface CapsQuery {
  /** The codec. */
  readonly codec: Codec;
  /** The chroma subsampling. */
  readonly chromaFormat: ChromaFormat;
  /** Bits of a sample: 8, 10 or 12. */
  readonly bitDepth: number;
}

/** What a GPU offers of a histogram of luma. */
export interface HistogramCaps {
  /** Whether it computes one. */
  readonly supported: boolean;
  /** Largest number of bins. */
  readonly bins: number;
  /** Bits of each bin's counter. */
  readonly counterBits: number;
}

/** Answers by context, so that each GPU is asked itself, and by query. */
const answers = new WeakMap<Context, Map<string, DecoderCaps>>();

/** The limits of a GPU for one codec, chroma format and bit depth. */
export class DecoderCaps {
  /** What was asked. */
  readonly query: CapsQuery;
  /** The GPU's name, for messages. */
  readonly deviceName: string;
  /** Whether it decodes this at all; if not, the limits are 0. */
  readonly supported: boolean;
  /** Smallest coded width in pixels. */
  readonly minWidth: number;
  /** Smallest coded height in pixels. */
  readonly minHeight: number;
  /** Largest coded width in pixels. */
  readonly maxWidth: number;
  /** Largest coded height in pixels. */
  readonly maxHeight: number;
  /** Largest number of macroblocks of 16x16 pixels in a coded picture. */
  readonly maxMacroblocks: number;
  /** The layouts in which surfaces can be mapped. */
  readonly outputFormats: readonly SurfaceFormat[];
  /** Number of NVDEC engines that decode this. */
  readonly engines: number;
  /** The histogram of luma that can be had with a picture, through the raw functions. */
  readonly histogram: HistogramCaps;

  /**
   * Asks the GPU of a context; its answers are kept for as long as the context is.
   *
   * @throws CuvidError when the question itself fails. A codec that is not supported is no error: see `supported`.
   */
  static query(cuvid: Nvcuvid, context: Context, query: CapsQuery): DecoderCaps {
    const { codec, chromaFormat, bitDepth } = query;
    const key = `${cuvid.path}|${codec}|${chromaFormat}|${bitDepth}`;
    const known = answers.get(context) ?? new Map<string, DecoderCaps>();
    answers.set(context, known);
    const caps = known.get(key) ?? ask(cuvid, context, { codec, chromaFormat, bitDepth });
    known.set(key, caps);
    return caps;
  }

  /** From an answered CUVIDDECODECAPS. */
  constructor(query: CapsQuery, deviceName: string, answer: StructView<'CUVIDDECODECAPS'>) {
    this.query = query;
    this.deviceName = deviceName;
    this.supported = answer.get('bIsSupported') !== 0;
    this.minWidth = answer.get('nMinWidth');
    this.minHeight = answer.get('nMinHeight');
    this.maxWidth = answer.get('nMaxWidth');
    this.maxHeight = answer.get('nMaxHeight');
    this.maxMacroblocks = answer.get('nMaxMBCount');
    this.outputFormats = formatsOf(answer.get('nOutputFormatMask'));
    this.engines = answer.get('nNumNVDECs');
    this.histogram = {
      supported: answer.get('bIsHistogramSupported') !== 0,
      bins: answer.get('nMaxHistogramBins'),
      counterBits: answer.get('nCounterBitDepth'),
    };
  }

  /** The limit that a coded size misses, in words; undefined when the GPU decodes it. */
  refusal(width: number, height: number): string | undefined {
    const { codec, chromaFormat, bitDepth } = this.query;
    const stream = `${codec} ${chromaName(chromaFormat)} ${bitDepth} bit`;
    if (!this.supported) return `${this.deviceName} does not decode ${stream}`;
    const size = `${width}x${height}`;
    if (width < this.minWidth || height < this.minHeight) {
      return `${this.deviceName} decodes ${stream} from ${this.minWidth}x${this.minHeight}, not ${size}`;
    }
    if (width > this.maxWidth || height > this.maxHeight) {
      return `${this.deviceName} decodes ${stream} up to ${this.maxWidth}x${this.maxHeight}, not ${size}`;
    }
    const macroblocks = Math.ceil((width * height) / 256);
    if (macroblocks > this.maxMacroblocks) {
      return `${this.deviceName} decodes ${stream} up to ${this.maxMacroblocks} macroblocks, ${size} has ${macroblocks}`;
    }
    return undefined;
  }
}

function ask(cuvid: Nvcuvid, context: Context, query: CapsQuery): DecoderCaps {
  const question = StructView.allocate('CUVIDDECODECAPS')
    .set('eCodecType', numberOf(codecNumbers, query.codec, 'codec'))
    .set('eChromaFormat', numberOf(chromaFormatNumbers, query.chromaFormat, 'chromaFormat'))
    .set('nBitDepthMinus8', integer(query.bitDepth, 'bitDepth', 8, 16) - 8);
  cuvid.check(
    context.run(() => cuvid.raw.cuvidGetDecoderCaps(question.bytes)),
    'cuvidGetDecoderCaps',
  );
  return new DecoderCaps(query, context.device.name, question);
}

function formatsOf(mask: number): SurfaceFormat[] {
  const words = Object.keys(surfaceFormatNumbers) as SurfaceFormat[];
  return words.filter((word) => (mask >> surfaceFormatNumbers[word]) & 1);
}

function chromaName(format: ChromaFormat): string {
  return [...format].join(':');
}
