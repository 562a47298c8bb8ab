#!/usr/bin/env node
/** The command `nvcodec`. */
import { warmUp, warmUpGpu } from 'nvcodec/warm-up';
import { reached } from './report/stages.js';

const DECODING: readonly string[] = ['screenshot', 'decode', 'framemd5', 'bench'];

/** The GPU that the words of a command line mean, as far as can be told before they are understood. */
function likelyGpu(words: readonly string[]): number | 'auto' {
  const at = words.indexOf('--device');
  const named = at === -1 ? 'auto' : words[at + 1];
  return named === 'auto' ? named : Number.parseInt(named ?? '', 10);
}

/** What takes longest is begun before all else. Where it fails, opening the file says so. */
function begin(words: readonly string[]): void {
  if (!words.some((word) => DECODING.includes(word))) return;
  warmUp();
  const gpu = likelyGpu(words);
  if (gpu === 'auto' || gpu >= 0) warmUpGpu(gpu).catch(() => {});
  import('nvcodec').catch(() => {});
}

reached('process started');
const words = process.argv.slice(2);
begin(words);
const { watchSignals } = await import('./interruption.js');
const { main } = await import('./run.js');
reached('command line loaded');

// Words that nobody can read are no reason to stop.
process.stderr.on('error', () => {});
process.exitCode = await main(words, { signal: watchSignals() });
reached('command done');
