// Compiles kernels/*.cu into build/libnvcodec-kernels-host.so, which the software driver runs.
// CXX chooses the compiler (default: c++). Does nothing when the library is newer than all that it is made of.
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const kernels = fileURLToPath(new URL('../kernels/', import.meta.url));
const build = fileURLToPath(new URL('../build/', import.meta.url));
const library = join(build, 'libnvcodec-kernels-host.so');
const [compiler, ...compilerOptions] = (process.env.CXX || 'c++').split(/\s+/);
// Contraction is off so that only what the source fuses is fused, as on the GPU.
const options = [
  '-std=c++20',
  '-O3',
  '-ffp-contract=off',
  '-fPIC',
  '-fvisibility=hidden',
  '-Wall',
  '-Wextra',
];

const files = (ending) =>
  readdirSync(kernels)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(kernels, name));
const sources = files('.cu');

function isUpToDate() {
  if (!existsSync(library)) return false;
  const built = statSync(library).mtimeMs;
  return [...sources, ...files('.h'), fileURLToPath(import.meta.url)].every(
    (file) => statSync(file).mtimeMs < built,
  );
}

function requireCompiler() {
  if (!spawnSync(compiler, ['--version']).error) return;
  throw new Error(
    `No C++ compiler: '${compiler}' cannot be run, and the kernels for machines without a GPU need one. ` +
      'Install one (Debian and Ubuntu: apt-get install g++), or name yours in the environment variable CXX.',
  );
}

function compile(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(compiler, [...compilerOptions, ...options, ...args], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`'${compiler}' failed on ${basename(args.at(-1))} (exit code ${code})`)),
    );
  });
}

async function buildLibrary() {
  requireCompiler();
  const begun = new Date();
  mkdirSync(build, { recursive: true });
  // Built beside its place and then moved, so that a process that has the old one mapped keeps it.
  const temporary = mkdtempSync(join(build, 'kernels-'));
  try {
    const objects = sources.map((source) => join(temporary, `${basename(source)}.o`));
    const pending = sources.map((source, index) => ['-c', '-o', objects[index], '-x', 'c++', source]);
    const worker = async () => {
      for (let args = pending.shift(); args; args = pending.shift()) await compile(args);
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
    const linked = join(temporary, 'linked.so');
    await compile(['-shared', '-o', linked, ...objects]);
    // What changes while it is built is newer.
    utimesSync(linked, begun, begun);
    renameSync(linked, library);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

if (!isUpToDate()) {
  try {
    await buildLibrary();
  } catch (error) {
    console.error(`build-host-kernels: ${error.message}`);
    process.exitCode = 1;
  }
}
