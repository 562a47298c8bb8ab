// How a source is opened.
import type { NativeOpenRequest } from './binding.js';
import type { ResolvedSource } from './source.js';

/** How to open a source. All of it is optional. */
export interface OpenOptions {
  /** Ends an asynchronous open; its reason becomes the error. Later operations take signals of their own. */
  signal?: AbortSignal | undefined;
  /**
   * A word of shared memory (an Int32Array over a SharedArrayBuffer, first element). While it is not 0, blocking
   * I/O of this demuxer ends with an AbortError, synchronous calls too: it is for other threads to set.
   */
  cancel?: Int32Array | undefined;
  /** The name of FFmpeg's demuxer, for sources that cannot be probed, such as `'h264'`. */
  format?: string | undefined;
  /** Options of FFmpeg's demuxer and protocol, such as `{ rw_timeout: '5000000' }`. An unknown one is an AvError. */
  formatOptions?: Readonly<Record<string, string>> | undefined;
  /** The most bytes to read to find out about the tracks. FFmpeg's default is 5,000,000. */
  probeSize?: number | undefined;
  /** The most seconds of media to read for that. FFmpeg's default is 5. */
  analyzeDurationSeconds?: number | undefined;
  /**
   * Whether to read and decode the first packets, as far as that is needed, to complete what the container says of its
   * tracks. Without it opening is quicker, and pixel format, colour, frame rates and more may be missing. Default true.
   */
  streamInfo?: boolean | undefined;
  /** The key of a track under common encryption (MP4): 16 bytes, or 32 hexadecimal digits. */
  decryptionKey?: string | Uint8Array | undefined;
}

/** Validates the options: TypeError or RangeError naming the one that is wrong. */
export function openRequest(source: ResolvedSource, options: OpenOptions): NativeOpenRequest {
  const entries = Object.entries(options.formatOptions ?? {}).map(([key, value]): [string, string] => {
    if (typeof value !== 'string') throw new TypeError(`formatOptions.${key} must be a string`);
    return [key, value];
  });
  if (options.decryptionKey !== undefined) entries.push(['decryption_key', hexKey(options.decryptionKey)]);
  return {
    url: source.url,
    format: options.format ?? '',
    options: entries,
    probeSize: positive('probeSize', options.probeSize, 1),
    analyzeMicroseconds: positive('analyzeDurationSeconds', options.analyzeDurationSeconds, 1e6),
    streamInfo: options.streamInfo ?? true,
    memory: source.memory,
    custom: source.custom,
    cancel: cancelWord(options.cancel),
  };
}

function positive(name: string, value: number | undefined, scale: number): number {
  if (value === undefined) return 0;
  if (!(value > 0 && Number.isSafeInteger(Math.ceil(value * scale)))) {
    throw new RangeError(`${name} must be greater than 0, not ${value}`);
  }
  return Math.ceil(value * scale);
}

function cancelWord(word: Int32Array | undefined): Int32Array | undefined {
  if (word === undefined) return undefined;
  if (!(word instanceof Int32Array) || word.length < 1 || !(word.buffer instanceof SharedArrayBuffer)) {
    throw new TypeError('cancel must be an Int32Array over a SharedArrayBuffer, with at least one element');
  }
  return word;
}

function hexKey(key: string | Uint8Array): string {
  const hex = typeof key === 'string' ? key : Buffer.from(key).toString('hex');
  if (!/^[\da-f]{32}$/i.test(hex)) {
    throw new RangeError('decryptionKey must be 16 bytes or 32 hexadecimal digits');
  }
  return hex;
}
