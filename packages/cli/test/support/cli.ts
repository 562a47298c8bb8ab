/** Runs the built command as a user would: a process of its own, with real pipes and signals. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** NVCODEC_TEST_DRIVER=gpu, like REQUIRE_GPU=1, tests on GPU 0; a machine without one fails then. */
export const gpu = process.env.NVCODEC_TEST_DRIVER === 'gpu' || process.env.REQUIRE_GPU === '1';

/** What the commands are told to decode with. */
export const device = gpu ? '0' : 'soft';

/** A command that takes longer hangs: it is killed, and the test fails with what it said instead of waiting on. */
const PATIENCE_MS = 50_000;

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Path of a clip in fixtures/. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../../../fixtures/${name}`, import.meta.url));
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Lines of stderr. */
  readonly words: string[];
}

interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** A file descriptor in place of the pipe. */
  readonly stdout?: number;
}

/** How each child closes; listened for from its start, since it may close before anybody asks. */
const closings = new WeakMap<ChildProcess, Promise<number | null>>();

export function start(args: readonly string[], options: RunOptions = {}): ChildProcess {
  if (!existsSync(MAIN))
    throw new Error('dist/main.js is missing: run `npm run build` in packages/cli first');
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    stdio: ['ignore', options.stdout ?? 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const watchdog = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const closing = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  }).finally(() => clearTimeout(watchdog));
  closing.catch(() => {});
  closings.set(child, closing);
  return child;
}

export async function ended(child: ChildProcess): Promise<Ended> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  const code = (await closings.get(child)) ?? null;
  const stderr = Buffer.concat(err).toString();
  const words = stderr.split('\n').filter((line) => line !== '');
  return { code, stdout: Buffer.concat(out), stderr, words };
}

export function nvcodec(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return ended(start(args, options));
}

/** A directory that is gone when the `using` block ends. */
export function temporaryDirectory(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'nvcodec-cli-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
