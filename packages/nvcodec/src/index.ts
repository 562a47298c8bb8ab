/**
 * Video decoding on NVIDIA's hardware decoder, or in software where there is none. Start at `Player.open` or
 * `Screenshoter.open`; `DecodeSession` is the same without threads.
 */
export {
  type BatchLayout,
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
export type { Abortable } from './abortable.js';
export { FrameIndex, type FrameIndexData, type IndexEstimate } from './access/frame-index.js';
export type { FrameAtOptions, FramesAtOptions, FramesInOptions } from './access/frame-requests.js';
export type { PictureRange, TimeRange } from './access/picture-reader.js';
export { DecodeSession, type DecodeSessionOptions } from './decode-session.js';
export type { DecoderOptions } from './decoding/decoder-plan.js';
export type { GeometryOptions, OfSize, Size } from './decoding/geometry.js';
export type { FrameHdr } from './decoding/hdr.js';
export type { FrameStatus, Picture } from './decoding/picture.js';
export type { DeviceChoice, DeviceInfo, DriverFiles } from './device/decoding-device.js';
export type { DriverSelection } from './device/select-device.js';
export {
  type CapsReport,
  type GpuReport,
  inspectSystem,
  type LibraryReport,
  type SystemReport,
} from './device/system-report.js';
export {
  DamagedFrameError,
  NoFrameError,
  NoSuchDeviceError,
  PicturesHeldError,
  UnsupportedCodecError,
  type UnsupportedStream,
} from './errors.js';
export type { Batch, BatchedFrame } from './frames/batch.js';
export { type BatchesOptions, batches } from './frames/batches.js';
export type { Frame, Tensor } from './frames/frame.js';
export type { ConversionOptions } from './frames/frame-conversion.js';
export type { FramePixels } from './frames/held-buffer.js';
export type { Orientation } from './frames/orientation.js';
export type { MediaInfo } from './media-info.js';
export type { SessionsUsed } from './parallel/sessions.js';
export { type FramesOptions, type PicturesOptions, Player, type PlayerBatchesOptions } from './player.js';
export type { PlayerOptions, VideoSource } from './player-options.js';
export { keyframes, type MediaProbe, type ProbeOptions, probe } from './probe.js';
export {
  Screenshoter,
  type ScreenshoterOptions,
  type ScreenshotOptions,
  type ScreenshotsOptions,
} from './screenshoter.js';
export type { SessionOptions } from './session-start.js';
export { drain, endQuickly, warmUp, warmUpGpu } from './warm-up.js';
