// What the limit program measures, through nvcodec: N players decode a file again and again; after a warm-up, frames,
// CPU time and the event loop's delay are taken over a window. Prints one line of JSON.
// node bench/player.mjs FILE [--sessions N] [--mode nv12|rgb24] [--seconds S] [--warmup S] [--device auto|soft|N]
//   [--parallel N|auto]    sessions within each player
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Player } from '../packages/nvcodec/dist/index.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sessions: { type: 'string', default: '1' },
    mode: { type: 'string', default: 'nv12' },
    seconds: { type: 'string', default: '5' },
    warmup: { type: 'string', default: '6' },
    device: { type: 'string', default: 'auto' },
    parallel: { type: 'string' },
  },
});
const numberOr = (text) => (/^\d+$/.test(text) ? Number(text) : text);
const options = {
  device: numberOr(values.device),
  ...(values.parallel && { sessions: numberOr(values.parallel) }),
};
const format = values.mode;
const [file] = positionals;

const players = await Promise.all(
  Array.from({ length: Number(values.sessions) }, () => Player.open(file, options)),
);
if (values.parallel && players[0].sessions === undefined)
  throw new Error('this nvcodec has no option sessions');
const stop = new AbortController();
let frames = 0;

/** Takes frames until the window ends, beginning again whenever the file ends. */
async function consume(player, started) {
  while (!stop.signal.aborted) {
    for await (const frame of player.frames({ format, start: player.info.startTime })) {
      frame.close();
      frames += 1;
      started();
      if (stop.signal.aborted) break;
    }
  }
}

function read() {
  const { user, system } = process.cpuUsage();
  return { seconds: performance.now() / 1000, cpuSeconds: (user + system) / 1e6, frames };
}

const consumers = [];
const firstFrames = players.map(
  (player) => new Promise((started) => consumers.push(consume(player, started))),
);
const failed = Promise.all(consumers);
await Promise.race([Promise.all(firstFrames), failed]);
await Promise.race([sleep(Number(values.warmup) * 1000), failed]);
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const before = read();
await Promise.race([sleep(Number(values.seconds) * 1000), failed]);
const after = read();
delay.disable();
stop.abort();
await failed;
await Promise.all(players.map((player) => player.close()));

const elapsed = after.seconds - before.seconds;
const counted = after.frames - before.frames;
console.log(
  JSON.stringify({
    program: 'player',
    device: players[0].info.device.name,
    mode: values.mode,
    sessions: players.length,
    seconds: elapsed,
    frames: counted,
    fps: counted / elapsed,
    cpuMicrosPerFrame: ((after.cpuSeconds - before.cpuSeconds) * 1e6) / counted,
    hostMegabytes: process.resourceUsage().maxRSS / 1024,
    parallel: players[0].sessions,
    eventLoopDelayMs: {
      p50: delay.percentile(50) / 1e6,
      p99: delay.percentile(99) / 1e6,
      max: delay.max / 1e6,
    },
  }),
);
