/**
 * The timestamp of a frame where containers leave timestamps out or get them wrong, as FFmpeg finds it ("best effort
 * timestamp", libavcodec/decode.c): presentation timestamps are taken until they have gone back more often than
 * decoding timestamps have.
 */

/** Judges the frames of one stream, which come in the order they are shown. */
export class TimestampGuess {
  #lastPts: bigint | undefined;
  #lastDts: bigint | undefined;
  #faultyPts = 0;
  #faultyDts = 0;

  /**
   * @param pts the presentation timestamp of the frame's own packet, null where it has none.
   * @param dts the decoding timestamp of the packet with which a decoder puts the frame out, likewise.
   * @returns null where neither is known.
   */
  next(pts: bigint | null, dts: bigint | null): bigint | null {
    if (dts !== null && this.#lastDts !== undefined && dts <= this.#lastDts) this.#faultyDts++;
    if (pts !== null && this.#lastPts !== undefined && pts <= this.#lastPts) this.#faultyPts++;
    this.#lastDts = dts ?? pts ?? this.#lastDts;
    this.#lastPts = pts ?? dts ?? this.#lastPts;
    return pts !== null && (this.#faultyPts <= this.#faultyDts || dts === null) ? pts : dts;
  }

  /** Forgets what went before a seek, but not what it learnt of the stream. */
  restart(): void {
    this.#lastPts = undefined;
    this.#lastDts = undefined;
  }
}
