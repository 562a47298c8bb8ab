// The demo, after the set-up: for each file the commands a user would type, and a contact sheet of 16 pictures.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, parse, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contactSheet } from './contact-sheet.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = join(root, 'packages', 'cli', 'dist', 'main.js');
const output = join(root, 'demo-output');
const bundledClip = join(root, 'fixtures', 'clip.mp4');

/** A path as short as it can be written from here. */
const shown = (path) => {
  const nearer = relative('.', path);
  return nearer.startsWith('../..') ? path : nearer;
};

/** Runs the command line; its words go to the terminal. Returns what it prints, and ends the demo if it fails. */
function nvcodec(args, { quiet = false } = {}) {
  if (!quiet)
    console.log(
      `\n$ nvcodec ${args.map((word) => (/[^\w./%:=-]/.test(word) ? `'${word}'` : word)).join(' ')}`,
    );
  const stdio = ['ignore', 'pipe', quiet ? 'ignore' : 'inherit'];
  const { status, stdout, error } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', stdio });
  if (error) throw error;
  if (status !== 0) {
    if (quiet) return nvcodec(args);
    process.exit(status ?? 1);
  }
  return stdout;
}

/** `count` times spread over the file; the first seconds when it does not tell its duration. */
function times(file, count) {
  const { duration } = JSON.parse(
    nvcodec(['info', file, '--json', '--no-keyframes'], { quiet: true }),
  ).format;
  const at = (i) => (duration === null ? `${i / 2}` : `${((100 * (i + 0.5)) / count).toFixed(1)}%`);
  return Array.from({ length: count }, (_, i) => ['--at', at(i)]).flat();
}

async function makeContactSheet(file, target) {
  const folder = mkdtempSync(join(tmpdir(), 'nvcodec-demo-'));
  try {
    const args = [
      ...times(file, 16),
      '--accurate',
      '--size',
      '320x',
      '--json',
      '-o',
      join(folder, '{n}.png'),
    ];
    const shots = JSON.parse(nvcodec(['screenshot', file, ...args], { quiet: true }));
    await contactSheet(shots, { columns: 4, target });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const files = process.argv.length > 2 ? process.argv.slice(2).map((file) => resolve(file)) : [bundledClip];
mkdirSync(output, { recursive: true });
const made = [];
for (const file of files) {
  const { name } = parse(file);
  const path = shown(file);
  process.stdout.write(nvcodec(['info', path, '--device', 'auto']));
  const pattern = join(output, `${name}-{n}.png`);
  const shots = [
    'screenshot',
    path,
    ...times(file, 4),
    '--accurate',
    '--overwrite',
    '--json',
    '-o',
    shown(pattern),
  ];
  made.push(...JSON.parse(nvcodec(shots)).map((shot) => shot.file));
  const sheet = join(output, `${name}-contact-sheet.png`);
  await makeContactSheet(file, sheet);
  made.push(shown(sheet));
}
console.log(`\nMade:\n${made.map((file) => `  ${file}`).join('\n')}`);
