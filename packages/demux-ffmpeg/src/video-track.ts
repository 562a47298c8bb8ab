// Which track is "the video".
import { NoVideoTrackError } from './errors.js';
import type { Track } from './track.js';

/** The `ordinal`-th video track, or the one of index `best`, or the first. Attached pictures do not count. */
export function chooseVideoTrack(
  tracks: readonly Track[],
  source: string,
  ordinal: number | undefined,
  best: number,
): Track {
  const videos = tracks.filter((track) => track.kind === 'video' && !track.disposition.attachedPicture);
  const first = videos[0];
  if (first === undefined) {
    const kinds = tracks.map((track) => (track.disposition.attachedPicture ? 'picture' : track.kind));
    throw new NoVideoTrackError(source, [...new Set(kinds)]);
  }
  if (ordinal === undefined) return videos.find((track) => track.index === best) ?? first;
  const chosen = videos[ordinal];
  if (chosen === undefined) {
    throw new RangeError(`there is no video track ${ordinal}: ${source} has ${videos.length}`);
  }
  return chosen;
}
