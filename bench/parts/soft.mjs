// The soft driver beside FFmpeg's software decoders on the same cores. It needs no GPU.

/** Until V8 has compiled what runs for each frame, at the rate of a few cores. */
const longWarmup = 10;

export function* soft({ softPeers, clips, chosen, seconds, warmup, frames }) {
  const usual = ['h264', 'hevc', 'hevc10', 'vp9'].map((codec) => `${codec}-1080p-gop30`);
  for (const clip of chosen([...usual, 'h264-4k-gop30'])) {
    const mode = clip.startsWith('hevc10') ? 'p016' : 'nv12';
    const file = () => clips.long(clip, frames);
    const contenders = ['nvcodec', 'ffmpeg'].map((name) => [
      name,
      () =>
        softPeers[name].throughput(file(), {
          sessions: 1,
          mode,
          seconds,
          warmup: Math.max(warmup, longWarmup),
        }),
    ]);
    yield { part: 'soft', name: clip, clip, contenders };
  }
}
