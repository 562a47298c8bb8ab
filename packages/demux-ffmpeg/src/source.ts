// What can be demuxed, and how libavformat is told of it.
import { fileURLToPath } from 'node:url';
import type { NativeCustomSource } from './binding.js';

/**
 * The caller's own bytes. The functions are called synchronously, on the thread that reads; asynchronous
 * methods of a demuxer call them on that thread too, so they hold it up for as long as the functions take.
 */
export interface CustomSource {
  /** Fills the start of `buffer` (valid during the call only) and returns how many bytes it wrote; 0 at the end. */
  read(buffer: Uint8Array): number;
  /** Moves to an absolute byte offset. Without it the source is read once from front to back. */
  seek?(offset: number): void;
  /** Bytes in all, where known. */
  size?: number;
  /** For messages. */
  name?: string;
}

/**
 * A path (any characters: it is never taken for an option or a protocol), a `file:`, `http:` or `https:` URL
 * (as URL or as a string with `://`), a whole file in memory (used in place and kept alive: it must not be
 * transferred or changed meanwhile), or the caller's own bytes.
 */
export type Source = string | URL | Uint8Array | CustomSource;

/** A source as the addon takes it. */
export interface ResolvedSource {
  /** As libavformat takes it. */
  url: string;
  /** For messages. */
  name: string;
  /** The path, where it is a file. */
  path?: string;
  memory?: Uint8Array;
  custom?: NativeCustomSource;
}

const WITH_SCHEME = /^[a-z][a-z\d+.-]+:\/\//i;

/** TypeError for anything that is no source. */
export function resolveSource(source: Source): ResolvedSource {
  if (source instanceof URL) return fromUrl(source);
  if (typeof source === 'string') return WITH_SCHEME.test(source) ? fromUrlString(source) : fromPath(source);
  if (source instanceof Uint8Array) {
    const name = `${source.byteLength} bytes in memory`;
    return { url: '', name, memory: source };
  }
  if (typeof source === 'object' && source !== null && typeof source.read === 'function') {
    return fromCustom(source);
  }
  throw new TypeError(
    'source must be a path, a URL, a Uint8Array, or an object with a function read(buffer) and perhaps seek(offset)',
  );
}

function fromPath(path: string): ResolvedSource {
  if (path === '') throw new TypeError('source must not be an empty string');
  if (path.includes('\0')) throw new TypeError('a path must not contain a null character');
  return { url: `file:${path}`, name: path, path };
}

function fromUrlString(text: string): ResolvedSource {
  if (!URL.canParse(text)) throw new TypeError(`source is not a valid URL: ${text}`);
  const url = new URL(text);
  // libavformat gets the caller's own spelling: URL would encode what some servers want as it is.
  return url.protocol === 'file:' ? fromUrl(url) : { url: text, name: withoutPassword(url) };
}

function fromUrl(url: URL): ResolvedSource {
  if (url.protocol === 'file:') return fromPath(fileURLToPath(url));
  return { url: url.href, name: withoutPassword(url) };
}

function withoutPassword(url: URL): string {
  if (url.username === '' && url.password === '') return url.href;
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}

function fromCustom(source: CustomSource): ResolvedSource {
  const { size, name } = source;
  if (source.seek !== undefined && typeof source.seek !== 'function') {
    throw new TypeError("a custom source's seek must be a function");
  }
  if (size !== undefined && !(Number.isSafeInteger(size) && size >= 0)) {
    throw new TypeError(`a custom source's size must be a whole number of bytes, not ${size}`);
  }
  return {
    url: '',
    name: name ?? 'custom source',
    custom: {
      read: (buffer) => source.read(buffer),
      seek: source.seek && ((offset) => source.seek?.(offset)),
      size,
    },
  };
}
