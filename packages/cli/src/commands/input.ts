/** From the FILE of a command line to an open player, with the errors a user expects before FFmpeg's. */
import { open, stat } from 'node:fs/promises';
import type { MediaInfo, MediaProbe, Player, PlayerOptions, Track } from 'nvcodec';
import type { Environment } from '../environment.js';
import { FileError, firstLine, systemWords, UnsupportedInputError, UsageError } from '../report/failure.js';

export interface InputOptions {
  readonly device?: 'auto' | 'soft' | number;
  readonly track?: number;
  /** How many decode the file at once. */
  readonly sessions?: 'auto' | number;
  /** Of common encryption: 32 hexadecimal digits. */
  readonly decryptionKey?: string;
  readonly deinterlace?: 'weave' | 'bob' | 'adaptive';
  /** Two frames of each interlaced picture. */
  readonly fieldRate?: boolean;
}

const URL_START = /^[a-z][a-z0-9+.-]+:\/\//i;

async function checkFile(path: string): Promise<void> {
  const fail = (error: unknown): never => {
    throw new FileError(`${path}: ${systemWords(error)}`, { cause: error });
  };
  const there = await stat(path).catch(fail);
  if (there.isDirectory()) throw new FileError(`${path}: it is a directory, not a video file`);
  if (!there.isFile()) return;
  if (there.size === 0) throw new FileError(`${path}: the file is empty`);
  await (await open(path, 'r').catch(fail)).close();
}

/**
 * A path as it is, a URL as a URL.
 * @throws FileError when a local file cannot be read
 */
export async function sourceOf(file: string): Promise<string | URL> {
  if (file === '-') {
    throw new UsageError('video is not read from standard input: give the name of a file or a URL');
  }
  if (!URL_START.test(file)) {
    await checkFile(file);
    return file;
  }
  if (!URL.canParse(file)) throw new UsageError(`${file}: this is not a valid URL`);
  return new URL(file);
}

/**
 * The options for nvcodec that those of the command line make.
 * @throws UsageError for fields that are not told apart
 */
export function playerOptions(options: InputOptions, environment: Environment): PlayerOptions {
  const { deinterlace = 'weave', fieldRate } = options;
  if (fieldRate === true && deinterlace === 'weave')
    throw new UsageError('--field-rate needs --deinterlace bob or adaptive');
  return {
    device: options.device ?? 'auto',
    track: options.track,
    decryptionKey: options.decryptionKey,
    deinterlace,
    fieldRate,
    sessions: options.sessions,
    signal: environment.signal,
  };
}

/** Says once, in words, that the software decoder stands in for a GPU. */
export function noteFallback(info: MediaInfo, environment: Environment): void {
  if (info.fallbackReason !== undefined) {
    environment.words.note(`decoding in software: ${firstLine(info.fallbackReason)}`);
  }
}

export async function openPlayer(
  source: string | URL,
  options: InputOptions,
  environment: Environment,
): Promise<Player> {
  const { Player } = await import('nvcodec');
  const player = await Player.open(source, playerOptions(options, environment));
  noteFallback(player.info, environment);
  return player;
}

export interface Inspected {
  readonly source: string | URL;
  readonly container: MediaProbe['format'];
  readonly tracks: readonly Track[];
  /** The track that a player takes when none is named. */
  readonly defaultTrack: Track;
  /** The video track that a player opened with the same options decodes. */
  readonly track: Track;
}

/**
 * What the container says, before any decoder is made.
 * @throws NoVideoTrackError
 */
export async function inspect(
  file: string,
  options: InputOptions,
  environment: Environment,
): Promise<Inspected> {
  const source = await sourceOf(file);
  const { NoVideoTrackError, probe } = await import('nvcodec');
  const { format, tracks, video } = await probe(source, { signal: environment.signal });
  if (video === null) throw new NoVideoTrackError(file, kindsOf(tracks));
  const found = { source, container: format, tracks, defaultTrack: video };
  if (options.track === undefined) return { ...found, track: video };
  const shown = tracks.filter((track) => track.kind === 'video' && !track.disposition.attachedPicture);
  const track = shown[options.track];
  if (track !== undefined) return { ...found, track };
  throw new UsageError(`--track ${options.track}: ${file} has ${shown.length} video tracks, counted from 0`);
}

/**
 * As `inspect`, for a track that is to be decoded.
 * @throws UnsupportedInputError when it is encrypted and no key was given
 */
export async function inspectForDecoding(
  file: string,
  options: InputOptions,
  environment: Environment,
): Promise<Inspected> {
  const inspected = await inspect(file, options, environment);
  if (!inspected.track.encrypted || options.decryptionKey !== undefined) return inspected;
  throw new UnsupportedInputError(
    `${file}: the video track is encrypted: give its key with --decryption-key`,
  );
}

function kindsOf(tracks: readonly Track[]): string[] {
  return [...new Set(tracks.map((track) => (track.disposition.attachedPicture ? 'picture' : track.kind)))];
}

/** Seconds of `start` and `end`, those of the file where the command line gives none. */
export function span(
  info: MediaInfo,
  start: number | undefined,
  end: number | undefined,
): { begin: number; seconds: number } {
  const begin = start ?? info.startTime;
  const last = end ?? info.startTime + (info.duration ?? 0);
  return { begin, seconds: Math.max(0, last - begin) };
}
