#!/usr/bin/env node
/** The command `nvcodec`. */
import { watchSignals } from './interruption.js';
import { main } from './run.js';

process.exitCode = await main(process.argv.slice(2), { signal: watchSignals() });
