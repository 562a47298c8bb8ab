#!/usr/bin/env node
/** The command `nvcodec`. */
import { watchSignals } from './interruption.js';
import { reached } from './report/stages.js';
import { main } from './run.js';

reached('command line loaded');

// Words that nobody can read are no reason to stop.
process.stderr.on('error', () => {});
process.exitCode = await main(process.argv.slice(2), { signal: watchSignals() });
