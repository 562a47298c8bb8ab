// Thirty frames anywhere in a file of 100 s, as RGB on the GPU: one request after another, or all in one. Each twice: the
// first time the decoder is made.
import { drawn } from './drawn.mjs';

const frames = 3000;
const framesPerSecond = 30;
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** What a frame costs: `cold` with the opening of the file and the decoder, `warm` with both there. */
function perFrame(reading, count, passes) {
  const pass = reading.takeMs.length / passes;
  return {
    ...reading,
    coldMsPerFrame: (reading.openMs + sum(reading.takeMs.slice(0, pass))) / count,
    warmMsPerFrame: sum(reading.takeMs.slice(-pass)) / count,
  };
}

export function* random({ peers, clips, chosen, quick }) {
  for (const clip of chosen(['h264-1080p-gop250', 'h264-1080p-gop30'])) {
    const at = drawn(30, frames).map((frame) => (frame + 0.5) / framesPerSecond);
    const file = () => clips.long(clip, frames);
    const take =
      (name, options = {}) =>
      async () =>
        perFrame(
          await peers[name].frames(file(), { at, download: false, repeat: 2, ...options }),
          at.length,
          2,
        );
    const contenders = [];
    if (peers.limit) contenders.push(['limit', take('limit')]);
    if (peers.nvcodec) {
      contenders.push(['nvcodec', take('nvcodec')]);
      contenders.push(['nvcodec, batch', take('nvcodec', { batch: true })]);
      contenders.push(['nvcodec, batch, auto', take('nvcodec', { batch: true, sessions: 'auto' })]);
    }
    // A process for each frame takes long: a few tell as much. It is cold each time.
    const few = quick ? at.slice(0, 5) : at;
    if (peers.ffmpeg) {
      contenders.push([
        'ffmpeg',
        async () => perFrame(await peers.ffmpeg.frames(file(), { at: few }), few.length, 1),
      ]);
    }
    for (const name of ['pynvvideocodec', 'torchcodec'].filter((n) => peers[n]?.frames)) {
      if (!quick) contenders.push([name, take(name)]);
      contenders.push([`${name}, batch`, take(name, { batch: true })]);
    }
    yield { part: 'random', name: clip, clip, contenders };
  }
}
