/**
 * Video decoding on NVIDIA's hardware decoder, or in software where there is none. Start at `Player.open` or
 * `Screenshoter.open`; `DecodeSession` is the same without threads.
 */
export {
  type ColorDescription,
  type ConversionPlugin,
  type ConversionRegistry,
  defaultRegistry,
  type Filter,
  type ImageLayout,
  type Normalization,
  type PixelFormat,
  pixelFormats,
  type TargetColor,
  type ToneMapping,
  UnsupportedFormatError,
} from '@nvcodec/colorspace';
export { CudaError, type DevicePointer, DisposedError, DriverNotFoundError } from '@nvcodec/cuda-driver';
export {
  AvError,
  type ContentLight,
  type CustomSource,
  type DolbyVision,
  type KeyframeIndex,
  type MasteringDisplay,
  NoVideoTrackError,
  type Rational,
  type Source,
  type Track,
} from '@nvcodec/demux-ffmpeg';
export {
  type ChromaFormat,
  type Codec,
  CuvidError,
  CuvidNotFoundError,
  type Hdr10Plus,
  type Hdr10PlusArea,
  type Hdr10PlusWindow,
  type MapOptions,
  type Rect,
  type Surface,
  type SurfaceFormat,
} from '@nvcodec/nvcuvid';
export { DecodeSession, type DecodeSessionOptions } from './decode-session.js';
export type { DecoderOptions } from './decoder-plan.js';
export type { DeviceChoice, DeviceInfo, DriverFiles } from './decoding-device.js';
export {
  DamagedFrameError,
  NoFrameError,
  NoSuchDeviceError,
  PicturesHeldError,
  UnsupportedCodecError,
  type UnsupportedStream,
} from './errors.js';
export type { Frame, FramePixels, Tensor } from './frame.js';
export type { ConversionOptions } from './frame-conversion.js';
export { FrameIndex, type FrameIndexData, type IndexEstimate } from './frame-index.js';
export type { FrameAtOptions, FramesAtOptions, FramesInOptions } from './frame-requests.js';
export type { GeometryOptions, OfSize, Size } from './geometry.js';
export type { FrameHdr } from './hdr.js';
export type { MediaInfo } from './media-info.js';
export type { Orientation } from './orientation.js';
export type { FrameStatus, Picture } from './picture.js';
export type { PictureRange, TimeRange } from './picture-reader.js';
export { type Abortable, type FramesOptions, type PicturesOptions, Player } from './player.js';
export type { PlayerOptions, VideoSource } from './player-options.js';
export { keyframes, type MediaProbe, type ProbeOptions, probe } from './probe.js';
export {
  Screenshoter,
  type ScreenshoterOptions,
  type ScreenshotOptions,
  type ScreenshotsOptions,
} from './screenshoter.js';
export type { DriverSelection } from './select-device.js';
export type { SessionOptions } from './session-start.js';
export {
  type CapsReport,
  type GpuReport,
  inspectSystem,
  type LibraryReport,
  type SystemReport,
} from './system-report.js';
