// Runs the programs that are measured.
import { spawn } from 'node:child_process';
import { basename } from 'node:path';

/** Standard output of a program that ended well. @throws Error with the end of what it said, if it did not. */
export function run(command, args, { timeoutSeconds = 120, env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, timeout: timeoutSeconds * 1000 });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8').on('data', (text) => {
        output[stream] += text;
      });
    }
    child.stdin.end();
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output.stdout);
      else
        reject(new Error(`${basename(command)} ended with ${signal ?? code}: ${lastWords(output.stderr)}`));
    });
  });
}

/** The reading that a program prints as its last line of JSON. */
export async function reading(command, args, options) {
  return JSON.parse((await run(command, args, options)).trim().split('\n').at(-1));
}

/** Milliseconds of a process from its start to its end. */
export async function processMs(command, args, options) {
  const began = performance.now();
  await run(command, args, options);
  return { totalMs: performance.now() - began };
}

function lastWords(text) {
  return text.trim().split('\n').slice(-6).join(' | ').slice(-900);
}
