// Plays many frames in one process and reads host and device memory after each tenth of them, to see whether they stay where
// they are. Exits 1 if either rose by more than 32 MB over the second half. The file is lengthened without encoding, so that
// several sessions have work.
// node --expose-gc bench/long-run.mjs FILE [--frames 100000] [--device auto|soft|N] [--sessions N|auto] [--format rgb24]
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Player } from '../packages/nvcodec/dist/index.js';
import { deviceMegabytes, hostMegabytes } from './harness/memory.mjs';
import { lengthened } from './lengthened.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    frames: { type: 'string', default: '100000' },
    device: { type: 'string', default: 'auto' },
    sessions: { type: 'string', default: '1' },
    format: { type: 'string', default: 'rgb24' },
  },
});
const numberOr = (text) => (/^\d+$/.test(text) ? Number(text) : text);
const [file] = positionals;
if (file === undefined) {
  console.error(
    'usage: node --expose-gc bench/long-run.mjs FILE [--frames N] [--device D] [--sessions N|auto]',
  );
  process.exit(2);
}
/** MB. */
const allowed = 32;
const total = Number(values.frames);
const options = { device: numberOr(values.device), sessions: numberOr(values.sessions) };
const readings = [];
let frames = 0;

function read({ info }) {
  globalThis.gc?.();
  const [host, device] = [hostMegabytes(), deviceMegabytes(info)].map(Math.round);
  readings.push({ frames, host, device });
}

const long = lengthened(file, Math.ceil(total / 5));
const player = await Player.open(long.file, options);
while (frames < total) {
  for await (const frame of player.frames({ format: values.format, start: player.info.startTime })) {
    frame.close();
    frames += 1;
    if (frames % Math.ceil(total / 10) === 0) read(player);
    if (frames === total) break;
  }
}
const sessions = player.sessions.count;
await player.close();
rmSync(long.folder, { recursive: true, force: true });
const [middle, end] = [readings[Math.floor(readings.length / 2) - 1] ?? readings[0], readings.at(-1)];
const grown = ['host', 'device'].filter((what) => end[what] - middle[what] > allowed);
console.log(JSON.stringify({ file, frames, sessions, megabytes: readings, grown }, null, 2));
process.exitCode = grown.length > 0 ? 1 : 0;
