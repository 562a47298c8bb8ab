// Sees to it that the fuzzer finds what it looks for: mistakes are made on purpose in both kinds of child, and each
// must be noticed for what it is. Run by scripts/fuzz.sh --self-test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCase } from './case-file.mjs';
import { placeOf } from './findings.mjs';
import { Workers } from './workers.mjs';

/** What is provoked, how it ends, and what is said then. */
const IN_THE_DRIVER = [
  ['overflow', 'crash', /heap-buffer-overflow/],
  ['undefined', 'crash', /signed integer overflow/],
  ['device-leak', 'failed', /left behind: 1 device allocations/],
  ['crash', 'crash', /SEGV/],
  ['hang', 'hang', /of work/],
];
const IN_NODE = [
  ['overflow', 'crash', /heap-buffer-overflow/],
  ['device-leak', 'failed', /left behind: 1 device allocations/],
  ['files', 'failed', /open files/],
  ['type-error', 'failed', /TypeError/],
  ['hang', 'hang', /of work/],
  ['silence', 'hang', /nothing done/],
];

/** Shorter than usual: what is busy here is so for ever. */
const LIMITS = { seconds: 3 };

const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
let failed = 0;

function judge(where, [mistake, outcome, said], result) {
  const found = result.outcome === outcome && said.test(`${result.detail}\n${result.text}`);
  if (!found) failed += 1;
  const place = placeOf(result.text);
  console.log(
    `${found ? 'found' : 'MISSED'} ${where} ${mistake}: ${result.outcome} ${result.detail.slice(0, 80)} ${place}`,
  );
}

async function inTheDriver(expected) {
  const workers = new Workers(undefined, LIMITS);
  judge('driver', expected, await workers.ask(`provoke ${expected[0]}`));
  await workers.finish();
}

async function inNode(expected) {
  const workers = new Workers(undefined, expected[0] === 'silence' ? { waitSeconds: 5 } : LIMITS);
  const path = join(folder, expected[0]);
  const input = { target: 'provoked', settings: { mistake: expected[0] }, payload: Buffer.alloc(0) };
  writeCase(path, input);
  judge('node', expected, await workers.run(input, path));
  await workers.finish();
}

async function leak() {
  const workers = new Workers();
  await workers.ask('provoke leak');
  judge('driver', ['leak', 'failed', /loseMemory/], await workers.ask('leaks'));
  await workers.finish();
}

try {
  await Promise.all([...IN_THE_DRIVER.map(inTheDriver), leak(), ...IN_NODE.map(inNode)]);
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = failed === 0 ? 0 : 1;
