// Holds every video of a folder, frame by frame, against FFmpeg's software decoder: bytes and timestamps.
// node conformance/run.mjs DIR… [--device auto|soft|N] [--json] [--jobs N] [--timeout S] [--cache DIR]; see docs/conformance.md
import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { Decoder, killAll } from './decode-pool.mjs';
import { filesBelow } from './media.mjs';
import { commandLine, usage } from './options.mjs';
import { References } from './reference.mjs';
import { details, Progress, skippedLines, summary, table } from './report.mjs';
import { VERDICTS, verdictOf } from './verdict.mjs';

/** FFmpeg decodes with one thread: it gets more time than what it is held against. */
const FFMPEG_PATIENCE = 5;
const { paths, device, json, jobs, cache, limits } = commandLine();

function gather() {
  try {
    return paths.flatMap((path) => filesBelow(resolve(path)));
  } catch (error) {
    return usage(error.message);
  }
}

const files = gather();
const base = paths.length === 1 && statSync(paths[0]).isDirectory() ? resolve(paths[0]) : process.cwd();
const references = new References(cache, FFMPEG_PATIENCE * limits.timeoutMs);
const progress = new Progress(files.length);
const results = new Map();
const started = performance.now();

/** Another way beside the first; null where it is the same. */
const beside = (track, other) => (other === null ? null : { ...other, alternative: track.frames });

/** The other ways in which FFmpeg decodes a track, each with what it tells; null where it is none. */
const OTHER_WAYS = [
  async (path, track) => ({
    note: 'the pixel format changes',
    reference: await references.nativeOf(path, track),
  }),
  async (path, track) => ({
    note: 'FFmpeg gives other frames with one thread than with several',
    reference: beside(track, await references.threadedOf(path, track)),
  }),
  async (path, track) => ({
    note: 'FFmpeg gives other frames when their buffers are not used again',
    reference: beside(track, await references.heldOf(path, track)),
  }),
];

/** What looks wrong is held against the other ways in which FFmpeg decodes the stream, where it has such. */
async function compare(path, track, reference, decoder) {
  const against = async (one) => {
    const outcome = await decoder.decode({ file: path, track, device, reference: one });
    return { ...verdictOf(one, outcome), ...outcome };
  };
  const first = await against(reference);
  if (first.verdict !== 'differs' && first.verdict !== 'times') return first;
  const notes = [];
  for (const otherWay of OTHER_WAYS) {
    const other = await otherWay(path, reference);
    if (other.reference === null) continue;
    notes.push(other.note);
    const found = await against(other.reference);
    if (!VERDICTS[found.verdict].fault) return { ...found, notes: [other.note, ...found.notes] };
  }
  return { ...first, notes: [...notes, ...first.notes] };
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

/** A file at which the run itself goes wrong (it vanished, say) is that file's fault and no other's. */
function uncheckable(path, error) {
  const about = { file: relative(base, path), track: 0, codec: '?', verdict: 'failed', notes: [] };
  return { tracks: [{ ...about, reason: `${error.name}: ${error.message}` }], skipped: [] };
}

async function work(queue) {
  const decoder = new Decoder(limits);
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const found = await check(path, decoder).catch((error) => uncheckable(path, error));
    results.set(path, found);
    const faults = found.tracks.filter(({ verdict }) => VERDICTS[verdict].fault).length;
    progress.step(relative(base, path), faults);
  }
  decoder.close();
}

function printJson(about, tracks, skipped) {
  console.log(JSON.stringify({ ...about, summary: summary(tracks), tracks, skipped }, null, 1));
}

function printWords({ ffmpeg, seconds, deviceNames }, tracks, skipped) {
  const on = (name) => `${name} (${tracks.filter((track) => track.device === name).length} tracks)`;
  const where = `${deviceNames.map(on).join(' and ') || 'no device'}, --device ${device},`;
  const oracle = ffmpeg.split(' Copyright')[0];
  console.log(`${results.size} of ${files.length} files on ${where} against ${oracle}, ${seconds} s\n`);
  console.log([table(tracks), details(tracks), skippedLines(skipped)].filter(Boolean).join('\n'));
}

/** Prints what was found so far. @returns whether something was compared and nothing was wrong. */
function report() {
  progress.end();
  const found = files.flatMap((path) => results.get(path) ?? []);
  const tracks = found.flatMap((file) => file.tracks);
  const skipped = found.flatMap((file) => file.skipped);
  const about = {
    date: new Date().toISOString(),
    device,
    deviceNames: [...new Set(tracks.map((track) => track.device).filter(Boolean))],
    ffmpeg: references.version,
    node: process.version,
    seconds: Math.round((performance.now() - started) / 1000),
    files: files.length,
    filesDone: results.size,
  };
  (json ? printJson : printWords)(about, tracks, skipped);
  if (tracks.length === 0) console.error('nothing was compared');
  return tracks.length > 0 && !tracks.some(({ verdict }) => VERDICTS[verdict].fault);
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    killAll();
    report();
    process.exit(130);
  });
}
const queue = [...files];
await Promise.all(Array.from({ length: jobs }, () => work(queue)));
process.exitCode = report() ? 0 : 1;
