/** The progress bar: on stderr, and only when a person looks at it. */
import type { Words } from './words.js';

export interface Progress {
  /** How far the work is, from 0 to 1, and how many frames that were. */
  update(fraction: number, frames: number): void;
  stop(): void;
}

const SILENT: Progress = { update: () => {}, stop: () => {} };
const STEPS = 1000;

/** A bar named `title`, or a silent stand-in when stderr is not a terminal or --quiet was given. */
export async function startProgress(
  title: string,
  words: Words,
  options: { show: boolean },
): Promise<Progress> {
  if (!options.show) return SILENT;
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    format: `${title} [{bar}] {percentage}%  {frames} frames  {fps} fps`,
    hideCursor: null,
    clearOnComplete: true,
    fps: 8,
  });
  const began = performance.now();
  bar.start(STEPS, 0, { frames: 0, fps: 0 });
  const progress = {
    update: (fraction: number, frames: number): void => {
      const seconds = Math.max(0.001, (performance.now() - began) / 1000);
      const done = Math.min(STEPS, Math.max(0, Math.round(fraction * STEPS)));
      bar.update(done, { frames, fps: Math.round(frames / seconds) });
    },
    stop: (): void => bar.stop(),
  };
  words.beforeLine = progress.stop;
  return progress;
}
