// Cases that went wrong: told apart by what happened and where, kept with what was said and how to see it again.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const MOST_OF_A_KIND = 3;

/** The functions of the first stack in a report, as "name in file". */
function stackOf(text) {
  const frames = [];
  for (const line of text.split('\n')) {
    const frame = /^\s*#(\d+) 0x[\da-f]+ (?:in (.*) )?\(?([^\s()]+)\)?$/.exec(
      line.replace(/ \(BuildId.*/, ''),
    );
    if (frame === null) continue;
    if (frame[1] === '0' && frames.length > 0) break;
    frames.push({ name: frame[2] ?? '?', file: frame[3] });
  }
  return frames;
}

const isOurs = ({ file }) => /(^|\/)(packages|fuzz)\/[^/]+\/|nvcodec/.test(file);
const isFfmpegs = ({ file }) => /lib(av|sw|dav1d|vpx|aom|x26)/.test(file);

/** Where a report puts the blame: in our code, or inside a library that FFmpeg brings, called from ours. */
export function placeOf(text) {
  const stack = stackOf(text);
  const ours = stack.find(isOurs);
  const theirs = stack.find(isFfmpegs);
  if (theirs !== undefined && (ours === undefined || stack.indexOf(theirs) < stack.indexOf(ours))) {
    return `inside ${theirs.file.replace(/.*\/|\+.*/g, '')}: ${theirs.name}`;
  }
  return ours === undefined
    ? ''
    : `${ours.name.replace(/\(.*/, '')} ${ours.file.replace(/.*\/(packages|fuzz)\//, '$1/')}`;
}

function kindOf(result) {
  const summary = /(?:SUMMARY|runtime error): ?(.*)/.exec(result.text)?.[1] ?? '';
  const text = `${result.outcome} ${result.detail} ${placeOf(result.text)} ${summary}`;
  return text.replace(/0x[\da-f]+|\d+/g, 'N').slice(0, 300);
}

export class Findings {
  #folder;
  #seed;
  #counts = new Map();

  constructor(folder, seed) {
    this.#folder = folder;
    this.#seed = seed;
  }

  /** How often each kind was seen. */
  get counts() {
    return this.#counts;
  }

  get total() {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Keeps a case that went wrong; `path` is its file. */
  add(input, result, path) {
    const kind = kindOf(result);
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count > MOST_OF_A_KIND) return;
    const folder = join(this.#folder, `${this.#seed}-${input.number}-${input.target}`);
    mkdirSync(folder, { recursive: true });
    const kept = join(folder, 'case');
    renameSync(path, kept);
    const again = `npm run fuzz -- --replay ${relative(process.cwd(), kept)}`;
    const head = `${result.outcome}: ${result.detail}\n${input.about}\nplace: ${placeOf(result.text)}\nagain: ${again}\n`;
    writeFileSync(join(folder, 'report.txt'), `${head}\n${result.text}`);
    console.log(`\nFINDING ${input.target} ${input.number}: ${kind}\n  ${input.about}\n  ${again}`);
  }
}
