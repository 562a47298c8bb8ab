// Holds a track's frames, as nvcodec gives them, against FFmpeg's: count, bytes and timestamps.
import { createHash } from 'node:crypto';
import { decodedFormat, parseRawFormat } from '../packages/cli/dist/output/raw-format.js';
import { rearrange } from '../packages/cli/dist/output/rearrange.js';
import { heldAgainstTwoWays } from './two-ways.mjs';

/**
 * A frame's bytes in the layout of FFmpeg's decoder: planar, samples in the low bits.
 * @param wanted FFmpeg's frame: its size in bytes and, where the stream changes it, its pixel format
 */
export function frameBytes(frame, info, wanted) {
  const { width, height, format } = frame;
  const decoded = parseRawFormat(wanted?.pixelFormat ?? '') ?? decodedFormat(info);
  const own = rearrange(frame.downloadSync(), { format, width, height }, decoded);
  // A monochrome stream is grey to some of FFmpeg's decoders and 4:2:0 with flat chroma to others, as it is to NVDEC.
  const luma = width * height * (decoded.bits > 8 ? 2 : 1);
  return wanted?.size === luma && own.length > luma ? own.subarray(0, luma) : own;
}

/** Ticks of one time base in another; null when it does not come out whole. */
function ticksIn(pts, from, to) {
  const numerator = pts * BigInt(from.num) * BigInt(to.den);
  const denominator = BigInt(from.den) * BigInt(to.num);
  return numerator % denominator === 0n ? numerator / denominator : null;
}

/** The time from one of FFmpeg's frames to the next, in ticks: the middle one of all. */
function usualStep(frames) {
  const steps = frames.slice(1).map(({ pts }, i) => Number(pts) - Number(frames[i].pts));
  return steps.sort((a, b) => a - b)[steps.length >> 1] ?? 0;
}

/**
 * Elementary streams have no timestamps. FFmpeg before 7 makes them up in whole microseconds, so that each frame may
 * be off by one more, takes a pair of fields for as late as the second, and dates a frame by the packet with which its
 * decoder puts it out, shown or not: up to a frame's time says nothing.
 */
function isSameTime(index, stamp, wanted, { timeBase, elementary, step }) {
  if (stamp === wanted) return true;
  const apart = Math.abs(Number(stamp) - Number(wanted));
  const microseconds = (apart * timeBase.num * 1e6) / timeBase.den;
  return elementary && (microseconds < index + 1 || apart <= step);
}

/**
 * ffmpeg's muxer never lets time go back: a frame that is stamped earlier than the one before takes its stamp. So
 * do ours here.
 */
class Clock {
  #last = null;
  #own;
  #unit;

  constructor(own, unit) {
    this.#own = own;
    this.#unit = unit;
  }

  stamp(pts) {
    const ticks = ticksIn(pts, this.#own, this.#unit);
    if (ticks !== null && (this.#last === null || ticks > this.#last)) this.#last = ticks;
    return ticks === null ? `${pts}*${this.#own.num}/${this.#own.den}` : String(this.#last);
  }
}

/** What was found: how many frames, how many of them with other bytes or times, and the first of each. */
export class Comparison {
  frames = 0;
  expected;
  otherBytes = 0;
  otherTimes = 0;
  firstBytes;
  firstTime;
  twoWays;
  #reference;
  #clock;
  #own = [];

  constructor(reference, timeBase) {
    this.#reference = { ...reference, step: usualStep(reference.frames) };
    this.expected = reference.frames.length;
    this.#clock = new Clock(timeBase, reference.timeBase);
  }

  add(frame, info) {
    const index = this.frames++;
    const stamp = this.#clock.stamp(frame.pts);
    const wanted = this.#reference.frames[index];
    const place = { index, pts: stamp, expectedPts: wanted?.pts ?? null };
    const bytes = frameBytes(frame, info, wanted);
    const hash = createHash('md5').update(bytes).digest('hex');
    this.#own.push({ pts: stamp, hash });
    if (hash !== wanted?.hash) {
      this.otherBytes++;
      const sizes = bytes.length === wanted?.size ? {} : { size: bytes.length, expectedSize: wanted?.size };
      const { width, height, status } = frame;
      this.firstBytes ??= { ...place, ...sizes, width, height, status, foundAt: this.#whereIs(hash) };
    }
    if (wanted === undefined || !isSameTime(index, stamp, wanted.pts, this.#reference)) {
      this.otherTimes++;
      this.firstTime ??= place;
    }
  }

  /** To be called after the last frame. */
  end() {
    const { frames, alternative } = this.#reference;
    if (alternative !== undefined) this.twoWays = heldAgainstTwoWays(this.#own, frames, alternative);
  }

  /** Which of FFmpeg's frames has these bytes: tells a lost or extra frame from a broken one. */
  #whereIs(hash) {
    const index = this.#reference.frames.findIndex((frame) => frame.hash === hash);
    return index < 0 ? null : index;
  }
}
