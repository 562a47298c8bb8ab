import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDestination } from '../src/output/destination.js';
import { FileError, failureOf, Interrupted, ReaderGone, UsageError } from '../src/report/failure.js';
import { temporaryDirectory } from './support/cli.js';

describe('an output file', () => {
  it('appears under its name when it is complete', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'out.raw');
    const out = await openDestination(path);
    await out.write('half');
    expect(existsSync(path)).toBe(false);
    await out.write(Buffer.from(' and half'));
    await out.commit();
    await out.discard();
    expect(readFileSync(path, 'utf8')).toBe('half and half');
    expect(readdirSync(directory.path)).toEqual(['out.raw']);
  });

  it('leaves nothing behind when it is given up', async () => {
    using directory = temporaryDirectory();
    const out = await openDestination(join(directory.path, 'out.raw'));
    await out.write('half');
    await out.discard();
    await out.discard();
    expect(readdirSync(directory.path)).toEqual([]);
  });

  it('does not replace a file unless told to, and keeps the old one until the new one is complete', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'out.raw');
    writeFileSync(path, 'old');
    await expect(openDestination(path)).rejects.toThrow(/exists already: give -y/);
    const out = await openDestination(path, { overwrite: true });
    await out.write('new');
    expect(readFileSync(path, 'utf8')).toBe('old');
    await out.commit();
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('follows a link to the file it stands for', async () => {
    using directory = temporaryDirectory();
    const [path, link] = [join(directory.path, 'file'), join(directory.path, 'link')];
    writeFileSync(path, 'old');
    symlinkSync(path, link);
    const out = await openDestination(link, { overwrite: true });
    await out.write('new');
    await out.commit();
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('says why it cannot be made', async () => {
    using directory = temporaryDirectory();
    await expect(openDestination(directory.path)).rejects.toThrow(/it is a directory/);
    await expect(openDestination(join(directory.path, 'no', 'out'))).rejects.toThrow(
      /no such file or directory/,
    );
    const full = await openDestination('/dev/full');
    await expect(full.write('x')).rejects.toThrow('cannot write /dev/full: no space left on the device');
    await full.discard();
  });
});

describe('failures', () => {
  const named = (name: string): Error =>
    new (({ [name]: class extends Error {} })[name] as typeof Error)('what happened');

  it.each([
    [new FileError('x'), 1],
    [new UsageError('x'), 2],
    [named('NoSuchDeviceError'), 3],
    [named('UnsupportedCodecError'), 4],
    [named('UnsupportedFormatError'), 4],
    [named('NoVideoTrackError'), 4],
    [named('AvError'), 1],
    [new TypeError('x'), 1],
  ])('%s ends with %d', (error, exitCode) => {
    expect(failureOf(error)).toEqual({ exitCode, line: error.message });
  });

  it('are one line', () => {
    expect(failureOf(new Error('first\n  second\n')).line).toBe('first second');
    expect(failureOf(new TypeError('')).line).toBe('TypeError');
    expect(failureOf('text').line).toBe('text');
  });

  it('of a driver that is missing leave the page of advice to doctor', () => {
    const error = named('DriverNotFoundError');
    error.message = 'No CUDA driver could be opened:\n  libcuda.so.1: no such file\nInstall …';
    expect(failureOf(error)).toEqual({
      exitCode: 3,
      line: 'No CUDA driver could be opened (nvcodec doctor tells what to do)',
    });
  });

  it('after Ctrl-C are the interruption, whatever the cancelled work threw', () => {
    const interrupted = AbortSignal.abort(new Interrupted('SIGINT'));
    expect(failureOf(new Error('read failed'), interrupted)).toEqual({ exitCode: 130, line: 'interrupted' });
    expect(failureOf(new Interrupted('SIGTERM')).exitCode).toBe(143);
  });

  it('of a reader that has gone are none', () => {
    expect(failureOf(new ReaderGone('x'))).toEqual({ exitCode: 0, line: null });
  });
});
