// Runs every example with the bundled clip, on the GPU or, without one, on the soft driver. Fails when one fails, says
// nothing, or complains.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** The compiled program of each numbered file or folder of examples/. */
function programs() {
  return readdirSync(join(root, 'examples'))
    .filter((name) => /^\d\d-/.test(name))
    .map((name) => (name.endsWith('.ts') ? name.replace(/ts$/, 'js') : `${name}/main.js`))
    .sort();
}

/** What is wrong with a program's run in `folder`; empty when nothing is. */
function complaint(program, folder) {
  const path = join(root, 'examples', 'dist', program);
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [path], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (status !== 0) return `ended with ${signal ?? status}\n${stderr}`;
  if (stderr !== '') return `complained:\n${stderr}`;
  return stdout === '' ? 'printed nothing' : '';
}

const folder = mkdtempSync(join(tmpdir(), 'nvcodec-examples-'));
try {
  for (const program of programs()) {
    const wrong = complaint(program, folder);
    console.log(`${program}: ${wrong || 'ok'}`);
    if (wrong !== '') process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
