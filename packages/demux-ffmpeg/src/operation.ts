// What all operations of a demuxer have in common: their options, how they are interrupted, how their codes
// become errors.
import { statSync } from 'node:fs';
import { avError } from './av-error.js';
import { binding, type NativeDemuxer } from './binding.js';
import type { ScanMode } from './keyframe-index.js';
import type { ResolvedSource } from './source.js';

/**
 * `'keyframe-before'`: to a keyframe shown at or before the time (the nearest that the container's index knows), or
 * to the start if all are later; a raw stream, which has no times, always goes to its start. `'any'`: to whatever
 * packet is there. `'byte'`: to a byte offset; what comes first may then be a part of a packet.
 */
export type SeekMode = 'keyframe-before' | 'any' | 'byte';

export const SEEK_MODES: readonly SeekMode[] = ['keyframe-before', 'any', 'byte'];
export const SCAN_MODES: readonly ScanMode[] = ['if-needed', 'always', 'never'];

/** What every asynchronous operation takes. */
export interface OperationOptions {
  /** Ends the operation, a stuck network read too; its reason becomes the error. */
  signal?: AbortSignal | undefined;
}

/** What keyframeIndex() takes. */
export interface KeyframeOptions extends OperationOptions {
  /** How the index is obtained; `'if-needed'` when not given. */
  scan?: ScanMode | undefined;
}

export function checkOpened(
  code: number,
  native: NativeDemuxer,
  source: ResolvedSource,
  signal?: AbortSignal,
): void {
  if (code >= 0) return;
  const log = native.log();
  native.close();
  throwIfInterrupted(code, signal);
  const words = isEmpty(source) ? 'it is empty' : undefined;
  throw avError({ code, call: 'avformat_open_input', source: source.name, log, words });
}

function isEmpty(source: ResolvedSource): boolean {
  if (source.memory !== undefined) return source.memory.byteLength === 0;
  if (source.path === undefined) return false;
  try {
    const stats = statSync(source.path);
    return stats.isFile() && stats.size === 0;
  } catch {
    // FFmpeg's own error says why the file cannot be looked at.
    return false;
  }
}

export function throwIfInterrupted(code: number, signal: AbortSignal | undefined): void {
  if (code !== binding.errorCodes.exit) return;
  signal?.throwIfAborted();
  throw new DOMException('The operation was aborted', 'AbortError');
}

/** Runs `operation` with `signal` wired to the addon's interrupt. */
export async function interruptible(
  native: NativeDemuxer,
  signal: AbortSignal | undefined,
  operation: () => Promise<number>,
): Promise<number> {
  signal?.throwIfAborted();
  const onAbort = () => native.interrupt();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await operation();
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

export function choice<T extends string>(name: string, value: T, all: readonly T[]): number {
  const index = all.indexOf(value);
  if (index < 0) throw new RangeError(`${name} must be one of ${all.join(', ')}, not ${String(value)}`);
  return index;
}

/** RangeError for what does not fit FFmpeg's 64 bits. */
export function checkTarget(target: bigint): void {
  if (typeof target !== 'bigint') throw new TypeError(`target must be a bigint, not ${typeof target}`);
  if (BigInt.asIntN(64, target) !== target) throw new RangeError(`target ${target} is beyond 64 bits`);
}
