// Thirty frames anywhere in a file of 100 s, as RGB on the GPU: one request after another, or all in one. Each twice: the
// first time the decoder is made.
import { drawn } from './drawn.mjs';

const frames = 3000;
const framesPerSecond = 30;

export function* random({ peers, clips, chosen, quick }) {
  for (const clip of chosen(['h264-1080p-gop250', 'h264-1080p-gop30'])) {
    const at = drawn(30, frames).map((frame) => (frame + 0.5) / framesPerSecond);
    const take = (name, options = {}) => [
      () => peers[name].frames(clips.long(clip, frames), { at, download: false, repeat: 2, ...options }),
    ];
    const contenders = [];
    if (peers.limit) contenders.push(['limit', ...take('limit')]);
    if (peers.nvcodec) {
      contenders.push(['nvcodec', ...take('nvcodec')]);
      contenders.push(['nvcodec, batch', ...take('nvcodec', { batch: true })]);
      contenders.push(['nvcodec, batch, auto', ...take('nvcodec', { batch: true, sessions: 'auto' })]);
    }
    // A process for each frame takes long: a few tell as much.
    if (peers.ffmpeg) contenders.push(['ffmpeg', ...take('ffmpeg', quick ? { at: at.slice(0, 5) } : {})]);
    for (const name of ['pynvvideocodec', 'torchcodec'].filter((n) => peers[n]?.frames)) {
      if (!quick) contenders.push([name, ...take(name)]);
      contenders.push([`${name}, batch`, ...take(name, { batch: true })]);
    }
    yield { part: 'random', name: clip, clip, contenders };
  }
}
