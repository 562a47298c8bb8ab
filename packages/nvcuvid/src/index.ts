/** NVIDIA's NVCUVID decoding API for Node.js. Start at Nvcuvid.load(). */
export { BitReader, unlessCutShort } from './bit-reader.js';
export { ContextLock } from './context-lock.js';
export { type CapsQuery, DecoderCaps, type HistogramCaps } from './decoder-caps.js';
export type { DecoderGeometry, DecoderInfo, DecoderOptions } from './decoder-options.js';
export type { DisplayInfo } from './display-info.js';
export { CuvidError, CuvidNotFoundError, SurfaceLimitError } from './errors.js';
export { type H264Ordering, isH264Sequence, readH264Ordering } from './h264-sequence.js';
export {
  type Chromaticity,
  type ContentLight,
  HdrMessageReader,
  type HdrMessages,
  hasDolbyVisionRpu,
  type MasteringDisplay,
} from './hdr-metadata.js';
export { type Hdr10Plus, type Hdr10PlusArea, type Hdr10PlusWindow, readHdr10Plus } from './hdr10-plus.js';
export { nalUnits, rawPayload } from './nal-units.js';
export type { ChromaFormat, Codec, DeinterlaceMode, Rect, SurfaceFormat } from './names.js';
export { Nvcuvid } from './nvcuvid.js';
export type { ParserCallbacks } from './parser-dispatch.js';
export type { ParserOptions } from './parser-options.js';
export { Picture } from './picture.js';
export type { DecodeStatus, MapOptions } from './picture-access.js';
export type { PictureParameters } from './picture-parameters.js';
export * from './raw/enums.js';
export { type CuvidFunctions, cuvidDeclarations } from './raw/functions.js';
export type { FieldLayout, FieldType, StructLayout } from './raw/layout.js';
export { StructView } from './raw/struct-view.js';
export {
  linuxLayouts,
  offsetOf,
  type StructLayouts,
  type StructName,
  structs,
  windowsLayouts,
} from './raw/structs.js';
export type { OperatingPointChoice, OperatingPointInfo, SeiMessage, SeiMessages } from './stream-messages.js';
export { Surface, type SurfacePlane } from './surface.js';
export { type PlaneShape, planeShapes } from './surface-layout.js';
export { VideoDecoder } from './video-decoder.js';
export type { ColorCodes, Ratio, VideoFormat } from './video-format.js';
export { type PacketOptions, VideoParser } from './video-parser.js';
