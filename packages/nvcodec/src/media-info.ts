/** What is known of an opened video: from its container, its bitstream and the device that decodes it. */
import { type ColorDescription, colorDescription } from '@nvcodec/colorspace';
import { type Rational, type Track, toSeconds } from '@nvcodec/demux-ffmpeg';
import type { SurfaceFormat, VideoFormat } from '@nvcodec/nvcuvid';
import { surfaceFormatFor } from './decoding/decoder-plan.js';
import type { Size } from './decoding/geometry.js';
import type { FrameHdr } from './decoding/hdr.js';
import type { PictureDecoder } from './decoding/picture-decoder.js';
import type { DeviceInfo } from './device/decoding-device.js';
import { type Orientation, orientationOf } from './frames/orientation.js';
import type { PacketStream } from './stream/packet-stream.js';

/** A video that was opened. */
export interface MediaInfo {
  /** FFmpeg's name of the container. */
  readonly format: string;
  /** FFmpeg's name of the codec, 'h264'. */
  readonly codec: string;
  readonly profile: string | null;
  /** Size of the coded picture, a multiple of the codec's block size. */
  readonly codedSize: Size;
  /** Size of the picture that is shown, before rotation and pixel aspect. */
  readonly displaySize: Size;
  /** Size of the frames that come out, after cropping and scaling. */
  readonly outputSize: Size;
  /** In seconds; null when the container does not tell. */
  readonly duration: number | null;
  /** Timestamp of the first frame in seconds. */
  readonly startTime: number;
  readonly frameRate: Rational | null;
  /** As the container states it; null when it does not. */
  readonly frameCount: number | null;
  readonly timeBase: Rational;
  readonly bitDepth: number;
  readonly chromaFormat: string;
  /** What conversions take the colours for; untagged values are filled in by the rule in @nvcodec/colorspace. */
  readonly color: ColorDescription;
  /** High dynamic range metadata of the first picture; empty when there is none. */
  readonly hdr: FrameHdr;
  /**
   * Degrees counter-clockwise by which the display matrix turns the picture's right-hand direction, as FFmpeg tells it.
   */
  readonly rotation: number;
  /** How the picture is to be turned for showing, mirroring included: frames come as they were coded. */
  readonly orientation: Orientation;
  /** Width to height of one pixel, not reduced; 0/1 when neither container nor bitstream says. */
  readonly pixelAspectRatio: Rational;
  readonly interlaced: boolean;
  /** Which field the container says is shown first; null when it says none. Frames tell their own. */
  readonly fieldOrder: 'top' | 'bottom' | null;
  readonly language: string | null;
  readonly surfaceFormat: SurfaceFormat;
  readonly tracks: readonly Track[];
  readonly device: DeviceInfo;
  /** Whether NVDEC decodes, not the soft driver. */
  readonly hardware: boolean;
  /** Why `device: 'auto'` took the soft driver: for each GPU what it lacks, or why there is none. One line. */
  readonly fallbackReason?: string;
}

/** The colours of a stream as conversions take them: by its bitstream, its container, and the rule for the rest. */
export function describeColor(
  track: Track,
  format: VideoFormat | undefined,
  override?: Partial<ColorDescription>,
): ColorDescription {
  const { width, height } = track;
  const chromaFormat = format?.chromaFormat ?? track.chromaFormat ?? undefined;
  return colorDescription(
    format?.color ?? {},
    { width, height, chromaFormat },
    { container: track.color, override },
  );
}

function shownFirst(order: Track['fieldOrder']): 'top' | 'bottom' | null {
  if (order === null || order === 'progressive') return null;
  return order.endsWith('t') ? 'top' : 'bottom';
}

export function mediaInfo(
  stream: PacketStream,
  decoder: Pick<PictureDecoder, 'active' | 'openingHdr'>,
  device: DeviceInfo,
  fallbackReason: string | undefined,
): MediaInfo {
  const { track, demuxer } = stream;
  // Undefined when the stream holds no decodable picture.
  const active = decoder.active;
  const format = active?.format;
  const size = { width: track.width, height: track.height };
  const bitDepth = format?.bitDepth ?? track.bitDepth ?? 8;
  const chromaFormat = format?.chromaFormat ?? track.chromaFormat ?? '420';
  const { timeBase, startPts, duration } = track;
  return {
    format: demuxer.format.name,
    codec: track.codec,
    profile: track.profile,
    codedSize: format === undefined ? size : { width: format.codedWidth, height: format.codedHeight },
    displaySize: active?.plan.geometry.displaySize ?? size,
    outputSize: active?.plan.geometry.output ?? size,
    duration: duration === null ? demuxer.format.duration : toSeconds(duration, timeBase),
    startTime: startPts === null ? 0 : toSeconds(startPts, timeBase),
    frameRate: track.averageFrameRate ?? track.realFrameRate,
    frameCount: track.frameCount,
    timeBase,
    bitDepth,
    chromaFormat,
    color: active?.color ?? describeColor(track, undefined),
    hdr: decoder.openingHdr,
    rotation: track.rotation,
    orientation: orientationOf(track.displayMatrix),
    pixelAspectRatio: track.sampleAspectRatio,
    interlaced: format === undefined ? false : !format.progressive,
    fieldOrder: shownFirst(track.fieldOrder),
    language: track.language,
    surfaceFormat: surfaceFormatFor(chromaFormat, bitDepth),
    tracks: demuxer.tracks,
    device,
    hardware: device.kind === 'gpu',
    ...(fallbackReason === undefined ? {} : { fallbackReason }),
  };
}
