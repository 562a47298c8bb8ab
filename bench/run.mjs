// The bench: nvcodec beside the limit program (C++ on NVCUVID), FFmpeg and the Python peers that are installed, by turns
// in one run. What it measures is merged into a JSON file of readings; report.mjs makes the tables of it.
// node bench/run.mjs [--only throughput,random,…] [--clips h264-1080p-gop30,…] [--peers limit,nvcodec,…] [--quick]
//   [--device 0|soft] [--sessions 1,2,4,7,14] [--modes nv12,rgb24] [--rounds 3] [--seconds 3] [--warmup 3] [--frames 6000]
//   [--thumbnails 1000] [--missing] [--budget SECONDS] [--results FILE]
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Clips, clipNames } from './harness/clips.mjs';
import { GpuMonitor } from './harness/gpu-monitor.mjs';
import { machine } from './harness/machine.mjs';
import { Results } from './harness/results.mjs';
import { parts, usual } from './parts/index.mjs';
import { ffmpeg } from './peers/ffmpeg.mjs';
import { limit } from './peers/limit.mjs';
import { nvcodec } from './peers/nvcodec.mjs';
import { pynvvideocodec, torchcodec } from './peers/python.mjs';

const everyPeer = { limit, nvcodec, ffmpeg, pynvvideocodec, torchcodec };
const text = (value) => ({ type: 'string', ...(value !== undefined && { default: value }) });
const { values } = parseArgs({
  options: {
    only: text(usual.join()),
    clips: text(),
    peers: text(Object.keys(everyPeer).join()),
    quick: { type: 'boolean', default: false },
    device: text('0'),
    sessions: text(),
    modes: text(),
    rounds: text(),
    seconds: text(),
    warmup: text(),
    frames: text('6000'),
    thumbnails: text('1000'),
    missing: { type: 'boolean', default: false },
    budget: text('Infinity'),
    results: text(fileURLToPath(new URL('generated/results.json', import.meta.url))),
  },
});

function list(name, value, known) {
  const words = value.split(',');
  const unknown = words.find((word) => !known.includes(word));
  if (unknown === undefined) return words;
  console.error(`--${name}: ${unknown} is none of ${known.join(', ')}`);
  process.exit(2);
}

const { quick, device } = values;
const rounds = Number(values.rounds ?? (quick ? 1 : 3));
const clips = new Clips();
const chosenPeers = list('peers', values.peers, Object.keys(everyPeer));
const peersOn = (on) =>
  Object.fromEntries(chosenPeers.map((name) => [name, everyPeer[name]({ device: on })]));
const options = {
  quick,
  clips,
  peers: peersOn(device),
  softPeers: peersOn('soft'),
  chosen: (byDefault) =>
    values.clips ? list('clips', values.clips, ['h264-1080p-gop60', ...clipNames]) : byDefault,
  sessions: (values.sessions ?? (quick ? '1,7,14' : '1,2,4,7,14')).split(',').map(Number),
  modes: (values.modes ?? (quick ? 'nv12' : 'nv12,rgb24')).split(','),
  // V8 compiles what runs often within the first few thousand frames.
  seconds: Number(values.seconds ?? (quick ? 1.5 : 3)),
  warmup: Number(values.warmup ?? (quick ? 1 : 3)),
  frames: Number(values.frames),
  thumbnailCount: Number(values.thumbnails),
};
const results = new Results(values.results);
const deadline = performance.now() + Number(values.budget) * 1000;
const monitor = await GpuMonitor.start(device === 'soft' ? '0' : device);
const machineId = results.addMachine(machine(monitor.gpu));

const late = () => performance.now() > deadline;

/** Takes a reading, and keeps it at once: a run that is cut short leaves what it has. */
async function take(row, name, work, cell) {
  try {
    const { result, gpu } = await monitor.during(work);
    cell.readings.push(gpu ? { ...result, gpu } : result);
  } catch (error) {
    cell.error = error.message;
  }
  const { contenders: _, part: __, name: ___, ...facts } = row;
  results.put(row, name, { ...facts, machine: machineId, at: new Date().toISOString(), ...cell });
  console.log(`${row.part} ${row.name} ${name}: ${cell.error ?? JSON.stringify(cell.readings.at(-1))}`);
}

/** Lets a row's contenders run by turns; one that fails is out. */
async function measure(row) {
  const cells = new Map(row.contenders.map(([name]) => [name, { readings: [] }]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of row.contenders) {
      const cell = cells.get(name);
      if (cell.error === undefined && !late()) await take(row, name, work, cell);
    }
  }
}

try {
  for (const part of list('only', values.only, Object.keys(parts))) {
    for (const row of parts[part](options)) {
      if (values.missing) row.contenders = row.contenders.filter(([name]) => !results.has(row, name));
      await measure(row);
    }
  }
  if (late()) console.log('The budget is spent: what was not measured can be with --missing.');
} finally {
  monitor.stop();
  clips.remove();
}
