// FFmpeg's demuxers for Node.js.
export { AvError } from './av-error.js';
export { BitstreamFilter, type FilterOutput, type FilterParameters } from './bitstream-filter.js';
export type { ContainerFormat } from './container-format.js';
export { Demuxer } from './demuxer.js';
export { DisposedError, NoVideoTrackError } from './errors.js';
export { type FfmpegInfo, ffmpegInfo, type LogLevel, setLogLevel } from './ffmpeg.js';
export { type KeyframeEntry, KeyframeIndex, type ScanMode } from './keyframe-index.js';
export type { OpenOptions } from './open-options.js';
export type { KeyframeOptions, OperationOptions, SeekMode } from './operation.js';
export { NO_TIMESTAMP, Packet, type PacketFields, type SideData } from './packet.js';
export { fromSeconds, type Rational, type Rounding, rescale, toSeconds } from './rational.js';
export type { CustomSource, Source } from './source.js';
export type {
  ContentLight,
  Disposition,
  DolbyVision,
  HdrMetadata,
  MasteringDisplay,
  Track,
  TrackColor,
} from './track.js';
