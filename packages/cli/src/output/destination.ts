/**
 * Where data goes: a file that appears under its name only when it is complete, or standard output.
 * A file is written beside its final place, so that the last step is a rename within one file system.
 */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isatty } from 'node:tty';
import { FileError, systemCode, systemWords, UsageError } from '../report/failure.js';
import { writeStdout } from './standard-output.js';

export interface Destination {
  /** For messages. */
  readonly name: string;
  /** Resolves when the bytes are taken: waiting for it is the back-pressure. */
  write(data: Uint8Array | string): Promise<void>;
  /** Ends a complete output: gives the file its name. */
  commit(): Promise<void>;
  /** Removes what is not committed; nothing after commit. Never throws. */
  discard(): Promise<void>;
}

/** Unfinished files, for the exits that run no `finally`. */
const unfinished = new Set<string>();
process.on('exit', () => {
  for (const path of unfinished) rmSync(path, { force: true });
});

function failed(path: string, error: unknown): FileError {
  return new FileError(`cannot write ${path}: ${systemWords(error)}`, { cause: error });
}

const STANDARD_OUTPUT: Destination = {
  name: 'standard output',
  write: writeStdout,
  commit: async () => {},
  discard: async () => {},
};

async function writeFully(handle: FileHandle, data: Uint8Array | string): Promise<void> {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  for (let offset = 0; offset < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, offset, bytes.length - offset);
    offset += bytesWritten;
  }
}

/** A device, a FIFO: it has no half-written state to hide and must not be replaced by a file. */
async function specialFile(path: string): Promise<Destination> {
  const handle = await open(path, 'w').catch((error: unknown) => {
    throw failed(path, error);
  });
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await handle.close();
  };
  return {
    name: path,
    write: (data) =>
      writeFully(handle, data).catch((error: unknown) => {
        throw failed(path, error);
      }),
    commit: close,
    discard: () => close().catch(() => {}),
  };
}

async function regularFile(path: string, target: string): Promise<Destination> {
  const unique = `${process.pid}-${randomBytes(4).toString('hex')}`;
  const temporary = join(dirname(target), `.${basename(target)}.${unique}.part`);
  const fail = (error: unknown): never => {
    throw failed(path, error);
  };
  const handle = await open(temporary, 'wx').catch(fail);
  unfinished.add(temporary);
  return {
    name: path,
    write: (data) => writeFully(handle, data).catch(fail),
    commit: async () => {
      // Some file systems (NFS, quotas) report a full disk only here.
      await handle.close().catch(fail);
      await rename(temporary, target).catch(fail);
      unfinished.delete(temporary);
    },
    discard: async () => {
      await handle.close().catch(() => {});
      if (!unfinished.has(temporary)) return;
      await rm(temporary, { force: true }).catch(() => {});
      unfinished.delete(temporary);
    },
  };
}

async function existing(path: string): Promise<Awaited<ReturnType<typeof stat>> | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw failed(path, error);
  }
}

/**
 * Opens `path`, or standard output for `-`.
 * @throws UsageError for binary data to a terminal
 * @throws FileError when it exists and `overwrite` is false, is a directory, or cannot be made
 */
export async function openDestination(
  path: string,
  options: { readonly overwrite?: boolean; readonly binary?: boolean } = {},
): Promise<Destination> {
  if (path === '-') {
    if (options.binary === true && isatty(1)) {
      throw new UsageError(
        'binary data is not written to a terminal: redirect it (> file), pipe it, or give -o FILE',
      );
    }
    return STANDARD_OUTPUT;
  }
  const there = await existing(path);
  if (there?.isDirectory() === true) throw new FileError(`cannot write ${path}: it is a directory`);
  if (there !== undefined && !there.isFile()) return specialFile(path);
  if (there !== undefined && options.overwrite !== true) {
    throw new FileError(`${path} exists already: give -y to overwrite it`);
  }
  return regularFile(path, there === undefined ? path : await realpath(path));
}
