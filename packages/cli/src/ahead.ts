/** What takes longest of decoding is begun before all else is loaded, or it would wait for that. */
import { warmUp, warmUpGpu } from 'nvcodec/warm-up';
import { reached } from './report/stages.js';

export { endQuickly } from 'nvcodec/warm-up';

/** The GPU that the words of a command line mean, as far as can be told before they are understood. */
function likelyGpu(words: readonly string[]): number | 'auto' {
  const at = words.indexOf('--device');
  const named = at === -1 ? 'auto' : words[at + 1];
  return named === 'auto' ? named : Number.parseInt(named ?? '', 10);
}

/** Begins with it. Where it fails, opening the file says so. */
export function begin(words: readonly string[]): void {
  const gpu = likelyGpu(words);
  if (gpu === 'auto' || gpu >= 0) warmUpGpu(gpu).catch(() => {});
  reached('driver begun');
  warmUp();
  import('nvcodec').catch(() => {});
}
