#!/usr/bin/env node
/** The command `nvcodec`. */
import { warmUp } from 'nvcodec/threads';
import { reached } from './report/stages.js';

const DECODING: readonly string[] = ['screenshot', 'decode', 'framemd5', 'bench'];

reached('process started');
// Nothing takes longer to load than a thread that decodes, so it begins before all else.
if (process.argv.some((word) => DECODING.includes(word))) warmUp();
const { watchSignals } = await import('./interruption.js');
const { main } = await import('./run.js');
reached('command line loaded');

// Words that nobody can read are no reason to stop.
process.stderr.on('error', () => {});
process.exitCode = await main(process.argv.slice(2), { signal: watchSignals() });
reached('command done');
