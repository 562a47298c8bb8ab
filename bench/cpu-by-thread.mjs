// Where the CPU time of a decoded frame goes: by thread, from /proc, over a window that begins once V8 has compiled what
// runs often: each player's thread by itself, for some 4,000 frames of it (14 players at 365 fps each: 12 s). `session` is a
// DecodeSession on the main thread, `player` one or more Players. Frames per second, host memory before and after, then
// for each thread that worked (* the main one) microseconds in user and system mode and sleeps, per frame.
// node bench/cpu-by-thread.mjs session|player FILE [--seconds 3] [--warmup 12] [--device 0|soft] [--sessions 1] [--format nv12]
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DecodeSession, Player } from '../packages/nvcodec/dist/index.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '3' },
    warmup: { type: 'string', default: '12' },
    device: { type: 'string', default: '0' },
    sessions: { type: 'string', default: '1' },
    format: { type: 'string', default: 'nv12' },
  },
});
const [mode, file] = positionals;
if (!['session', 'player'].includes(mode) || file === undefined) {
  console.error('usage: node bench/cpu-by-thread.mjs session|player FILE [options]');
  process.exit(2);
}
const device = /^\d+$/.test(values.device) ? Number(values.device) : values.device;
const { format } = values;
const warmupMs = Number(values.warmup) * 1000;
const endMs = warmupMs + Number(values.seconds) * 1000;
/** The kernel's USER_HZ on every Linux architecture that Node runs on. */
const tickMicros = 10_000;

/** Ticks in user and system mode, and voluntary switches, of each thread. */
function threads() {
  const found = new Map();
  for (const id of readdirSync('/proc/self/task')) {
    const stat = readFileSync(`/proc/self/task/${id}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const status = readFileSync(`/proc/self/task/${id}/status`, 'utf8');
    const sleeps = Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1]);
    found.set(id, { name, user: Number(fields[11]), system: Number(fields[12]), sleeps });
  }
  return found;
}

const started = performance.now();
let frames = 0;
let window;

/** Counts a frame. True when the window is over. */
function counted() {
  frames += 1;
  const now = performance.now();
  if (window === undefined && now - started >= warmupMs) {
    window = { now, frames, threads: threads(), bytes: process.memoryUsage.rss() };
  }
  return now - started >= endMs;
}

function report() {
  const taken = frames - window.frames;
  const seconds = (performance.now() - window.now) / 1000;
  const micros = (ticks) => Math.round((ticks * tickMicros) / taken);
  const memory = [window.bytes, process.memoryUsage.rss()]
    .map((bytes) => (bytes / 1e6).toFixed(0))
    .join(' → ');
  let total = 0;
  const rows = [];
  for (const [id, { name, user, system, sleeps }] of threads()) {
    const before = window.threads.get(id) ?? { user: 0, system: 0, sleeps: 0 };
    const spent = { user: user - before.user, system: system - before.system };
    total += spent.user + spent.system;
    if (spent.user + spent.system === 0) continue;
    const main = Number(id) === process.pid ? '*' : '';
    const slept = ((sleeps - before.sleeps) / taken).toFixed(2);
    rows.push(`${name}${main}: ${micros(spent.user)} user, ${micros(spent.system)} system, ${slept} sleeps`);
  }
  console.log(
    `${mode} x${values.sessions}: ${(taken / seconds).toFixed(0)} fps, ${micros(total)} µs a frame, ${memory} MB`,
  );
  for (const row of rows) console.log(`  ${row}`);
}

function decodeHere() {
  const session = DecodeSession.open(file, { device });
  for (;;) {
    for (const frame of session.frames({ format, start: session.info.startTime })) {
      frame.close();
      if (!counted()) continue;
      report();
      session.close();
      return;
    }
  }
}

async function play() {
  const players = await Promise.all(
    Array.from({ length: Number(values.sessions) }, () => Player.open(file, { device })),
  );
  let over = false;
  const consume = async (player) => {
    while (!over) {
      for await (const frame of player.frames({ format, start: player.info.startTime })) {
        frame.close();
        over ||= counted();
        if (over) break;
      }
    }
  };
  await Promise.all(players.map(consume));
  report();
  await Promise.all(players.map((player) => player.close()));
}

if (mode === 'session') decodeHere();
else await play();
