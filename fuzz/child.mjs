// A child process that works through many cases and is replaced when one ends it. It is told the path of a case on
// its standard input and answers with one line; what a sanitizer has to say comes on its standard error.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const KEPT_TEXT = 64 * 1024;
const LOOK_EVERY_MS = 500;
/** Ticks of /proc/PID/stat in a second; fixed in Linux's user interface. */
const TICKS = 100;

/** CPU seconds and resident bytes of a process, or null when it is gone. */
function usage(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return { cpu: (Number(fields[11]) + Number(fields[12])) / TICKS, resident: Number(fields[21]) * 4096 };
  } catch {
    return null;
  }
}

export class Child {
  #command;
  #env;
  #limits;
  #process;
  #text = '';
  #answer;
  #ended;

  /**
   * @param command program and arguments
   * @param limits { seconds: of work (CPU); waitSeconds: by the clock, without any; bytes: resident }
   */
  constructor(command, env, limits) {
    this.#command = command;
    this.#env = env;
    this.#limits = limits;
  }

  /**
   * Gives it a case.
   * @returns {Promise<{ outcome: 'ok' | 'failed' | 'crash' | 'hang' | 'memory', detail: string, text: string }>}
   */
  async run(path) {
    if (this.#process === undefined) this.#start();
    this.#text = '';
    const { pid } = this.#process;
    const before = usage(pid)?.cpu ?? 0;
    // On a busy machine a child may wait long for its turn: only one that does nothing at all hangs.
    let seen = { cpu: before, at: Date.now() };
    let broken;
    const watch = setInterval(() => {
      const now = usage(pid);
      const { seconds, waitSeconds, bytes } = this.#limits;
      if (now !== null && now.cpu > seen.cpu) seen = { cpu: now.cpu, at: Date.now() };
      const waited = (Date.now() - seen.at) / 1000;
      if (now !== null && now.resident > bytes)
        broken = { outcome: 'memory', detail: `${now.resident} bytes` };
      else if (now !== null && now.cpu - before > seconds)
        broken = { outcome: 'hang', detail: `${seconds} s of work` };
      else if (waited > waitSeconds)
        broken = { outcome: 'hang', detail: `nothing done for ${waitSeconds} s` };
      if (broken !== undefined) this.#stop();
    }, LOOK_EVERY_MS);
    const answer = new Promise((resolve) => {
      this.#answer = resolve;
    });
    this.#process.stdin.write(`${path}\n`);
    const line = await Promise.race([answer, this.#ended]);
    clearInterval(watch);
    if (typeof line === 'string') return { ...readAnswer(line), text: this.#text };
    const ended = broken ?? { outcome: 'crash', detail: line.detail };
    return { ...ended, text: this.#text };
  }

  /** Lets it end by itself, so that it can look for leaks; what it says then is the text. */
  async finish() {
    if (this.#process === undefined) return { outcome: 'ok', detail: '', text: '' };
    this.#text = '';
    this.#process.stdin.end();
    const late = setTimeout(() => this.#stop(), 60_000);
    const { detail } = await this.#ended;
    clearTimeout(late);
    return { outcome: detail === 'exit 0' ? 'ok' : 'crash', detail, text: this.#text };
  }

  #start() {
    const [program, ...args] = this.#command;
    const child = spawn(program, args, { env: this.#env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process = child;
    child.stderr.setEncoding('utf8').on('data', (text) => {
      this.#text = (this.#text + text).slice(-KEPT_TEXT);
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('case ')) this.#answer?.(line.slice(5));
    });
    child.stdin.on('error', () => {});
    this.#ended = new Promise((resolve) => {
      child.on('error', (error) => resolve({ detail: error.message }));
      child.on('close', (code, signal) => {
        if (this.#process === child) this.#process = undefined;
        resolve({ detail: signal === null ? `exit ${code}` : `signal ${signal}` });
      });
    });
  }

  #stop() {
    this.#process?.kill('SIGKILL');
  }
}

function readAnswer(line) {
  const [outcome, ...words] = line.split(' ');
  return { outcome, detail: words.join(' ') };
}
