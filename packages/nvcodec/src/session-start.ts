/** What a session is opened with, where it lives, and how its decoder is started on a device. */
import type { ColorDescription } from '@nvcodec/colorspace';
import {
  type ContainerFormat,
  ffmpegInfo,
  type Packet,
  type Source,
  type Track,
} from '@nvcodec/demux-ffmpeg';
import type { VideoFormat } from '@nvcodec/nvcuvid';
import type { DecoderOptions } from './decoding/decoder-plan.js';
import type { Counted } from './decoding/packet-times.js';
import { PictureDecoder, type PictureDecoderOptions } from './decoding/picture-decoder.js';
import type { DecodingDevice } from './device/decoding-device.js';
import { type DriverSelection, selectDevice } from './device/select-device.js';
import { PicturesHeldError, UnsupportedCodecError } from './errors.js';
import { describeColor, type MediaInfo, mediaInfo } from './media-info.js';
import { Signal } from './signal.js';
import { reached } from './stages.js';
import { PacketStream } from './stream/packet-stream.js';

/** How a DecodeSession is opened. */
export interface SessionOptions extends DecoderOptions, DriverSelection {
  /** Which video track, counted from 0 among them; default: the best one. */
  readonly track?: number | undefined;
  /** Options of libavformat's demuxer and protocol, by name. */
  readonly formatOptions?: Readonly<Record<string, string>> | undefined;
  /** The key of a track under common encryption (MP4): 16 bytes, or 32 hexadecimal digits. */
  readonly decryptionKey?: string | Uint8Array | undefined;
  /**
   * How the video's numbers are to be read as colours where what it states is wrong or missing, by H.273's names:
   * `{ matrix: 'bt709', range: 'full' }`. The rest is as the video states it, by the rule of `info.color`.
   */
  readonly sourceColor?: Partial<ColorDescription> | undefined;
  /** 'throw': a damaged frame ends the iteration with DamagedFrameError. Default 'conceal': it is told by its status. */
  readonly onError?: 'conceal' | 'throw' | undefined;
}

/** How a session lives in the thread that runs it; `Player`'s workers pass their own. */
export interface SessionHost {
  /** Raised whenever a picture or a frame is released. */
  readonly signal: Signal;
  /** Word in shared memory that interrupts reading when it is not zero. */
  readonly cancel?: Int32Array | undefined;
  /** See PictureDecoderOptions.mayWait. */
  readonly mayWait: (pictures: number) => void;
  /** Called before each packet; throws to stop the work. */
  readonly checkpoint?: (() => void) | undefined;
  /** Frames' buffers that are kept for use again. */
  readonly keepFrames: number;
}

/** A session on the thread of its user, who alone could release what it would wait for. */
export function ownThread(): SessionHost {
  return {
    signal: new Signal(),
    mayWait: (pictures) => {
      throw new PicturesHeldError(pictures);
    },
    keepFrames: 4,
  };
}

/** Packets that are fed to learn what a stream is. */
const MOST_UNKNOWN = 300;
/** Packets that are fed, once the stream is known, to see its first picture. */
const MOST_OPENING = 8;

/** Ticks from one frame to the next at the container's frame rate; 0 when it tells none. */
function frameDurationOf({ averageFrameRate, realFrameRate, timeBase }: Track): bigint {
  const rate = averageFrameRate ?? realFrameRate;
  return rate === null ? 0n : BigInt(Math.round((rate.den * timeBase.den) / (rate.num * timeBase.num)));
}

/** The packets of the track that is asked for. @throws as DecodeSession.open, for what the source holds. */
export function openStream(source: Source, options: SessionOptions, { cancel }: SessionHost): PacketStream {
  const { track, formatOptions, decryptionKey, onError = 'conceal' } = options;
  if (onError !== 'conceal' && onError !== 'throw') {
    throw new TypeError(`onError: ${String(onError)} is neither 'conceal' nor 'throw'`);
  }
  return PacketStream.open(source, {
    track,
    strict: onError === 'throw',
    formatOptions,
    decryptionKey,
    cancel,
  });
}

/**
 * FFmpeg's programs count pictures for want of timestamps from version 7 on, in raw streams all; before, they took what
 * its parsers guess, and decoding times.
 */
function countedOf({ hasTimestamps }: ContainerFormat): Counted {
  const FFMPEG_7 = 61;
  if (Number.parseInt(ffmpegInfo().libavformat, 10) < FFMPEG_7) return 'none';
  return hasTimestamps ? 'untimed' : 'all';
}

/** How the decoder of a track is made, on whichever device. */
export function pictureDecoderOptions(
  { track, demuxer }: PacketStream,
  options: SessionOptions,
  { signal, mayWait }: SessionHost,
): PictureDecoderOptions {
  const { timeBase, hdr, width, height } = track;
  const frameDuration = frameDurationOf(track);
  const reorderDelay = track.hasBFrames;
  // FFmpeg lets raw streams begin early by the frame rate that it has measured, which a single picture does not have.
  const lead = track.averageFrameRate === null ? 0n : BigInt(reorderDelay) * frameDuration;
  const counted = countedOf(demuxer.format);
  const color = (format: VideoFormat): ColorDescription => describeColor(track, format, options.sourceColor);
  const containerSize = { width, height };
  return {
    ...options,
    timeBase,
    frameDuration,
    reorderDelay,
    lead,
    counted,
    hdr,
    color,
    signal,
    mayWait,
    containerSize,
  };
}

/**
 * A decoder on `device`, fed until the first sequence header says what the stream is, so that a device that cannot
 * decode it is known now, and until the first picture, whose messages `info` tells. Packets read are kept in
 * `opening`: the next device is fed them again.
 */
function startDecoder(
  device: DecodingDevice,
  stream: PacketStream,
  opening: Packet[],
  options: SessionOptions,
  host: SessionHost,
): PictureDecoder {
  const decoder = new PictureDecoder(device, stream.plan, pictureDecoderOptions(stream, options, host));
  try {
    for (const packet of opening) decoder.parse(packet);
    while (decoder.active === undefined || (!decoder.started && opening.length < MOST_OPENING)) {
      const packet = opening.length < MOST_UNKNOWN ? stream.read() : null;
      // The parser may wait for the next packet to tell the sequence of the only one.
      if (packet === null && opening.length > 0 && opening.length < MOST_UNKNOWN) decoder.flush();
      if (packet === null) break;
      opening.push(packet);
      decoder.parse(packet);
    }
    reached('decoder started');
    if (decoder.active === undefined && device.isNvidia) throw unknownSequence(stream, device);
    return decoder;
  } catch (error) {
    decoder.close();
    throw error;
  }
}

/** What decodes a stream, and what is known of it then. */
export interface Started {
  readonly device: DecodingDevice;
  readonly decoder: PictureDecoder;
  readonly info: MediaInfo;
}

/** A decoder on the first device of those that are asked for which decodes the stream. @throws as DecodeSession.open. */
export function startOnDevice(stream: PacketStream, options: SessionOptions, host: SessionHost): Started {
  const opening: Packet[] = [];
  try {
    const {
      device,
      value: decoder,
      fallbackReason,
    } = selectDevice(options, (candidate) =>
      candidate.context.run(() => startDecoder(candidate, stream, opening, options, host)),
    );
    return { device, decoder, info: mediaInfo(stream, decoder, device.info, fallbackReason) };
  } finally {
    for (const packet of opening) packet.close();
  }
}

/** NVCUVID's parser says nothing of streams whose kind it does not know, such as VP9 in 4:4:4 on an H200. */
function unknownSequence({ track }: PacketStream, device: DecodingDevice): UnsupportedCodecError {
  const { codec, width, height } = track;
  const limit = `its parser found no sequence in the first ${MOST_UNKNOWN} packets`;
  const wanted = {
    codec,
    chromaFormat: track.chromaFormat ?? '420',
    bitDepth: track.bitDepth ?? 8,
    width,
    height,
  };
  return new UnsupportedCodecError({ ...wanted, limit }, device.name);
}
