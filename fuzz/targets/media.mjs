// Works through the cases of the demuxer, the session, the player and the command line: reads paths from standard
// input and answers each with a line, "case ok …" or "case failed …". The addon and the soft driver are those with
// sanitizers where SANITIZED names their folder; a report of theirs ends the process.
import { createInterface } from 'node:readline';
import { readCase } from '../case-file.mjs';
import { Random } from '../random.mjs';
import { runCli } from './cli.mjs';
import { runDemux } from './demux.mjs';
import { requireNothingLeft } from './leftovers.mjs';
import { runProvoked } from './provoked.mjs';
import { runPlayer, runSession } from './session.mjs';

const TARGETS = {
  demux: runDemux,
  session: runSession,
  player: runPlayer,
  cli: runCli,
  provoked: runProvoked,
};

/** What damaged media may end in. Anything else, a TypeError above all, is a mistake of ours. */
const EXPECTED = new Set([
  'AvError',
  'NoVideoTrackError',
  'UnsupportedCodecError',
  'UnsupportedFormatError',
  'NoFrameError',
  'DamagedFrameError',
  'CuvidError',
  'CudaError',
]);

function ended(error) {
  const { name } = error.constructor;
  const code = error.name === name ? '' : `:${error.name}`;
  if (EXPECTED.has(name)) return `ok ${name}${code}`;
  return `failed ${name}: ${error.message} ${error.stack?.split('\n').slice(1, 4).join(' ') ?? ''}`;
}

async function answer(path) {
  try {
    const { target, settings, payload } = readCase(path);
    const run = TARGETS[target];
    if (run === undefined) throw new Error(`no target ${target} here`);
    const random = new Random(settings.mix);
    let said;
    try {
      said = `ok ${await run({ path, settings, payload, random })}`;
    } catch (error) {
      said = ended(error);
    }
    await requireNothingLeft();
    return said;
  } catch (error) {
    return `failed ${error.message}`;
  }
}

for await (const path of createInterface({ input: process.stdin })) {
  process.stdout.write(`case ${(await answer(path)).replaceAll('\n', ' ')}\n`);
}
