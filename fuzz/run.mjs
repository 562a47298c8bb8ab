// Gives damaged media to the demuxer, the parser, the soft driver, the player and the command line, and keeps what
// makes one of them crash, hang, leak, or fail with an error that is none of ours. `npm run fuzz` builds what has
// sanitizers first; see README.md.
//   node fuzz/run.mjs [--count N] [--seconds S] [--seed TEXT] [--jobs N] [--targets driver,demux,session,player,cli]
//                     [--corpus FOLDER]… [--device N] [--replay CASE]…
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readCase, writeCase } from './case-file.mjs';
import { makeCase, TARGETS } from './cases.mjs';
import { openCorpus } from './corpus.mjs';
import { Findings } from './findings.mjs';
import { Workers } from './workers.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { SANITIZED: sanitized } = process.env;
/** The driver's own program is there only where sanitizers are. */
const usable = Object.keys(TARGETS).filter((name) => name !== 'driver' || sanitized !== undefined);
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    targets: { type: 'string', default: usable.join(',') },
    corpus: { type: 'string', multiple: true, default: [] },
    device: { type: 'string' },
    replay: { type: 'string', multiple: true, default: [] },
  },
});

const workFolder = join(here, 'build', `work-${process.pid}`);
const findings = new Findings(join(here, 'build', 'findings'), values.seed);
const began = Date.now();
const elapsed = () => (Date.now() - began) / 1000;
const outcomes = new Map();
let done = 0;

function note(input, { outcome, detail }) {
  done += 1;
  const what =
    outcome === 'ok' ? detail.replace(/\d+ (pictures|frames|packets)/, (_, name) => name) : outcome;
  const key = `${input.target}: ${what.replace(/x\d+/g, '')}`;
  outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
  if (done % 500 === 0) console.log(`${done} inputs, ${findings.total} findings, ${elapsed().toFixed(0)} s`);
}

/** Cases one after another, until there were enough of them or the time is over. */
async function workThrough(slot, next) {
  const workers = new Workers(values.device);
  const path = join(workFolder, `${slot}.case`);
  for (let input = next(); input !== undefined; input = next()) {
    writeCase(path, input);
    const result = await workers.run(input, path);
    note(input, result);
    if (result.outcome !== 'ok') findings.add(input, result, path);
    for (const leak of await workers.leaksDue()) {
      writeCase(path, leak.input);
      findings.add(leak.input, leak.result, path);
    }
  }
  for (const leak of await workers.finish()) {
    writeCase(path, leak.input);
    findings.add(leak.input, leak.result, path);
  }
}

/** Cases that went wrong once: each run begins with them. */
function regressions(targets) {
  const folder = join(here, 'regressions');
  return readdirSync(folder)
    .sort()
    .map((name) => ({ ...readCase(join(folder, name)), number: name.replace('.case', ''), about: name }))
    .filter(({ target }) => targets.includes(target));
}

function numbered() {
  const corpus = openCorpus(values.corpus);
  const targets = values.targets.split(',');
  const unknown = targets.find((name) => TARGETS[name] === undefined);
  if (unknown !== undefined)
    throw new Error(`--targets: ${unknown} is none of ${Object.keys(TARGETS).join(', ')}`);
  console.log(`seed ${values.seed}, ${corpus.clips.length} clips, targets ${targets.join(', ')}`);
  const known = regressions(targets);
  const count = Number(values.count);
  const seconds = Number(values.seconds) || Number.POSITIVE_INFINITY;
  let number = 0;
  return () => {
    if (known.length > 0) return known.shift();
    return number < count && elapsed() < seconds
      ? makeCase(values.seed, number++, corpus, targets)
      : undefined;
  };
}

function replayed() {
  const cases = values.replay.map((path, number) => ({ ...readCase(path), number, about: path }));
  return () => cases.shift();
}

mkdirSync(workFolder, { recursive: true });
const next = values.replay.length > 0 ? replayed() : numbered();
const jobs = values.replay.length > 0 ? 1 : Number(values.jobs);
await Promise.all(Array.from({ length: jobs }, (_, slot) => workThrough(slot, next)));
rmSync(workFolder, { recursive: true });

for (const [what, count] of [...outcomes].sort()) console.log(`${String(count).padStart(7)}  ${what}`);
for (const [kind, count] of findings.counts) console.log(`FINDING ${count} times: ${kind}`);
console.log(`${done} inputs in ${elapsed().toFixed(0)} s, ${findings.total} findings`);
process.exitCode = findings.total > 0 ? 1 : 0;
