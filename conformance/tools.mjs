// FFmpeg's programs as children of ours: found, run with a time limit, their words kept short.
import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';

/** ffmpeg of the environment variable FFMPEG, or of PATH; ffprobe beside it, or by FFPROBE. */
export const ffmpeg = process.env.FFMPEG ?? 'ffmpeg';
export const ffprobe =
  process.env.FFPROBE ?? (ffmpeg.includes('/') ? join(dirname(ffmpeg), 'ffprobe') : 'ffprobe');

/** The first line of `ffmpeg -version`. @throws Error when there is none. */
export function ffmpegVersion() {
  const { stdout, error } = spawnSync(ffmpeg, ['-version'], { encoding: 'utf8' });
  if (error === undefined && stdout.startsWith('ffmpeg version')) return stdout.split('\n', 1)[0];
  throw new Error(
    `${ffmpeg} cannot be run (${error?.message ?? 'it tells no version'}). Install FFmpeg 5.1 or newer, or name it by FFMPEG=/path/to/ffmpeg`,
  );
}

const KEPT_WORDS = 8192;
const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Runs a program to its end. What it writes to stderr is kept up to a few KiB, its lines are counted.
 * @returns {Promise<{code: number | null, signal: string | null, stdout: string, words: string, lines: number, timedOut: boolean}>}
 */
export function execute(command, args, { timeoutMs }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    let stdout = '';
    let words = '';
    let lines = 0;
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.stdout.setEncoding('latin1').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      lines += text.split('\n').length - 1;
      if (words.length < KEPT_WORDS) words += text.slice(0, KEPT_WORDS - words.length);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code, signal, stdout, words, lines, timedOut });
    });
  });
}

/** The last line that says something: FFmpeg's reason for giving up. */
export function lastLine(words) {
  return words.trim().split('\n').at(-1) ?? '';
}
