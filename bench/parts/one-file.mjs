// One file, in order, as RGB on the GPU: what a program gets that opens a file once. FFmpeg leaves the pictures as decoded.

/** All engines come through a file so many times faster; beginning again would count as decoding. */
const FASTER = 5;

export function* oneFile({ peers, clips, chosen, sessions, seconds, warmup, frames }) {
  for (const clip of chosen(['h264-1080p-gop60', 'hevc-1080p-gop30', 'vp9-1080p-gop30'])) {
    const mode = clip.startsWith('hevc10') ? 'p016' : 'rgb24';
    const run = (name, options) => () =>
      peers[name].throughput(clips.long(clip, FASTER * frames), {
        sessions: 1,
        mode,
        seconds,
        warmup,
        ...options,
      });
    const others = Object.keys(peers).filter(
      (name) => !['limit', 'nvcodec'].includes(name) && peers[name].throughput,
    );
    const contenders = [
      ['nvcodec, auto', run('nvcodec', { parallel: 'auto' })],
      ...[7, 1].map((n) => [`limit, ${n}`, run('limit', { sessions: n })]),
      ...sessions.map((n) => [`nvcodec, ${n}`, run('nvcodec', n > 1 && { parallel: n })]),
      ...others.filter((name) => mode === 'rgb24' || name !== 'torchcodec').map((name) => [name, run(name)]),
    ].filter(([name]) => peers[name.split(',')[0]]);
    yield { part: 'one-file', name: `${clip} ${mode}`, clip, mode, contenders };
  }
}
