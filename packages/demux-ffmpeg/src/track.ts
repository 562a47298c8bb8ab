// What a container says of one of its tracks.
import type { NativeParameters } from './binding.js';
import type { Rational } from './rational.js';

/**
 * Colour tags as numbers of ITU-T H.273 (2 is "unspecified" in each of them): the container's, and where it has none what
 * FFmpeg found in the stream.
 */
export interface TrackColor {
  /** Colour primaries, table 2. */
  readonly primaries: number;
  /** Transfer characteristics, table 3. */
  readonly transfer: number;
  /** Matrix coefficients, table 4. */
  readonly matrix: number;
  /** Null when not tagged. */
  readonly range: 'limited' | 'full' | null;
  /** Where the chroma samples lie among the luma samples. Null when not tagged. */
  readonly chromaLocation: 'left' | 'center' | 'topleft' | 'top' | 'bottomleft' | 'bottom' | null;
}

/** Mastering display colour volume, SMPTE ST 2086: CIE 1931 xy, and luminance in cd/m². */
export interface MasteringDisplay {
  /** Red primary. */
  readonly red?: readonly [x: number, y: number];
  /** Green primary. */
  readonly green?: readonly [x: number, y: number];
  /** Blue primary. */
  readonly blue?: readonly [x: number, y: number];
  /** White point. */
  readonly whitePoint?: readonly [x: number, y: number];
  /** The darkest black, in cd/m². */
  readonly minLuminance?: number;
  /** The brightest white, in cd/m². */
  readonly maxLuminance?: number;
}

/** Content light level, CTA-861.3, in cd/m². */
export interface ContentLight {
  /** The brightest pixel of all (MaxCLL). */
  readonly maxContentLightLevel: number;
  /** The average of the brightest picture (MaxFALL). */
  readonly maxFrameAverageLightLevel: number;
}

/** Dolby Vision's configuration record (`dvcC`, `dvvC`). */
export interface DolbyVision {
  /** dv_version_major. */
  readonly versionMajor: number;
  /** dv_version_minor. */
  readonly versionMinor: number;
  /** Such as 5, 7 or 8. */
  readonly profile: number;
  /** By the size and rate of the pictures, 1 to 13. */
  readonly level: number;
  /** Whether the track carries the reference processing unit. */
  readonly rpuPresent: boolean;
  /** Whether it carries an enhancement layer. */
  readonly enhancementLayerPresent: boolean;
  /** Whether it carries the base layer. */
  readonly baseLayerPresent: boolean;
  /** What the base layer is without Dolby Vision: 1 HDR10, 2 SDR, 4 HLG, 0 nothing. */
  readonly baseLayerCompatibilityId: number;
}

/** What the container says of high dynamic range; each part only where it is there. */
export interface HdrMetadata {
  /** The display it was graded on. */
  readonly masteringDisplay?: MasteringDisplay;
  /** How bright it gets. */
  readonly contentLight?: ContentLight;
  /** Dolby Vision. */
  readonly dolbyVision?: DolbyVision;
}

/** What a track is meant for, as the container flags it. */
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
  /** What it carries; a cover picture is a video track with the disposition `attachedPicture`. */
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
  /** Likewise. */
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
  /**
   * Frames per second as FFmpeg's own programs take them (av_guess_frame_rate): the real rate, but the average where
   * the real one is too high to be meant, or the bitstream's where fields would be counted as frames.
   */
  readonly guessedFrameRate: Rational | null;
  /** FFmpeg's name, such as `yuv420p10le`. */
  readonly pixelFormat: string | null;
  /** Bits per sample. */
  readonly bitDepth: number | null;
  /** Chroma subsampling; RGB counts as 444. Null when not known. */
  readonly chromaFormat: '400' | '420' | '422' | '444' | '440' | '411' | '410' | null;
  /** Colour tags. */
  readonly color: TrackColor;
  /** High dynamic range metadata. */
  readonly hdr: HdrMetadata;
  /** The 3x3 matrix of ISO/IEC 14496-12 (16.16 and 2.30 fixed point), row by row. */
  readonly displayMatrix: Int32Array | null;
  /**
   * Degrees by which the display matrix turns the picture counter-clockwise, from -180 to 180: -90 for a clip
   * that is shown after a quarter turn clockwise. 0 without a matrix; mirroring is in the matrix only.
   */
  readonly rotation: number;
  /** Width to height of one pixel, not reduced: 156/156 stays that. 0/1 when neither container nor bitstream says. */
  readonly sampleAspectRatio: Rational;
  /** What it is meant for. */
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
