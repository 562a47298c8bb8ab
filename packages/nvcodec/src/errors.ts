/**
 * The errors of this package, and how an error crosses from a worker thread: its class is found again by name,
 * so that `instanceof` holds on the user's side.
 */

import { UnsupportedFormatError } from '@nvcodec/colorspace';
import { CudaError, DisposedError, DriverNotFoundError } from '@nvcodec/cuda-driver';
import { AvError, NoVideoTrackError } from '@nvcodec/demux-ffmpeg';
import { CuvidError, CuvidNotFoundError } from '@nvcodec/nvcuvid';

/** What a decoder was asked for and which limit it missed. */
export interface UnsupportedStream {
  readonly codec: string;
  readonly chromaFormat: string;
  readonly bitDepth: number;
  /** Coded size in pixels. */
  readonly width: number;
  readonly height: number;
  /** The limit that was missed, in words. */
  readonly limit: string;
}

/** The chosen device cannot decode this stream: codec, chroma format, bit depth, size, and the limit missed. */
export class UnsupportedCodecError extends Error {
  override readonly name = 'UnsupportedCodecError';
  readonly codec: string;
  readonly chromaFormat: string;
  readonly bitDepth: number;
  readonly width: number;
  readonly height: number;
  readonly limit: string;

  constructor(stream: UnsupportedStream, device: string) {
    const { codec, chromaFormat, bitDepth, width, height, limit } = stream;
    super(`${device} cannot decode ${codec} ${chromaFormat} ${bitDepth}-bit at ${width}x${height}: ${limit}`);
    this.codec = codec;
    this.chromaFormat = chromaFormat;
    this.bitDepth = bitDepth;
    this.width = width;
    this.height = height;
    this.limit = limit;
  }
}

/** No frame is shown at the time asked for: it lies past the end, or the stream has no decodable picture. */
export class NoFrameError extends Error {
  override readonly name = 'NoFrameError';
}

/** The GPU with that ordinal does not exist. */
export class NoSuchDeviceError extends Error {
  override readonly name = 'NoSuchDeviceError';
  readonly device: number;

  constructor(device: number, count: number, options?: ErrorOptions) {
    const there = count === 0 ? 'no GPU was found' : `the GPUs found are 0 to ${count - 1}`;
    super(`there is no device ${device}: ${there}`, options);
    this.device = device;
  }
}

/** The decoder needs a picture that its own caller still holds, so it cannot go on. */
export class PicturesHeldError extends Error {
  override readonly name = 'PicturesHeldError';

  constructor(count: number) {
    super(
      `the decoder needs one of its ${count} pictures that is still held: close pictures before asking for the next, or raise the option numPictures (at most 32)`,
    );
  }
}

/** A frame was damaged and the option `onError` is 'throw'. */
export class DamagedFrameError extends Error {
  override readonly name = 'DamagedFrameError';
  /** Presentation time of the frame, in seconds. */
  readonly timestamp: number;
  readonly status: 'concealed' | 'damaged';
  /** What is wrong, in words. */
  readonly damage: string;

  constructor(timestamp: number, status: 'concealed' | 'damaged', damage: string) {
    super(`the frame at ${timestamp} s is ${status}: ${damage}`);
    this.timestamp = timestamp;
    this.status = status;
    this.damage = damage;
  }
}

type Revivable = abstract new (...args: never[]) => Error;

const CLASSES: readonly Revivable[] = [
  UnsupportedCodecError,
  UnsupportedFormatError,
  NoVideoTrackError,
  NoFrameError,
  NoSuchDeviceError,
  PicturesHeldError,
  DamagedFrameError,
  DisposedError,
  AvError,
  CudaError,
  CuvidError,
  CuvidNotFoundError,
  DriverNotFoundError,
  TypeError,
  RangeError,
];

/** An error as data that survives structured cloning with its class. */
export interface ErrorMessage {
  readonly className: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
}

function isPlain(value: unknown): boolean {
  return (
    value === null || ['string', 'number', 'boolean', 'bigint'].includes(typeof value) || Array.isArray(value)
  );
}

export function describeError(error: unknown): ErrorMessage {
  const cause = error instanceof Error ? error : new Error(String(error));
  const properties: Record<string, unknown> = {};
  for (const key of Object.getOwnPropertyNames(cause)) {
    const value: unknown = Reflect.get(cause, key);
    if (key !== 'message' && key !== 'stack' && isPlain(value)) properties[key] = value;
  }
  return { className: cause.constructor.name, message: cause.message, stack: cause.stack, properties };
}

export function reviveError(data: ErrorMessage): Error {
  const error = new Error(data.message);
  const found = CLASSES.find((candidate) => candidate.name === data.className);
  if (found !== undefined) Object.setPrototypeOf(error, found.prototype);
  if (data.stack !== undefined) error.stack = data.stack;
  for (const [key, value] of Object.entries(data.properties)) {
    Object.defineProperty(error, key, { value, enumerable: false, configurable: true });
  }
  return error;
}
