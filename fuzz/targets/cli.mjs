// The command line in a process of its own: it must end by itself, with a status of its own, and never show the
// inside of the program.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { check } from './checks.mjs';
import { device, file } from './inputs.mjs';

const main = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url));
const COMMANDS = [
  ['info', '--json'],
  ['info'],
  ['framemd5', '--device', String(device)],
  ['decode', '-o', '/dev/null', '--format', 'raw', '--device', String(device)],
];
const CPU_SECONDS = 10;
/** Less than what the child that runs it may take without doing anything itself. */
const WAIT_MS = 50_000;
/** Done; failed; the stream is not supported. */
const STATUSES = [0, 1, 4];

export function runCli({ path, payload, random }) {
  const [command, ...options] = random.pick(COMMANDS);
  const { LD_PRELOAD, NVCODEC_DEMUX_ADDON, NVCODEC_SOFT_DRIVER, ...env } = process.env;
  const { status, signal, stderr } = spawnSync(
    'sh',
    [
      '-c',
      `ulimit -t ${CPU_SECONDS}; exec "$0" "$@"`,
      process.execPath,
      main,
      command,
      file(path, payload),
      ...options,
    ],
    { encoding: 'utf8', env, timeout: WAIT_MS, maxBuffer: 1 << 28 },
  );
  check(signal === null, `${command} was ended by ${signal}`);
  check(STATUSES.includes(status), `${command} ended with ${status}: ${stderr.slice(-300)}`);
  check(!/\n\s+at .*:\d+/.test(stderr), `${command} showed a stack: ${stderr.slice(-600)}`);
  return `${command} ${status}`;
}
