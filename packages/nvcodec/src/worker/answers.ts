/** The client's side of what crosses to a worker only in part: sources that must be read here, options that are functions. */
import { describeError } from '../errors.js';
import type { PlayerOptions, VideoSource } from '../player-options.js';
import { moduleUrl } from './plugins.js';
import type { Answer, FunctionOption, Question, SourceMessage, WorkerSetup } from './protocol.js';

const FUNCTION_OPTIONS: readonly FunctionOption[] = ['cropping', 'targetSize', 'targetRect', 'numPictures'];

/** Options that can be sent to a worker as they are. */
const PLAIN_OPTIONS = [
  'device',
  'track',
  'deinterlace',
  'fieldRate',
  'numSurfaces',
  'formatOptions',
  'decryptionKey',
  'sourceColor',
  'onError',
  'gpuDriver',
  'softDriver',
] as const;

function describeSource(source: VideoSource): SourceMessage {
  if (typeof source === 'string') return { kind: 'path', path: source };
  if (source instanceof URL) return { kind: 'url', href: source.href };
  if (source instanceof Uint8Array) return { kind: 'bytes', bytes: source };
  if (source instanceof Blob) return { kind: 'remote', size: source.size };
  throw new TypeError('source: a path, a URL, a Uint8Array or a Blob is wanted');
}

/** What of a source and options can be sent, and how the rest is to be asked for. */
export function prepare(
  source: VideoSource,
  options: PlayerOptions,
): Pick<WorkerSetup, 'source' | 'options' | 'functions' | 'plugins'> {
  const functions = FUNCTION_OPTIONS.filter((name) => typeof options[name] === 'function');
  const sent = [...PLAIN_OPTIONS, ...FUNCTION_OPTIONS.filter((name) => !functions.includes(name))];
  return {
    source: describeSource(source),
    options: Object.fromEntries(sent.map((name) => [name, options[name]])),
    functions,
    plugins: (options.plugins ?? []).map(moduleUrl),
  };
}

export async function answerQuestion(
  question: Question,
  source: VideoSource,
  options: PlayerOptions,
): Promise<Answer> {
  try {
    if (question.kind === 'option') {
      const option = options[question.name] as (argument: unknown) => unknown;
      return { value: option(question.argument) };
    }
    const { offset, length } = question;
    const part = (source as Blob).slice(offset, offset + length);
    return { value: new Uint8Array(await part.arrayBuffer()) };
  } catch (error) {
    return { error: describeError(error) };
  }
}
