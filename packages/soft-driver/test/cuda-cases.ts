// Runs the C++ cases of one group, each in a process of its own, so that each starts with an untouched driver.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { softCudaPath } from '../src/index.js';

const program = join(dirname(softCudaPath), 'soft-cuda-test');

function run(...args: string[]): { code: number | null; signal: string | null; output: string } {
  const { status, signal, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 30_000 });
  return { code: status, signal, output: stdout + stderr };
}

function caseNames(group: string): string[] {
  if (!existsSync(program)) throw new Error(`${program} is missing: run "npm run build:native" first`);
  const names = run('--list', group).output.split('\n').filter(Boolean);
  if (names.length === 0) throw new Error(`soft-cuda-test has no cases in the group "${group}"`);
  return names;
}

/** Declares a test for each case of the group. */
export function describeCases(group: string): void {
  describe(group, () => {
    it.each(caseNames(group))('%s', (name) => {
      const { code, signal, output } = run(group, name);
      expect({ code, signal }, output).toEqual({ code: 0, signal: null });
    });
  });
}
