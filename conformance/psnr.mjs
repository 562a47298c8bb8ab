// How far frames are from FFmpeg's where a standard leaves the inverse transform open: the worst frame's PSNR.
import { spawn } from 'node:child_process';
import { decodeArguments } from './reference.mjs';
import { ffmpeg } from './tools.mjs';
import { frameBytes } from './track-comparison.mjs';

/** Frames at least this near are taken for the same, where the standard leaves the inverse transform open. */
export const CLOSE_DB = 50;

/** FFmpeg's frames as raw video, one after another. */
class RawFrames {
  #child;
  #chunks;
  #rest = Buffer.alloc(0);

  constructor(file, streamIndex) {
    const args = [...decodeArguments(file, streamIndex), '-f', 'rawvideo', '-'];
    this.#child = spawn(ffmpeg, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#chunks = this.#child.stdout[Symbol.asyncIterator]();
  }

  /** The next `size` bytes. @throws Error at the end. */
  async next(size) {
    const parts = [this.#rest];
    let have = this.#rest.length;
    while (have < size) {
      const { value, done } = await this.#chunks.next();
      if (done) throw new Error('ffmpeg gave fewer frames than before');
      parts.push(value);
      have += value.length;
    }
    const all = parts.length === 1 ? this.#rest : Buffer.concat(parts, have);
    this.#rest = all.subarray(size);
    return all.subarray(0, size);
  }

  close() {
    this.#child.kill('SIGKILL');
  }
}

function samplesOf(bytes, wide) {
  return wide ? new Uint16Array(Uint8Array.from(bytes).buffer) : bytes;
}

/** Peak signal-to-noise ratio over all samples of a frame, in dB; Infinity for equal ones. */
export function psnr(ours, theirs, bits) {
  const a = samplesOf(ours, bits > 8);
  const b = samplesOf(theirs, bits > 8);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  const peak = 2 ** bits - 1;
  return sum === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10((peak * peak * a.length) / sum);
}

/** Whether FFmpeg decodes a frame in two ways. */
function isInTwoWays({ frames, alternative }, index) {
  return alternative?.length === frames.length && alternative[index].hash !== frames[index].hash;
}

/**
 * The PSNR in dB of the frame that is farthest from FFmpeg's, its index, and how many are not near; null where a
 * frame's size differs. Frames that FFmpeg decodes in two ways do not count.
 * @param session a DecodeSession at its start
 */
export async function worstFrame(session, file, reference) {
  const raw = new RawFrames(file, reference.index);
  const worst = { db: Number.POSITIVE_INFINITY, index: 0, far: 0 };
  try {
    let index = 0;
    for (const frame of session.frames()) {
      const { size } = reference.frames[index];
      const theirs = await raw.next(size);
      const ours = frameBytes(frame, session.info, reference.frames[index]);
      frame.close();
      if (ours.length !== size) return null;
      const db = psnr(ours, theirs, session.info.bitDepth);
      if (!isInTwoWays(reference, index)) {
        if (db < CLOSE_DB) worst.far++;
        if (db < worst.db) Object.assign(worst, { db, index });
      }
      index++;
    }
    return worst;
  } finally {
    raw.close();
  }
}
