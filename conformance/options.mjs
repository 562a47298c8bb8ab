// The command line of run.mjs.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

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

/** Ends the process with the problem and how the command is used. */
export function usage(problem) {
  console.error(`${problem}\n${USAGE}`);
  process.exit(2);
}

function parsed() {
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

/** `{ paths, device, json, jobs, cache, limits }` from the command line; ends the process where it is wrong. */
export function commandLine() {
  const { values, positionals } = parsed();
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  if (positionals.length === 0) usage('a folder of media is needed');
  return {
    paths: positionals,
    device: deviceFrom(values.device),
    json: values.json,
    jobs: positive('jobs', values.jobs),
    cache: values.cache,
    limits: {
      timeoutMs: positive('timeout', values.timeout) * 1000,
      memoryMiB: positive('memory', values.memory),
      reuse: !values.fresh,
    },
  };
}
