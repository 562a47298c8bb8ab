// The child processes that decode: each does one track after another; one that dies, hangs or takes too much memory
// is replaced, and what it was at is told so.
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('decode-process.mjs', import.meta.url));
const MEMORY_CHECK_MS = 250;
const KEPT_WORDS = 4096;

/** Memory in use by a process, in MiB; 0 where the system does not tell. */
function residentMiB(pid) {
  try {
    const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return (Number(pages) * 4096) / 2 ** 20;
  } catch {
    return 0;
  }
}

const running = new Set();

function killGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

/** Ends every child; for when the run itself is ended. */
export function killAll() {
  for (const child of running) killGroup(child);
}

/** One child process at a time, in a process group of its own so that what it started dies with it. */
export class Decoder {
  #child;
  #tracks = 0;
  #limits;

  /** @param limits `{ timeoutMs, memoryMiB, reuse }`: for one track; whether a process does more than one. */
  constructor(limits) {
    this.#limits = limits;
  }

  /** What decode-process.mjs found, or `{ hung }` or `{ crashed }` with how. */
  async decode(job) {
    const child = this.#start();
    const outcome = await this.#await(child, job);
    const dead = outcome.hung !== undefined || outcome.crashed !== undefined;
    if (dead && this.#tracks > 0)
      outcome.note = `its process had decoded ${this.#tracks} other tracks before`;
    this.#tracks++;
    if (dead || !this.#limits.reuse) this.close();
    return outcome;
  }

  close() {
    if (this.#child === undefined) return;
    running.delete(this.#child);
    killGroup(this.#child);
    this.#child = undefined;
    this.#tracks = 0;
  }

  #start() {
    if (this.#child?.connected) return this.#child;
    this.close();
    this.#child = fork(program, {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    this.#child.words = '';
    this.#child.stderr.setEncoding('utf8').on('data', (text) => {
      this.#child.words = (this.#child.words + text).slice(-KEPT_WORDS);
    });
    running.add(this.#child);
    return this.#child;
  }

  #await(child, job) {
    const { timeoutMs, memoryMiB } = this.#limits;
    return new Promise((resolve) => {
      child.words = '';
      const settle = (outcome) => {
        clearTimeout(timer);
        clearInterval(watch);
        child.off('message', settle).off('exit', died);
        resolve(outcome);
      };
      const died = (code, signal) => {
        const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
        settle({ crashed: [how, child.words.trim().split('\n').at(-1)].filter(Boolean).join(': ') });
      };
      const timer = setTimeout(() => settle({ hung: `no end after ${timeoutMs / 1000} s` }), timeoutMs);
      const watch = setInterval(() => {
        const used = residentMiB(child.pid);
        if (used > memoryMiB) settle({ crashed: `took ${Math.round(used)} MiB of memory` });
      }, MEMORY_CHECK_MS);
      child.on('message', settle).on('exit', died);
      child.send(job);
    });
  }
}
