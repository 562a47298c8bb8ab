// The frame shown at a time in the middle of a GOP, on the host. Warm: one after another with an open file. Cold: a process
// from its start to a picture file, PPM by the limit program and the Python peers, PNG by nvcodec and FFmpeg.
import { join } from 'node:path';
import { median } from '../harness/statistics.mjs';
import { drawn } from './drawn.mjs';

const frames = 1200;
const framesPerSecond = 30;
const gop = 60;

/** The first request makes the decoder, so it is left out. */
const withMedian = (reading) => ({ ...reading, ms: median(reading.takeMs.slice(1)) });

export function* screenshot({ peers, clips, chosen, quick }) {
  for (const clip of chosen(['h264-1080p-gop60'])) {
    const middles = drawn(quick ? 10 : 30, frames / gop).map(
      (n) => (n * gop + gop / 2 + 0.5) / framesPerSecond,
    );
    const all = Object.entries(peers);
    yield {
      part: 'screenshot',
      name: `${clip} warm`,
      clip,
      contenders: all
        .filter(([name, { frames: take }]) => take && name !== 'ffmpeg')
        .map(([name, peer]) => [
          name,
          async () =>
            withMedian(
              await peer.frames(clips.long(clip, frames), { at: middles, download: true, repeat: 2 }),
            ),
        ]),
    };
    const cold = { at: middles[0], out: join(clips.folder(), 'shot') };
    yield {
      part: 'screenshot',
      name: `${clip} cold`,
      clip,
      contenders: all.map(([name, peer]) => [name, () => peer.screenshot(clips.long(clip, frames), cold)]),
    };
  }
}
