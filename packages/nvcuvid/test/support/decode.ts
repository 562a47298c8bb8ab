/** The least that decodes a clip: a parser, a decoder made in its sequence callback, and pictures handed on. */
import { createHash } from 'node:crypto';
import { type Context, copy2D } from '@nvcodec/cuda-driver';
import {
  type DecoderOptions,
  type DisplayInfo,
  type Nvcuvid,
  type ParserCallbacks,
  type Surface,
  VideoDecoder,
  type VideoFormat,
  VideoParser,
} from '@nvcodec/nvcuvid';

/** What differs from the plain decoding of a clip. */
export interface PipelineOptions {
  readonly decoder?: Partial<DecoderOptions>;
  readonly callbacks?: Partial<ParserCallbacks>;
  /** Called for each picture in display order. */
  readonly show?: (decoder: VideoDecoder, info: DisplayInfo) => void;
}

/** A parser and the decoder that its sequence callback makes. */
export class Pipeline {
  readonly parser: VideoParser;
  readonly events: string[] = [];
  format: VideoFormat | undefined;
  #decoder: VideoDecoder | undefined;

  constructor(cuvid: Nvcuvid, context: Context, options: PipelineOptions = {}) {
    this.parser = new VideoParser(
      cuvid,
      { codec: 'h264' },
      {
        sequence: (format) => {
          this.events.push('sequence');
          this.format = format;
          this.#decoder = VideoDecoder.create(cuvid, context, {
            ...plainOptions(format),
            ...options.decoder,
          });
          return this.#decoder.info.numPictures;
        },
        decode: (picture) => {
          this.events.push(`decode ${picture.pictureIndex}`);
          this.decoder.decode(picture);
        },
        display: (info) => {
          this.events.push(`display ${info.pictureIndex}`);
          options.show?.(this.decoder, info);
        },
        endOfStream: () => this.events.push('end'),
        ...options.callbacks,
      },
    );
  }

  get decoder(): VideoDecoder {
    if (this.#decoder === undefined) throw new Error('no sequence yet');
    return this.#decoder;
  }

  close(): void {
    this.parser.close();
    this.#decoder?.close();
  }
}

/** Decode as shown, unscaled; as many pictures as the stream needs and the parser may lag. */
export function plainOptions(format: VideoFormat): DecoderOptions {
  const { displayArea } = format;
  return {
    codec: format.codec,
    chromaFormat: format.chromaFormat,
    bitDepth: format.bitDepth,
    codedWidth: format.codedWidth,
    codedHeight: format.codedHeight,
    displayArea,
    targetWidth: displayArea.right - displayArea.left,
    targetHeight: displayArea.bottom - displayArea.top,
    surfaceFormat: 'nv12',
    deinterlace: 'weave',
    numPictures: Math.min(format.minDecodeSurfaces + 4, 32),
    numSurfaces: 2,
  };
}

/** Luma and interleaved chroma of an NV12 surface, tightly packed. */
export function readPlanes(context: Context, surface: Surface): [Uint8Array, Uint8Array] {
  const [luma, chroma] = surface.planes.map(({ pointer, pitchBytes, widthBytes, height }) => {
    const rows = new Uint8Array(widthBytes * height);
    copy2D(context, {
      src: pointer,
      srcPitchBytes: pitchBytes,
      dst: rows,
      dstPitchBytes: widthBytes,
      widthBytes,
      height,
    });
    return rows;
  });
  if (luma === undefined || chroma === undefined) throw new Error('not a surface of two planes');
  return [luma, chroma];
}

/** MD5 of an NV12 surface as planar 4:2:0, which is what FFmpeg hashes. */
export function planarHash(context: Context, surface: Surface): string {
  const [luma, chroma] = readPlanes(context, surface);
  const hash = createHash('md5').update(luma);
  for (const first of [0, 1]) hash.update(chroma.filter((_, index) => index % 2 === first));
  return hash.digest('hex');
}
