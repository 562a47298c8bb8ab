// The parts of the bench. Each gives rows, and for each row its contenders: what the runner lets run by turns.
import { oneFile } from './one-file.mjs';
import { random } from './random.mjs';
import { screenshot } from './screenshot.mjs';
import { shortClips } from './short-clips.mjs';
import { soft } from './soft.mjs';
import { throughput } from './throughput.mjs';
import { thumbnails } from './thumbnails.mjs';
import { uploads } from './uploads.mjs';

export const parts = {
  'one-file': oneFile,
  throughput,
  random,
  screenshot,
  thumbnails,
  'short-clips': shortClips,
  uploads,
  soft,
};

/** Those that a plain run measures; `soft` needs no GPU and is asked for by name. */
export const usual = Object.keys(parts).filter((name) => name !== 'soft');
