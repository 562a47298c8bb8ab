// Two seconds from somewhere in each of many files, as RGB on the GPU: opening, seeking, decoding, closing.
import { drawn } from './drawn.mjs';

const frames = 300;
const seconds = 2;
const framesPerSecond = 30;

export function* shortClips({ peers, clips, chosen, quick }) {
  const count = quick ? 10 : 40;
  for (const clip of chosen(['h264-1080p-gop30'])) {
    const starts = drawn(count, frames - seconds * framesPerSecond).map((frame) => frame / framesPerSecond);
    let files;
    const made = () => {
      files ??= clips.many(clip, frames, count);
      return files;
    };
    const contenders = Object.entries(peers)
      .filter(([, peer]) => peer.clips)
      .map(([name, peer]) => [name, () => peer.clips(made(), { starts, seconds })]);
    yield { part: 'short-clips', name: `${clip}, ${count} files`, clip, contenders };
  }
}
