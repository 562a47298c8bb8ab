// Thirty frames anywhere in a file of 100 s, in a quick run of 50, as RGB on the GPU: one request after another, or all in
// one. Twice, since the first pass makes the decoder; in a quick run once.
import { drawn } from './drawn.mjs';

const framesPerSecond = 30;
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** What a frame costs: `cold` with the opening of the file and the decoder, `warm` in the last pass alone. */
function perFrame(reading, count, passes) {
  const pass = reading.takeMs.length / passes;
  return {
    ...reading,
    coldMsPerFrame: (reading.openMs + sum(reading.takeMs.slice(0, pass))) / count,
    warmMsPerFrame: sum(reading.takeMs.slice(-pass)) / count,
  };
}

export function* random({ peers, clips, chosen, quick }) {
  const passes = quick ? 1 : 2;
  const frames = quick ? 1500 : 3000;
  for (const clip of chosen(['h264-1080p-gop250', 'h264-1080p-gop30'])) {
    const at = drawn(30, frames).map((frame) => (frame + 0.5) / framesPerSecond);
    // A process for each frame takes long: a few tell as much. It is cold each time.
    const few = quick ? at.slice(0, 3) : at;
    const file = () => clips.long(clip, frames);
    const take = (name, options) => async () =>
      perFrame(
        await peers[name].frames(file(), { at, download: false, repeat: passes, ...options }),
        at.length,
        passes,
      );
    const all = [
      ['nvcodec, batch, auto', take('nvcodec', { batch: true, sessions: 'auto' })],
      ['ffmpeg', async () => perFrame(await peers.ffmpeg.frames(file(), { at: few }), few.length, 1)],
      ['pynvvideocodec, batch', take('pynvvideocodec', { batch: true })],
      ['torchcodec, batch', take('torchcodec', { batch: true })],
      ['nvcodec, batch', take('nvcodec', { batch: true })],
      ['limit', take('limit')],
      ['nvcodec', take('nvcodec')],
      ['pynvvideocodec', take('pynvvideocodec')],
      ['torchcodec', take('torchcodec')],
    ];
    const contenders = all.filter(([name]) => peers[name.split(',')[0]]?.frames);
    yield { part: 'random', name: `${clip}, ${frames} frames`, clip, contenders };
  }
}
