// Opens and closes many players, every other one abandoned in mid-iteration by `break` or an exception, and compares
// file descriptors, threads, host and device memory before and after; host memory after each quarter, to see whether
// it levels off. Exits 1 if anything grew.
// node --expose-gc bench/leaks.mjs [FILE] [--count 1000] [--parallel 4] [--device auto|soft|N]
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { drain, Player } from '../packages/nvcodec/dist/index.js';
import { deviceMegabytes, hostMegabytes } from './harness/memory.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '1000' },
    parallel: { type: 'string', default: '4' },
    device: { type: 'string', default: 'auto' },
  },
});
const [file = join(fileURLToPath(import.meta.url), '..', '..', 'fixtures', 'h264.h264')] = positionals;
const device = /^\d+$/.test(values.device) ? Number(values.device) : values.device;
/** How much each may differ afterwards: memory is also kept by allocators and by V8. */
const allowance = { descriptors: 0, threads: 0, hostMegabytes: 64, deviceMegabytes: 8 };

class Abandoned extends Error {}

/** One life of a player; `n` decides how it ends. */
async function life(n) {
  const player = await Player.open(file, { device });
  try {
    let frames = 0;
    for await (const frame of player.frames({ format: n % 3 === 0 ? 'rgb24' : 'nv12' })) {
      // Every eighth player leaves its frames to the garbage collector.
      if (n % 8 !== 7) frame.close();
      frames += 1;
      if (frames === 5 && n % 4 === 1) break;
      if (frames === 5 && n % 4 === 3) throw new Abandoned();
    }
  } catch (error) {
    if (!(error instanceof Abandoned)) throw error;
  } finally {
    await player.close();
  }
  return player.info;
}

/** Holds `count` players in mid-iteration at the same time. */
async function together(count) {
  const players = await Promise.all(Array.from({ length: count }, () => Player.open(file, { device })));
  const iterations = players.map((player) => player.frames({ format: 'rgb24' }));
  for (const { value: frame } of await Promise.all(iterations.map((frames) => frames.next()))) frame.close();
  await Promise.all(players.map((player) => player.close()));
}

async function lives(first, count) {
  let next = first;
  const take = async () => {
    while (next < first + count) await life(next++);
  };
  await Promise.all(Array.from({ length: Number(values.parallel) }, take));
}

function reading(info) {
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    threads: readdirSync('/proc/self/task').length,
    hostMegabytes: hostMegabytes(),
    deviceMegabytes: deviceMegabytes(info),
  };
}

/**
 * A reading once what is kept for the next player was given back, and collections and ending threads are through: when it
 * is no longer above `before`, or after 5 s.
 */
async function settled(info, before) {
  for (let i = 0; ; i++) {
    await drain();
    globalThis.gc?.();
    await sleep(200);
    const now = reading(info);
    if (i >= 5 && (i >= 25 || (before && grownSince(before, now).length === 0))) return now;
  }
}

function grownSince(before, after) {
  return Object.keys(allowance).filter((what) => after[what] - before[what] > allowance[what]);
}

const info = await life(0);
deviceMegabytes(info);
// Allocators, thread pools and the driver's own caches fill up first: as many players at once as there will ever be.
await together(Number(values.parallel));
await lives(1, Math.min(100, Number(values.count)));
const before = await settled(info);
const started = performance.now();
const hostByQuarter = [];
for (let quarter = 0; quarter < 4; quarter++) {
  const quarters = (n) => Math.round((n * Number(values.count)) / 4);
  await lives(quarters(quarter), quarters(quarter + 1) - quarters(quarter));
  globalThis.gc?.();
  hostByQuarter.push(Math.round(hostMegabytes()));
}
const seconds = (performance.now() - started) / 1000;
const after = await settled(info, before);
const grown = grownSince(before, after);
console.log(
  JSON.stringify(
    { device: info.device.name, count: Number(values.count), seconds, before, hostByQuarter, after, grown },
    null,
    2,
  ),
);
process.exitCode = grown.length > 0 ? 1 : 0;
