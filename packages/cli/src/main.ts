#!/usr/bin/env node
/** The command `nvcodec`. */
import { reached } from './report/stages.js';

const DECODING: readonly string[] = ['screenshot', 'decode', 'framemd5', 'bench'];

reached('process started');
const words = process.argv.slice(2);
const decodes = words.some((word) => DECODING.includes(word));
// Where it cannot be loaded, opening the file says so.
const ahead = decodes ? await import('./ahead.js').catch(() => undefined) : undefined;
ahead?.begin(words);
const { watchSignals } = await import('./interruption.js');
const { main } = await import('./run.js');
reached('command line loaded');

// Words that nobody can read are no reason to stop.
process.stderr.on('error', () => {});
process.exitCode = await main(words, { signal: watchSignals() });
reached('command done');
ahead?.endQuickly();
