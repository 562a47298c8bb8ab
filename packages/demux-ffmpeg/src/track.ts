// What a container says of one of its tracks.
import type { NativeParameters } from './binding.js';
import type { Rational } from './rational.js';

/** Colour tags as numbers of ITU-T H.273 (2 is "unspecified" in each of them). */
export interface TrackColor {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  /** Null when not tagged. */
  readonly range: 'limited' | 'full' | null;
  readonly chromaLocation: 'left' | 'center' | 'topleft' | 'top' | 'bottomleft' | 'bottom' | null;
}

/** Mastering display colour volume, SMPTE ST 2086: CIE 1931 xy, and luminance in cd/m². */
export interface MasteringDisplay {
  readonly red?: readonly [x: number, y: number];
  readonly green?: readonly [x: number, y: number];
  readonly blue?: readonly [x: number, y: number];
  readonly whitePoint?: readonly [x: number, y: number];
  readonly minLuminance?: number;
  readonly maxLuminance?: number;
}

/** Content light level, CTA-861.3, in cd/m². */
export interface ContentLight {
  readonly maxContentLightLevel: number;
  readonly maxFrameAverageLightLevel: number;
}

/** Dolby Vision's configuration record (`dvcC`, `dvvC`). */
export interface DolbyVision {
  readonly versionMajor: number;
  readonly versionMinor: number;
  readonly profile: number;
  readonly level: number;
  readonly rpuPresent: boolean;
  readonly enhancementLayerPresent: boolean;
  readonly baseLayerPresent: boolean;
  readonly baseLayerCompatibilityId: number;
}

export interface HdrMetadata {
  readonly masteringDisplay?: MasteringDisplay;
  readonly contentLight?: ContentLight;
  readonly dolbyVision?: DolbyVision;
}

export type Disposition = Readonly<
  Record<
    | 'default'
    | 'dub'
    | 'original'
    | 'comment'
    | 'lyrics'
    | 'karaoke'
    | 'forced'
    | 'hearingImpaired'
    | 'visualImpaired'
    | 'cleanEffects'
    | 'attachedPicture'
    | 'timedThumbnails'
    | 'captions'
    | 'descriptions'
    | 'metadata'
    | 'dependent'
    | 'stillImage',
    boolean
  >
>;

/** One track. Plain data: it may be sent to another thread. */
export interface Track {
  /** Its place in the file; packets name their track by it. */
  readonly index: number;
  /** The container's own number for it. */
  readonly id: number;
  readonly kind: 'video' | 'audio' | 'subtitle' | 'data' | 'attachment';
  /** FFmpeg's name, such as `h264`, `hevc`, `aac`. */
  readonly codec: string;
  /** The container's four characters, such as `avc1`. */
  readonly codecTag: string | null;
  /** In words, such as `High`. */
  readonly profile: string | null;
  /** As the codec numbers it: 41 for H.264 level 4.1, 123 for HEVC level 4.1. */
  readonly level: number | null;
  /** Codec configuration (avcC, hvcC, parameter sets …); empty when there is none. */
  readonly extradata: Uint8Array;
  /** Bits per second. */
  readonly bitRate: number | null;
  /** Pixels; 0 for tracks other than video, and where they are not known. */
  readonly width: number;
  readonly height: number;
  /** Seconds per tick of this track's timestamps. */
  readonly timeBase: Rational;
  /** The first presentation time, in ticks. */
  readonly startPts: bigint | null;
  /** In ticks. */
  readonly duration: bigint | null;
  /** As the container counts; null when it does not say. */
  readonly frameCount: number | null;
  /** Frames per second over the whole track. */
  readonly averageFrameRate: Rational | null;
  /** The lowest rate at which all timestamps can be given exactly: a guess of FFmpeg's. */
  readonly realFrameRate: Rational | null;
  /** FFmpeg's name, such as `yuv420p10le`. */
  readonly pixelFormat: string | null;
  /** Bits per sample. */
  readonly bitDepth: number | null;
  readonly chromaFormat: '400' | '420' | '422' | '444' | '440' | '411' | '410' | null;
  readonly color: TrackColor;
  readonly hdr: HdrMetadata;
  /** The 3x3 matrix of ISO/IEC 14496-12 (16.16 and 2.30 fixed point), row by row. */
  readonly displayMatrix: Int32Array | null;
  /**
   * Degrees by which the display matrix turns the picture counter-clockwise, from -180 to 180: -90 for a clip
   * that is shown after a quarter turn clockwise. 0 without a matrix; mirroring is in the matrix only.
   */
  readonly rotation: number;
  /** Width to height of one pixel; 1/1 when not said. */
  readonly sampleAspectRatio: Rational;
  readonly disposition: Disposition;
  /** As the container says it, usually ISO 639-2. */
  readonly language: string | null;
  /** First letter: the field coded first, second: the field shown first. Null when not known. */
  readonly fieldOrder: 'progressive' | 'tt' | 'bb' | 'tb' | 'bt' | null;
  /** Frames by which decoding runs ahead of showing: 0 without B-frames. */
  readonly hasBFrames: number;
  /** Whether its packets come encrypted. */
  readonly encrypted: boolean;
  /** Audio. */
  readonly channels: number;
  /** Audio, in Hz. */
  readonly sampleRate: number;
  /** The container's tags. */
  readonly metadata: Readonly<Record<string, string>>;
}

const parameters = new WeakMap<object, NativeParameters>();

/** Keeps a track's full codec parameters for bitstream filters, beside the plain data. */
export function attachParameters(track: object, native: NativeParameters): void {
  parameters.set(track, native);
}

export function attachedParameters(track: object): NativeParameters | undefined {
  return parameters.get(track);
}
