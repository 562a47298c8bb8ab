// Holds every video of a folder, frame by frame, against FFmpeg's software decoder: bytes and timestamps.
// node conformance/run.mjs DIR… [--device auto|soft|N] [--json] [--jobs N] [--timeout S] [--cache DIR]; see docs/conformance.md
import { readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Decoder, killAll } from './decode-pool.mjs';
import { References } from './reference.mjs';
import { details, Progress, skippedLines, summary, table } from './report.mjs';
import { VERDICTS, verdictOf } from './verdict.mjs';

const USAGE = `usage: npm run conformance -- DIR|FILE… [options]
  --device D     auto (default), soft, or the number of a GPU
  --json         everything found, as JSON
  --jobs N       files at a time (default: one for each processor, at most 8)
  --timeout S    seconds for one track before it counts as hung (default 120)
  --memory M     MiB that one decoding process may take (default 4096)
  --cache DIR    keep FFmpeg's frames there, and take them from there
  --fresh        a new process for each track
FFmpeg is found by PATH, or by FFMPEG=/path/to/ffmpeg. Exit code: 0 nothing differs, 1 something does
or there was nothing to compare, 2 usage.`;

function usage(problem) {
  console.error(`${problem}\n${USAGE}`);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        device: { type: 'string', default: 'auto' },
        json: { type: 'boolean', default: false },
        jobs: { type: 'string', default: String(Math.min(availableParallelism(), 8)) },
        timeout: { type: 'string', default: '120' },
        memory: { type: 'string', default: '4096' },
        cache: { type: 'string' },
        fresh: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return usage(error.message);
  }
}

function positive(name, text) {
  const value = Number(text);
  if (!(value > 0)) usage(`--${name}: ${text} is not a number above 0`);
  return value;
}

function deviceFrom(text) {
  if (text === 'auto' || text === 'soft') return text;
  if (/^\d+$/.test(text)) return Number(text);
  return usage(`--device: ${text} is neither auto, soft nor the number of a GPU`);
}

/** All files below a folder, in order of their names. */
function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const below = join(path, entry.name);
    if (entry.isDirectory()) return filesBelow(below);
    const isFile =
      entry.isFile() || (entry.isSymbolicLink() && statSync(below, { throwIfNoEntry: false })?.isFile());
    return isFile ? [below] : [];
  });
}

const { values, positionals } = options();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
if (positionals.length === 0) usage('a folder of media is needed');
const device = deviceFrom(values.device);
const limits = {
  timeoutMs: positive('timeout', values.timeout) * 1000,
  memoryMiB: positive('memory', values.memory),
  reuse: !values.fresh,
};

function gather() {
  try {
    return positionals.flatMap((path) => filesBelow(resolve(path)));
  } catch (error) {
    return usage(error.message);
  }
}

const files = gather();
const base =
  positionals.length === 1 && statSync(positionals[0]).isDirectory()
    ? resolve(positionals[0])
    : process.cwd();
const references = new References(values.cache, limits.timeoutMs);
const progress = new Progress(files.length);
const results = new Map();

/** A stream that FFmpeg itself decodes in two ways is right in either. */
async function compare(path, track, reference, decoder) {
  const outcome = await decoder.decode({ file: path, track, device, reference });
  const first = { ...verdictOf(reference, outcome), ...outcome };
  if (first.verdict !== 'differs' && first.verdict !== 'times') return first;
  const other = await references.otherOf(path, reference);
  if (other === null) return first;
  const again = await decoder.decode({ file: path, track, device, reference: other });
  const second = { ...verdictOf(other, again), ...again };
  const note = 'FFmpeg gives other frames with one thread than with several';
  const chosen = VERDICTS[second.verdict].fault ? first : second;
  return { ...chosen, notes: [note, ...chosen.notes] };
}

async function check(path, decoder) {
  const file = relative(base, path);
  const { tracks, skipped } = await references.of(path);
  const found = { tracks: [], skipped: skipped === undefined ? [] : [{ file, reason: skipped }] };
  for (const [track, reference] of tracks.entries()) {
    if (reference.skipped !== undefined) {
      found.skipped.push({ file, reason: `${reference.codec}: ${reference.skipped}` });
      continue;
    }
    const { codec, profile, pixelFormat, width, height } = reference;
    const about = { file, track, codec, profile, pixelFormat, width, height };
    found.tracks.push({ ...about, ...(await compare(path, track, reference, decoder)) });
  }
  return found;
}

async function work(queue) {
  const decoder = new Decoder(limits);
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const found = await check(path, decoder);
    results.set(path, found);
    const faults = found.tracks.filter(({ verdict }) => VERDICTS[verdict].fault).length;
    progress.step(relative(base, path), faults);
  }
  decoder.close();
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    killAll();
    process.exit(130);
  });
}
const queue = [...files];
const started = performance.now();
await Promise.all(Array.from({ length: positive('jobs', values.jobs) }, () => work(queue)));
progress.end();

const ordered = files.map((path) => results.get(path));
const tracks = ordered.flatMap((found) => found.tracks);
const skipped = ordered.flatMap((found) => found.skipped);
const names = [...new Set(tracks.map((track) => track.device).filter(Boolean))];
const about = {
  date: new Date().toISOString(),
  device: values.device,
  deviceNames: names,
  ffmpeg: references.version,
  node: process.version,
  seconds: Math.round((performance.now() - started) / 1000),
};
if (values.json) {
  console.log(JSON.stringify({ ...about, summary: summary(tracks), tracks, skipped }, null, 1));
} else {
  const where = `${names.join(' and ') || 'no device'} (--device ${values.device})`;
  console.log(
    `${files.length} files on ${where} against ${about.ffmpeg.split(' Copyright')[0]}, ${about.seconds} s\n`,
  );
  console.log([table(tracks), details(tracks), skippedLines(skipped)].filter(Boolean).join('\n'));
}
if (tracks.length === 0) console.error('nothing was compared');
const faulty = tracks.some(({ verdict }) => VERDICTS[verdict].fault);
process.exitCode = faulty || tracks.length === 0 ? 1 : 0;
