// Holds nvcodec's Player against the limit program: both by turns on the same file, medians and spread of the rounds.
// Prints a Markdown table; --out writes every reading as JSON.
// node bench/run.mjs [FILE] [--device 0|soft] [--sessions 1,7] [--modes nv12,rgb24] [--rounds 3] [--seconds 5] [--out F]
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { softCudaPath, softCuvidPath } from '../packages/soft-driver/dist/index.js';
import { lengthened } from './lengthened.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    device: { type: 'string', default: '0' },
    sessions: { type: 'string', default: '1,7' },
    modes: { type: 'string', default: 'nv12,rgb24' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    // V8 compiles what runs often within the first few thousand frames.
    warmup: { type: 'string', default: '6' },
    frames: { type: 'string', default: '6000' },
    out: { type: 'string' },
  },
});

function ensure(file, script) {
  if (existsSync(file)) return file;
  const { status } = spawnSync('bash', [join(here, script)], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  return file;
}

const limit = ensure(join(here, 'build', 'limit'), 'build-limit.sh');
const clip = positionals[0] ?? ensure(join(here, 'build', 'bench-1080p.mp4'), 'make-clip.sh');
const soft = values.device === 'soft';
const kernels = join(here, '..', 'packages', 'colorspace');
const kernel = soft
  ? join(kernels, 'build', 'libnvcodec-kernels-host.so')
  : join(kernels, 'kernels', 'ptx', 'nv12_to_rgb.ptx');
const driver = soft ? ['--cuda', softCudaPath, '--cuvid', softCuvidPath] : ['--device', values.device];

function reading(command, args) {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout);
  console.error(`${command} ${args.join(' ')}\n${stderr}`);
  process.exit(1);
}

function measure(file, mode, sessions) {
  const common = [
    file,
    '--mode',
    mode,
    '--sessions',
    sessions,
    '--seconds',
    values.seconds,
    '--warmup',
    values.warmup,
  ];
  const rounds = Array.from({ length: Number(values.rounds) }, () => ({
    limit: reading(limit, [...common, '--kernel', kernel, ...driver]),
    player: reading(process.execPath, [join(here, 'player.mjs'), ...common, '--device', values.device]),
  }));
  return {
    mode,
    sessions: Number(sessions),
    limits: rounds.map((r) => r.limit),
    players: rounds.map((r) => r.player),
  };
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Median of the readings' frame rates and their spread about it. */
function rate(readings) {
  const fps = readings.map((r) => r.fps);
  const spread = (Math.max(...fps) - Math.min(...fps)) / median(fps);
  return `${median(fps).toFixed(0)} (±${(50 * spread).toFixed(1)} %)`;
}

function row({ mode, sessions, limits, players }) {
  const of = (readings, pick) => median(readings.map(pick));
  const ratio = of(players, (r) => r.fps) / of(limits, (r) => r.fps);
  const cpu = [limits, players].map((readings) => of(readings, (r) => r.cpuMicrosPerFrame).toFixed(0));
  const delay = Math.max(...players.map((r) => r.eventLoopDelayMs.p99));
  const cells = [
    mode,
    sessions,
    rate(limits),
    rate(players),
    `${(100 * ratio).toFixed(1)} %`,
    ...cpu,
    delay.toFixed(1),
  ];
  return `| ${cells.join(' | ')} |`;
}

const long = lengthened(clip, Number(values.frames));
const results = [];
try {
  console.log(
    '| mode | sessions | C fps | Player fps | ratio | C µs CPU/frame | Player µs CPU/frame | loop delay p99, ms |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const mode of values.modes.split(',')) {
    for (const sessions of values.sessions.split(',')) {
      results.push(measure(long.file, mode, sessions));
      console.log(row(results.at(-1)));
    }
  }
} finally {
  rmSync(long.folder, { recursive: true });
}
console.log(
  `\n${results[0].limits[0].device}; ${values.rounds} rounds of ${values.seconds} s by turns; Node ${process.version}`,
);
if (values.out) writeFileSync(values.out, `${JSON.stringify(results, null, 2)}\n`);
