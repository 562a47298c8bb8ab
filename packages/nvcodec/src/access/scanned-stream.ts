/** What is known of a stream once it was scanned: its frames, and where decoding can begin. */

import type { Picture } from '../decoding/picture.js';
import type { FrameIndex } from './frame-index.js';
import type { RestartPoint } from './restart-points.js';

/** See the head of this file. */
export interface ScannedStream {
  readonly index: FrameIndex;
  /** In decoding order. */
  readonly restarts: readonly RestartPoint[];
  /** Each frame is known by its pts. Otherwise frames are counted from a restart point on. */
  readonly timed: boolean;
  readonly by: 'packets' | 'parser';
}

/** The packet from which fewest are decoded to reach frame `wanted`; undefined when none will do. */
export function nearestRestart({ restarts }: ScannedStream, wanted: number): RestartPoint | undefined {
  return restarts.findLast(({ from }) => from <= wanted);
}

/** The picture as frame `number`, with the time it has in the index, which a restart may not know. */
export function asFrame({ index }: ScannedStream, picture: Picture, number: number): Picture {
  const { time } = picture;
  const pts = index.pts[number] ?? time.pts;
  const duration = index.durations[number] ?? time.duration;
  if (time.pts === pts && time.duration === duration) return picture;
  const timed = picture.share({ ...time, pts, duration });
  picture.close();
  return timed;
}
