// FFmpeg's error codes as errors with a name, the call that failed, and plain words.
import { binding } from './binding.js';

/** A failure that FFmpeg reported. */
export class AvError extends Error {
  /** `ENOENT`, `AVERROR_INVALIDDATA` and so on: FFmpeg's name of the code. */
  override readonly name: string;
  /** FFmpeg's negative number, as AVERROR(x) makes it. */
  readonly code: number;
  /** The libav function that failed. */
  readonly call: string;
  /** What was read: a path, a URL without its password, or a name for bytes in memory. */
  readonly source: string;

  constructor(message: string, details: { code: number; name: string; call: string; source: string }) {
    super(message);
    this.name = details.name;
    this.code = details.code;
    this.call = details.call;
    this.source = details.source;
  }
}

/** What the message of an error is made from. */
export interface Failure {
  code: number;
  call: string;
  source: string;
  /** The lines that FFmpeg logged while it failed. */
  log: readonly string[];
  /** Words to take in place of those for the code. */
  words?: string | undefined;
}

const VERBS: Readonly<Record<string, string>> = {
  avformat_open_input: 'open',
  av_read_frame: 'read',
  av_seek_frame: 'seek in',
  avformat_index_get_entry: 'index',
  av_bsf_init: 'filter',
  av_bsf_send_packet: 'filter',
  av_bsf_receive_packet: 'filter',
};

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  EACCES: 'permission denied',
  EMFILE: 'too many open files',
  ENOMEM: 'out of memory',
  EIO: 'input or output failed',
  ESPIPE: 'this source cannot seek',
  ETIMEDOUT: 'the server did not answer in time',
  ECONNREFUSED: 'nothing accepts connections there',
  ECONNRESET: 'the server closed the connection',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  AVERROR_EOF: 'it ends before its contents',
  AVERROR_INVALIDDATA: 'not a media file that FFmpeg can read, or a damaged one',
  AVERROR_DEMUXER_NOT_FOUND: 'this FFmpeg has no demuxer of that name',
  AVERROR_BSF_NOT_FOUND: 'this FFmpeg has no bitstream filter of that name',
  AVERROR_OPTION_NOT_FOUND: 'an option is not known',
  AVERROR_STREAM_NOT_FOUND: 'there is no such track',
  AVERROR_HTTP_BAD_REQUEST: 'the server answered 400 Bad Request',
  AVERROR_HTTP_UNAUTHORIZED: 'the server answered 401 Unauthorized',
  AVERROR_HTTP_FORBIDDEN: 'the server answered 403 Forbidden',
  AVERROR_HTTP_NOT_FOUND: 'the server answered 404 Not Found',
};

/** The AvError for a code that a libav function returned. */
export function avError(failure: Failure): AvError {
  const { code, call, source } = failure;
  const [name, text] = binding.describeError(code);
  const words = failure.words ?? protocolWords(name, source) ?? WORDS[name] ?? text.toLowerCase();
  const said = failure.log.filter((line, i, lines) => !words.includes(line) && lines.indexOf(line) === i);
  const detail =
    said.length > 0 ? ` (${said.map((line) => line.replace(/\s+/g, ' ').trim()).join('; ')})` : '';
  const verb = VERBS[call] ?? call;
  return new AvError(`cannot ${verb} ${source}: ${words}${detail} [${name}]`, { code, name, call, source });
}

function protocolWords(name: string, source: string): string | undefined {
  if (name !== 'AVERROR_PROTOCOL_NOT_FOUND') return undefined;
  const scheme = /^[a-z][a-z\d+.-]*(?=:)/i.exec(source)?.[0]?.toLowerCase() ?? '';
  const reason = scheme === 'https' ? ': it was built without TLS' : '';
  return `this FFmpeg cannot read ${scheme}: addresses${reason}`;
}
