/** The end of a process that leaves tidying up to the system. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const entry = new URL('../dist/warm-up.js', import.meta.url);

const program = `
  import(${JSON.stringify(entry.href)}).then(({ endQuickly }) => {
    process.on('exit', (code) => process.stdout.write('told ' + code + ';'));
    endQuickly();
    process.on('exit', () => process.stdout.write('told late'));
    setTimeout(() => process.stdout.write('all done;'), 50);
    process.exitCode = 7;
  });
`;

/** @param flags Node's. */
function run(...flags: string[]): { code: number | null; said: string } {
  const { NODE_OPTIONS, NODE_V8_COVERAGE, ...env } = process.env;
  // By standard input, for the words of a command line would be flags.
  const options = { input: program, env, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, '-'], options);
  expect(stderr).toBe('');
  return { code: status, said: stdout };
}

describe('a process that ends quickly', () => {
  it('does what keeps it alive and tells who listens by then, with its exit code', () => {
    expect(run()).toEqual({ code: 7, said: 'all done;told 7;' });
  });

  it('ends as ever under flags of Node, such as a profiler has', () => {
    expect(run('--no-warnings')).toEqual({ code: 7, said: 'all done;told 7;told late' });
  });
});
