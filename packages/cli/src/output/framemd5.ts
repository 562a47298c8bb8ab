/**
 * The lines of FFmpeg's framemd5 muxer, and the clock that FFmpeg's command line puts on them.
 *
 * `ffmpeg -i FILE -map 0:v:0 -fps_mode passthrough -f framemd5 -` does not print the container's timestamps: it
 * subtracts the file's start time and counts in units of 1 / frame rate, with the frame rate that
 * av_guess_frame_rate (libavformat) gives. The same is done here, rounding included.
 */

export interface Rational {
  readonly num: number;
  readonly den: number;
}

export interface HashStream {
  readonly software: string;
  readonly timeBase: Rational;
  readonly width: number;
  readonly height: number;
  /** 0/1 when not known. */
  readonly sampleAspectRatio: Rational;
}

export interface HashLine {
  readonly dts: bigint;
  readonly pts: bigint;
  readonly duration: bigint;
  /** Bytes of the frame. */
  readonly size: number;
  /** In hexadecimal. */
  readonly md5: string;
}

export function framemd5Header(stream: HashStream): string {
  const { timeBase, width, height, sampleAspectRatio: sar } = stream;
  return [
    '#format: frame checksums',
    '#version: 2',
    '#hash: MD5',
    `#software: ${stream.software}`,
    `#tb 0: ${timeBase.num}/${timeBase.den}`,
    '#media_type 0: video',
    '#codec_id 0: rawvideo',
    `#dimensions 0: ${width}x${height}`,
    `#sar 0: ${sar.num}/${sar.den}`,
    '#stream#, dts,        pts, duration,     size, hash\n',
  ].join('\n');
}

export function framemd5Line({ dts, pts, duration, size, md5 }: HashLine): string {
  const column = (value: bigint | number, width: number): string => String(value).padStart(width);
  return `0, ${column(dts, 10)}, ${column(pts, 10)}, ${column(duration, 8)}, ${column(size, 8)}, ${md5}\n`;
}

/** Nearest, halves away from zero: AV_ROUND_NEAR_INF. */
function divideRounded(value: bigint, divisor: bigint): bigint {
  const half = divisor / 2n;
  return value >= 0n ? (value + half) / divisor : -((-value + half) / divisor);
}

function rescale(value: bigint, from: Rational, to: { num: bigint; den: bigint }): bigint {
  return divideRounded(value * BigInt(from.num) * to.den, BigInt(from.den) * to.num);
}

/** Half to even, like llrint in C's default mode. */
function roundHalfEven(value: number): bigint {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return BigInt(Math.round(value));
  return BigInt(floor % 2 === 0 ? floor : floor + 1);
}

export function reduced({ num, den }: Rational): Rational {
  let [common, rest] = [num, den];
  while (rest !== 0) [common, rest] = [rest, common % rest];
  return { num: num / common, den: den / common };
}

export interface ClockOptions {
  /** Of the timestamps that come in. */
  readonly timeBase: Rational;
  readonly frameRate: Rational | null;
  /** Start of the file in seconds, which counts as zero. */
  readonly startTime: number;
}

/** Turns the stream's timestamps into those FFmpeg prints. */
export class HashClock {
  /** 1 / frame rate, or the stream's own where there is no frame rate. */
  readonly timeBase: Rational;
  readonly #input: Rational;
  readonly #offset: bigint;
  #lastDts: bigint | undefined;

  constructor({ timeBase, frameRate, startTime }: ClockOptions) {
    this.timeBase = frameRate === null ? timeBase : reduced({ num: frameRate.den, den: frameRate.num });
    this.#input = timeBase;
    const input = { num: BigInt(timeBase.num), den: BigInt(timeBase.den) };
    this.#offset = rescale(BigInt(-Math.round(startTime * 1e6)), { num: 1, den: 1_000_000 }, input);
  }

  /** The times of the next frame; `dts` never goes back, as FFmpeg's muxers demand. */
  next(frame: { pts: bigint; duration: bigint }): { dts: bigint; pts: bigint; duration: bigint } {
    const shown = this.#timestamp(frame.pts + this.#offset);
    const { num, den } = this.#input;
    const scale = num / den / (this.timeBase.num / this.timeBase.den);
    const duration = roundHalfEven(Number(frame.duration) * scale);
    const dts = this.#lastDts !== undefined && shown < this.#lastDts ? this.#lastDts : shown;
    this.#lastDts = dts;
    return { dts, pts: dts, duration: duration > 0n ? duration : 1n };
  }

  /** FFmpeg keeps a few bits below the unit, and moves what is no whole unit away from zero before it rounds. */
  #timestamp(pts: bigint): bigint {
    const { num, den } = this.timeBase;
    const bits = Math.min(16, Math.max(0, 29 - Math.floor(Math.log2(den))));
    const fine = rescale(pts, this.#input, { num: BigInt(num), den: BigInt(den) << BigInt(bits) });
    const value = Number(fine) / 2 ** bits;
    return roundHalfEven(Number.isInteger(value) ? value : value + Math.sign(value) / 2 ** 17);
  }
}
