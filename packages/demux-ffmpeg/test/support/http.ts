// A small HTTP server on this machine for one clip, which can also stop answering.
import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestServer {
  /** http://127.0.0.1:…/ */
  readonly url: string;
  /** Resolves when a request for `/silent` or the stuck part of `/stuck` has arrived. */
  readonly asked: Promise<void>;
  close(): void;
}

/** `/clip` with byte ranges; `/silent` never answers; `/stuck` stops after `stuckAfter` bytes; all else is 404. */
export async function serve(file: string, stuckAfter = 0): Promise<TestServer> {
  let tell = () => {};
  const asked = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const server = createServer((request, response) => {
    if (request.url === '/clip') sendRange(file, request, response);
    else if (request.url === '/silent') tell();
    else if (request.url === '/stuck') sendPart(file, response, stuckAfter, tell);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function sendRange(file: string, request: IncomingMessage, response: ServerResponse): void {
  const { size } = statSync(file);
  const [, first = '0', last = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(first);
  const end = last === '' ? size - 1 : Number(last);
  response.writeHead(request.headers.range ? 206 : 200, {
    'accept-ranges': 'bytes',
    'content-length': end - start + 1,
    'content-range': `bytes ${start}-${end}/${size}`,
  });
  createReadStream(file, { start, end })
    .on('error', () => response.destroy())
    .pipe(response);
}

function sendPart(file: string, response: ServerResponse, bytes: number, done: () => void): void {
  response.writeHead(200, { 'content-length': statSync(file).size });
  createReadStream(file, { end: bytes - 1 })
    .on('end', done)
    .pipe(response, { end: false });
}
