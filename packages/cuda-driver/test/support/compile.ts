/** Compiles small C and C++ files for tests, into a folder that goes away with the process. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'nvcodec-cuda-driver-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** A path in the folder. */
export function temporaryPath(name: string): string {
  return join(folder, name);
}

/** A shared object from a C++ source file. */
export function compileSharedObject(source: string): string {
  const output = temporaryPath(`${basename(source)}.so`);
  execFileSync(process.env.CXX ?? 'c++', ['-O1', '-fPIC', '-shared', '-o', output, source]);
  return output;
}

/** A shared object from C++ source text. */
export function compileText(name: string, text: string): string {
  const source = temporaryPath(`${name}.cc`);
  writeFileSync(source, text);
  return compileSharedObject(source);
}
