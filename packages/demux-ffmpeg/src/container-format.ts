// What a container says of itself.

/** A container: its kind, its times and its tags. */
export interface ContainerFormat {
  /** FFmpeg's names for it, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly name: string;
  /** In words. */
  readonly longName: string | null;
  /** Seconds. */
  readonly startTime: number | null;
  /** Seconds. */
  readonly duration: number | null;
  /** Bits per second. */
  readonly bitRate: number | null;
  /** Whether one can go back in it: not in pipes and live streams. */
  readonly seekable: boolean;
  /** Whether it has timestamps at all. Raw video has none, which FFmpeg tells from version 7 on; its are guesses. */
  readonly hasTimestamps: boolean;
  /** Its tags, such as `title` and `creation_time`. */
  readonly metadata: Readonly<Record<string, string>>;
}
