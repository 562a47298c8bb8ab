import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ended, fixture, start, temporaryDirectory } from './support/cli.js';

/** Until the command writes, so that a signal meets it at work. */
async function atWork(child: ChildProcess): Promise<void> {
  if (child.stdout === null) throw new Error('standard output is not a pipe');
  await once(child.stdout, 'readable');
}

/** Until an unfinished file lies in the directory. */
async function fileBegun(directory: string): Promise<void> {
  while (readdirSync(directory).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Without anybody reading, a pipe holds a few frames at most: the command waits, and must still hear signals. */
const BLOCKED = ['decode', fixture('clip.mp4'), '-o', '-', '--device', 'soft'];

describe('interruption', () => {
  it.each([
    ['SIGINT', 130, 'nvcodec: interrupted'],
    ['SIGTERM', 143, 'nvcodec: terminated'],
  ] as const)('%s ends a command that waits for its reader', async (signal, code, line) => {
    const child = start(BLOCKED);
    await atWork(child);
    child.kill(signal);
    const result = await ended(child);
    expect(result.code).toBe(code);
    expect(result.words).toEqual([line]);
  });

  it('leaves no file, whole or half', async () => {
    using directory = temporaryDirectory();
    const writer = start([
      'decode',
      fixture('clip.mp4'),
      '-o',
      join(directory.path, 'a.y4m'),
      '--device',
      'soft',
      '-q',
    ]);
    await fileBegun(directory.path);
    expect(readdirSync(directory.path)).not.toContain('a.y4m');
    writer.kill('SIGINT');
    expect((await ended(writer)).code).toBe(130);
    expect(readdirSync(directory.path)).toEqual([]);
  });

  it('the second Ctrl-C ends it at once', async () => {
    using directory = temporaryDirectory();
    const child = start([
      'decode',
      fixture('clip.mp4'),
      '-o',
      join(directory.path, 'a.y4m'),
      '--device',
      'soft',
      '-q',
    ]);
    await fileBegun(directory.path);
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect((await ended(child)).code).toBe(130);
    expect(readdirSync(directory.path)).toEqual([]);
  });

  it('a network read that hangs is cut short', async () => {
    const { createServer } = await import('node:net');
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const child = start(['framemd5', `http://127.0.0.1:${port}/x.mp4`]);
    await once(server, 'connection');
    child.kill('SIGINT');
    const { code, words } = await ended(child);
    server.close();
    expect(code).toBe(130);
    expect(words).toEqual(['nvcodec: interrupted']);
  });
});

describe('a reader that has read enough', () => {
  it.each([
    ['framemd5', fixture('clip.mp4'), '--device', 'soft'],
    ['decode', fixture('clip.mp4'), '-o', '-', '--device', 'soft'],
  ])('is a clean end for %s', async (...args) => {
    const child = start(args);
    await atWork(child);
    child.stdout?.destroy();
    const { code, words } = await ended(child);
    expect(code).toBe(0);
    expect(words).toEqual([]);
  });
});
