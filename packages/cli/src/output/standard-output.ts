/**
 * Standard output as a place that can be waited for. Node writes to a pipe synchronously, so a reader that pauses
 * would stop the whole process, Ctrl-C included; a socket over the same descriptor waits without blocking.
 */
import { fstatSync, write as writeFile } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import { FileError, ReaderGone, systemCode, systemWords } from '../report/failure.js';

const STDOUT = 1;
const writeDescriptor = promisify(writeFile);

type Write = (bytes: Uint8Array) => Promise<void>;

function pipeWriter(): Write {
  const socket = new Socket({ fd: STDOUT, readable: false, writable: true });
  // Each write reports its own failure; without a listener the stream would also throw it.
  socket.on('error', () => {});
  // The process may end while the pipe is open; a write in flight keeps it alive all the same.
  socket.unref();
  return (bytes) =>
    new Promise((resolve, reject) => {
      socket.ref();
      socket.write(bytes, (error) => {
        socket.unref();
        if (error == null) resolve();
        else reject(error);
      });
    });
}

/** Terminals and files: a plain write does, on the thread pool. */
async function writeAll(bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length; ) {
    const { bytesWritten } = await writeDescriptor(STDOUT, bytes, offset, bytes.length - offset);
    offset += bytesWritten;
  }
}

let writer: Write | undefined;

function writerOfStdout(): Write {
  const kind = fstatSync(STDOUT);
  return kind.isFIFO() || kind.isSocket() ? pipeWriter() : writeAll;
}

/**
 * Writes to standard output and resolves when it has been taken.
 * @throws ReaderGone when the other end of the pipe is closed, FileError when it cannot be written
 */
export async function writeStdout(data: Uint8Array | string): Promise<void> {
  writer ??= writerOfStdout();
  try {
    await writer(typeof data === 'string' ? Buffer.from(data) : data);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EPIPE' || code === 'ECONNRESET') throw new ReaderGone('the reader closed the pipe');
    throw new FileError(`cannot write standard output: ${systemWords(error)}`, { cause: error });
  }
}
