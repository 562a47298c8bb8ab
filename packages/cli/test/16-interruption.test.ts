import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSilentServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { device, ended, fixture, start, temporaryDirectory } from './support/cli.js';

/** Until the command writes, so that a signal meets it at work. */
async function atWork(child: ChildProcess): Promise<void> {
  if (child.stdout === null) throw new Error('standard output is not a pipe');
  await once(child.stdout, 'readable');
}

/** clip.mp4 over HTTP, of which the second half never comes: what decodes it stays in the midst of its work. */
async function halfAnswer(): Promise<AsyncDisposable & { readonly url: string }> {
  const whole = readFileSync(fixture('clip.mp4'));
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Length': whole.length });
    response.write(whole.subarray(0, whole.length / 2));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/clip.mp4`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Starts to decode half a file into the directory, and waits until frames lie there in an unfinished one. */
async function halfDone(url: string, directory: string): Promise<ChildProcess> {
  const child = start(['decode', url, '-o', join(directory, 'a.y4m'), '--device', device, '-q']);
  const size = (): number =>
    readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  while (size() < FRAME_BYTES) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error('it ended before its first frame');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return child;
}

/** Of clip.mp4, in 4:2:0. */
const FRAME_BYTES = 640 * 360 * 1.5;

/** Without anybody reading, a pipe holds a few frames at most: the command waits, and must still hear signals. */
const BLOCKED = ['decode', fixture('clip.mp4'), '-o', '-', '--device', device];

describe('interruption', () => {
  it.each([
    ['SIGINT', 130, 'nvcodec: interrupted'],
    ['SIGTERM', 143, 'nvcodec: terminated'],
    ['SIGHUP', 129, 'nvcodec: the terminal is gone'],
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
    await using server = await halfAnswer();
    const child = await halfDone(server.url, directory.path);
    expect(readdirSync(directory.path)).not.toContain('a.y4m');
    child.kill('SIGINT');
    expect((await ended(child)).code).toBe(130);
    expect(readdirSync(directory.path)).toEqual([]);
  });

  it('the second Ctrl-C ends it at once', async () => {
    using directory = temporaryDirectory();
    await using server = await halfAnswer();
    const child = await halfDone(server.url, directory.path);
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect((await ended(child)).code).toBe(130);
    expect(readdirSync(directory.path)).toEqual([]);
  });

  it('a network read that hangs is cut short', async () => {
    const server = createSilentServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
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
    ['framemd5', fixture('clip.mp4'), '--device', device],
    ['decode', fixture('clip.mp4'), '-o', '-', '--device', device],
  ])('is a clean end for %s', async (...args) => {
    const child = start(args);
    await atWork(child);
    child.stdout?.destroy();
    const { code, words } = await ended(child);
    expect(code).toBe(0);
    expect(words).toEqual([]);
  });
});
