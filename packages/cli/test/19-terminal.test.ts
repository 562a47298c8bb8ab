/** What differs at a terminal, which `script` (of util-linux) plays. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { device, fixture, nvcodec, temporaryDirectory } from './support/cli.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

interface Shown {
  readonly code: number;
  /** What the terminal was sent, output and errors. */
  readonly screen: string;
}

async function atTerminal(...args: string[]): Promise<Shown> {
  const command = [process.execPath, MAIN, ...args].map(quoted).join(' ');
  const env = { ...process.env, NO_COLOR: '1', TERM: 'xterm' };
  const options = { env, encoding: 'utf8', timeout: 50_000 } as const;
  try {
    const ran = promisify(execFile)(
      'script',
      ['--quiet', '--return', '--command', command, '/dev/null'],
      options,
    );
    ran.child.stdin?.end();
    return { code: 0, screen: (await ran).stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, screen: stdout };
  }
}

describe('at a terminal', () => {
  it.each([
    ['decode', fixture('clip.mp4'), '-o', '-'],
    ['screenshot', fixture('clip.mp4'), '--format', 'png', '-o', '-'],
  ])('%s prints no binary data', async (...args) => {
    const { code, screen } = await atTerminal(...args, '--device', device);
    expect(code).toBe(2);
    expect(screen).toMatch(/binary data is not written to a terminal: redirect it/);
    expect(screen).not.toMatch(/YUV4MPEG2|PNG\r/);
  });

  it('shows how far it is, and nothing with --quiet or in a pipe', async () => {
    using directory = temporaryDirectory();
    const decode = (name: string): string[] => [
      ...['decode', fixture('clip.mp4'), '--device', device, '-o', join(directory.path, name)],
    ];
    const shown = await atTerminal(...decode('shown.y4m'));
    expect(shown.code).toBe(0);
    expect(shown.screen).toMatch(/decode \[[=-]+\] \d+% +\d+ frames/);
    expect((await atTerminal(...decode('quiet.y4m'), '--quiet')).screen).toBe('');
    expect((await nvcodec(decode('piped.y4m'))).stderr).not.toMatch(/\d%/);
    expect(readdirSync(directory.path).sort()).toEqual(['piped.y4m', 'quiet.y4m', 'shown.y4m']);
  });
});
