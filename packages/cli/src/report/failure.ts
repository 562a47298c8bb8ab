/** From any error to the one line a user reads and the exit code a script reads. */
import { ExitCode } from './exit-code.js';

/** The command line asks for something that cannot be: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A file, given or to be written, cannot be used: says which and why. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

/** The file is sound, but what it holds cannot be decoded by anybody here: exit code 4. */
export class UnsupportedInputError extends Error {
  override readonly name = 'UnsupportedInputError';
}

const interruptions = {
  SIGINT: { word: 'interrupted', exitCode: ExitCode.interrupted },
  SIGTERM: { word: 'terminated', exitCode: ExitCode.terminated },
  SIGHUP: { word: 'the terminal is gone', exitCode: ExitCode.hungUp },
} as const;

/** What asks the command to stop: Ctrl-C, the system, a terminal that is closed. */
export type InterruptingSignal = keyof typeof interruptions;

export const interruptingSignals = Object.keys(interruptions) as readonly InterruptingSignal[];

/** The user or the system asked the command to stop. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly exitCode: number;

  constructor(signal: InterruptingSignal) {
    const { word, exitCode } = interruptions[signal];
    super(word);
    this.exitCode = exitCode;
  }
}

/** Whoever read our standard output has read enough: a clean end. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}

export interface Failure {
  readonly exitCode: number;
  /** Without the leading `nvcodec:`; null when there is nothing to say. */
  readonly line: string | null;
}

/** Classes are told by name, so that loading the decoder is not needed to report that it cannot be loaded. */
const EXIT_CODES: Readonly<Record<string, number>> = {
  UsageError: ExitCode.usage,
  NoSuchDeviceError: ExitCode.noDevice,
  DriverNotFoundError: ExitCode.noDevice,
  CuvidNotFoundError: ExitCode.noDevice,
  UnsupportedCodecError: ExitCode.unsupported,
  UnsupportedFormatError: ExitCode.unsupported,
  NoVideoTrackError: ExitCode.unsupported,
  UnsupportedInputError: ExitCode.unsupported,
};

const SYSTEM_WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'part of the path is not a directory',
  EISDIR: 'it is a directory',
  EEXIST: 'it exists already',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be too large for its file system',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'input/output error',
};

/** The `code` of a system error ('ENOENT'), or undefined. */
export function systemCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** A system error in words, without the name of the call that met it. */
export function systemWords(error: unknown): string {
  return SYSTEM_WORDS[systemCode(error) ?? ''] ?? (error instanceof Error ? error.message : String(error));
}

function exitCodeOf(error: Error): number {
  for (
    let proto: unknown = Object.getPrototypeOf(error);
    proto !== null;
    proto = Object.getPrototypeOf(proto)
  ) {
    const code = EXIT_CODES[(proto as Error).constructor.name];
    if (code !== undefined) return code;
  }
  return ExitCode.failure;
}

/** Classes whose message is a page of advice, which `nvcodec doctor` shows in full. */
const LONG_ADVICE: ReadonlySet<string> = new Set(['DriverNotFoundError', 'CuvidNotFoundError']);

/** The first line of a message of several, without the colon that leads to the next. */
export function firstLine(message: string): string {
  return (message.trim().split('\n', 1)[0] ?? '').trim().replace(/:$/, '');
}

function lineOf(error: Error): string {
  if (LONG_ADVICE.has(error.constructor.name)) {
    return `${firstLine(error.message)} (nvcodec doctor tells what to do)`;
  }
  const line = error.message.trim().replace(/\s*\n\s*/g, ' ');
  return line === '' ? error.constructor.name : line;
}

/**
 * What to print and return for an error. `signal` is the command's own: once it is aborted, whatever error the
 * cancelled parts threw means only that, so its reason is reported instead.
 */
export function failureOf(error: unknown, signal?: AbortSignal): Failure {
  const reason: unknown = signal?.aborted === true ? signal.reason : undefined;
  const cause = reason instanceof Interrupted ? reason : error;
  if (cause instanceof Interrupted) return { exitCode: cause.exitCode, line: cause.message };
  if (cause instanceof ReaderGone) return { exitCode: ExitCode.ok, line: null };
  if (!(cause instanceof Error)) return { exitCode: ExitCode.failure, line: String(cause) };
  return { exitCode: exitCodeOf(cause), line: lineOf(cause) };
}
