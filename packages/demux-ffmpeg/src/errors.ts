// Errors that are not FFmpeg's: a file without video, and use after close.

/** The source has no video track (attached pictures, such as an album's cover, are not video). */
export class NoVideoTrackError extends Error {
  /** `NoVideoTrackError`. */
  override readonly name = 'NoVideoTrackError';
  /** What was opened. */
  readonly source: string;

  constructor(source: string, kinds: readonly string[]) {
    const found = kinds.length > 0 ? `only: ${kinds.join(', ')}` : 'no tracks at all';
    super(`${source} has no video track (${found})`);
    this.source = source;
  }
}

/** A demuxer, packet or filter was used after it had been closed. */
export class DisposedError extends Error {
  /** `DisposedError`. */
  override readonly name = 'DisposedError';

  constructor(what: string) {
    super(`this ${what} is closed`);
  }
}
