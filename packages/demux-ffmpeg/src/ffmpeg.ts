// Facts about the FFmpeg in use, and its log.
import { binding, type FfmpegInfo } from './binding.js';

export type { FfmpegInfo };

/** FFmpeg's own levels of log lines, each including those before it. */
export type LogLevel =
  | 'quiet'
  | 'panic'
  | 'fatal'
  | 'error'
  | 'warning'
  | 'info'
  | 'verbose'
  | 'debug'
  | 'trace';

const LEVELS: Readonly<Record<LogLevel, number>> = {
  quiet: -8,
  panic: 0,
  fatal: 8,
  error: 16,
  warning: 24,
  info: 32,
  verbose: 40,
  debug: 48,
  trace: 56,
};

/** Versions, licence, protocols and bitstream filters of the FFmpeg libraries that are loaded. */
export function ffmpegInfo(): FfmpegInfo {
  return binding.ffmpegInfo();
}

/**
 * Sends FFmpeg's log lines up to `level` to stderr, for the whole process. The default is `'quiet'`: lines that
 * explain a failure are part of its AvError's message.
 */
export function setLogLevel(level: LogLevel): void {
  const number = LEVELS[level];
  if (number === undefined) {
    throw new RangeError(`level must be one of ${Object.keys(LEVELS).join(', ')}, not ${String(level)}`);
  }
  binding.setLogLevel(number);
}
