// The oracle: every frame's hash, size and timestamp by FFmpeg's software decoder, for each video track of a file.
// References are kept in a folder under a hash of the file's content, so that they can be made once and carried.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execute, ffmpeg, ffmpegVersion, ffprobe, lastLine } from './tools.mjs';

/**
 * How a track's frames are asked for: as decoded, not turned, not scaled to the first one's size, each once, with
 * timestamps in the container's own units (`-copyts`: not moved to zero). Without `unaligned` libavcodec rounds a
 * left crop to where its pointers are aligned. One thread: what FFmpeg makes of a broken stream depends on how many.
 */
export function decodeArguments(file, streamIndex, { threads = 1, pixelFormat, holds = false } = {}) {
  return [
    ...['-nostdin', '-v', 'error', '-threads', String(threads)],
    ...['-noautorotate', '-flags', 'unaligned', '-copyts', '-i', file],
    ...['-map', `0:${streamIndex}`, '-fps_mode', 'passthrough', '-noautoscale', '-enc_time_base', '-1'],
    ...(pixelFormat === undefined ? [] : ['-pix_fmt', pixelFormat]),
    ...(holds ? ['-vf', 'reverse,reverse'] : []),
  ];
}

const PROBED =
  'stream=index,codec_name,codec_type,profile,pix_fmt,width,height:stream_disposition=attached_pic:format=format_name';

/** FFmpeg's names of formats that are a bare bitstream (its AVFMT_NOTIMESTAMPS). */
const ELEMENTARY = new Set(['h264', 'hevc', 'm4v', 'mpegvideo', 'vc1', 'mjpeg', 'h263', 'obu']);

/** The tracks of a file that are moving pictures, or why it has none. */
async function videoStreams(file, timeoutMs) {
  const args = ['-v', 'error', '-show_entries', PROBED, '-of', 'json', file];
  const { code, stdout, words, timedOut } = await execute(ffprobe, args, { timeoutMs });
  if (timedOut) return { skipped: 'ffprobe did not end in time' };
  if (code !== 0) return { skipped: `no media file: ${lastLine(words).replace(`${file}: `, '')}` };
  const { streams: all, format } = JSON.parse(stdout);
  const elementary = ELEMENTARY.has(format.format_name);
  const streams = all.filter((stream) => stream.codec_type === 'video');
  const videos = streams.filter((stream) => stream.disposition?.attached_pic !== 1);
  if (videos.length > 0) return { videos: videos.map((stream) => ({ ...stream, elementary })) };
  return { skipped: streams.length > 0 ? 'its only video is a cover picture' : 'no video stream' };
}

function parseFrames(text) {
  const frames = [];
  let timeBase = null;
  for (const line of text.split('\n')) {
    const unit = /^#tb 0: (\d+)\/(\d+)/.exec(line);
    if (unit !== null) timeBase = { num: Number(unit[1]), den: Number(unit[2]) };
    if (line === '' || line.startsWith('#')) continue;
    const [, , pts, , size, hash] = line.split(',').map((field) => field.trim());
    frames.push({ pts, size: Number(size), hash });
  }
  return { timeBase, frames };
}

async function decodeTrack(file, stream, timeoutMs, how) {
  const args = [...decodeArguments(file, stream.index, how), '-f', 'framehash', '-hash', 'md5', '-'];
  const { code, stdout, words, lines, timedOut } = await execute(ffmpeg, args, { timeoutMs });
  const { timeBase, frames } = parseFrames(stdout);
  const {
    codec_name: codec,
    pix_fmt: pixelFormat = null,
    profile = null,
    width,
    height,
    elementary,
  } = stream;
  const track = {
    index: stream.index,
    codec,
    profile,
    pixelFormat,
    width,
    height,
    elementary,
    timeBase,
    frames,
  };
  if (lines > 0) track.complaints = { lines, first: words.split('\n', 1)[0] };
  if (timedOut) track.skipped = 'FFmpeg did not end in time';
  else if (frames.length === 0)
    track.skipped = `FFmpeg decodes no frame: ${lastLine(words) || `exit code ${code}`}`;
  return track;
}

async function contentHash(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

async function make(file, timeoutMs) {
  const { videos, skipped } = await videoStreams(file, timeoutMs);
  if (skipped !== undefined) return { skipped, tracks: [] };
  const tracks = [];
  for (const video of videos) tracks.push(await decodeTrack(file, video, timeoutMs));
  return { tracks };
}

/** FFmpeg's pixel format of each frame as decoded. */
async function pixelFormats(file, streamIndex, timeoutMs) {
  const which = ['-threads', '1', '-select_streams', String(streamIndex), '-show_entries', 'frame=pix_fmt'];
  const args = ['-v', 'error', ...which, '-of', 'csv=p=0:nk=1', file];
  const { stdout } = await execute(ffprobe, args, { timeoutMs });
  return stdout
    .split('\n')
    .map((line) => line.split(',')[0].trim())
    .filter(Boolean);
}

/**
 * ffmpeg brings all frames to the first one's pixel format. Where a stream changes its own, each frame is taken from
 * a decoding to the format that it has.
 */
async function inOwnFormats(file, track, timeoutMs) {
  const formats = await pixelFormats(file, track.index, timeoutMs);
  const distinct = [...new Set(formats)];
  if (distinct.length < 2 || formats.length !== track.frames.length) return null;
  const stream = { index: track.index, codec_name: track.codec };
  const decoded = new Map();
  for (const pixelFormat of distinct) {
    const { frames } = await decodeTrack(file, stream, timeoutMs, { pixelFormat });
    if (frames.length !== formats.length) return null;
    decoded.set(pixelFormat, frames);
  }
  return formats.map((pixelFormat, i) => ({ ...decoded.get(pixelFormat)[i], pixelFormat }));
}

/** FFmpeg with several threads recovers from damage elsewhere than with one: what else it may say of a stream. */
const OTHER_THREADS = 3;

/** Frames of more bytes in all are not held at once. */
const MOST_HELD = 2 ** 30;

/** Makes references, or finds those made before by the same FFmpeg in the same way. */
export class References {
  #folder;
  #timeoutMs;
  #way;

  /** @param folder where references are kept; undefined: nowhere. */
  constructor(folder, timeoutMs) {
    this.#folder = folder;
    this.#timeoutMs = timeoutMs;
    this.version = ffmpegVersion();
    const way = [this.version, ...decodeArguments('', 0), PROBED].join('\n');
    this.#way = createHash('sha256').update(way).digest('hex').slice(0, 12);
  }

  /** `{ skipped }` or `{ tracks: [{ codec, pixelFormat, timeBase, frames: [{ pts, size, hash }], … }] }`. */
  of(file) {
    return this.#kept(file, '', () => make(file, this.#timeoutMs));
  }

  /** A track's reference as FFmpeg gives it with another number of threads; null where that is the same. */
  threadedOf(file, track) {
    return this.#otherOf(file, track, `threads${OTHER_THREADS}`, { threads: OTHER_THREADS });
  }

  /**
   * The same where FFmpeg's decoder gets none of its frames back before the end. What it leaves undecoded in a frame
   * is what lay in its buffer, which is then no earlier picture. Null also for many frames, and where their size changes,
   * at which ffmpeg's filters lose what they hold.
   */
  async heldOf(file, track) {
    const { frames } = track;
    const [first] = frames;
    const isSteady = frames.every(({ size }) => size === first.size);
    if (!isSteady || frames.length * first.size > MOST_HELD) return null;
    const held = await this.#otherOf(file, track, 'held', { holds: true });
    const times = (list) => list.map(({ pts }) => pts).join();
    return held !== null && times(held.frames) === times(frames) ? held : null;
  }

  /** A track's reference with each frame in its own pixel format; null where all have the same. */
  async nativeOf(file, track) {
    const frames = await this.#kept(file, `-${track.index}-native`, () =>
      inOwnFormats(file, track, this.#timeoutMs),
    );
    return frames === null ? null : { ...track, frames };
  }

  async #otherOf(file, track, name, how) {
    const stream = { index: track.index, codec_name: track.codec };
    const other = await this.#kept(file, `-${track.index}-${name}`, () =>
      decodeTrack(file, stream, this.#timeoutMs, how),
    );
    if (other.skipped || JSON.stringify(other.frames) === JSON.stringify(track.frames)) return null;
    return { ...track, frames: other.frames };
  }

  async #kept(file, suffix, makeIt) {
    if (this.#folder === undefined) return makeIt();
    const path = join(this.#folder, `${(await contentHash(file)).slice(0, 32)}-${this.#way}${suffix}.json`);
    const kept = await readFile(path, 'utf8').catch(() => undefined);
    if (kept !== undefined) return JSON.parse(kept);
    const made = await makeIt();
    await mkdir(this.#folder, { recursive: true });
    const draft = `${path}.${process.pid}`;
    await writeFile(draft, JSON.stringify(made));
    await rename(draft, path);
    return made;
  }
}
