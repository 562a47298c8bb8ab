// Frames a second of N sessions, each through the whole file on its own.

/** Pictures as decoded, and RGB where they have 8 bits. */
const modesOf = (clip) => (clip.startsWith('hevc10') ? ['p016'] : ['nv12', 'rgb24']);

/** FFmpeg leaves pictures as decoded, torchcodec gives RGB only. */
const canGive = (peer, mode) => (mode === 'rgb24' ? peer !== 'ffmpeg' : peer !== 'torchcodec');

export function* throughput({ peers, clips, chosen, sessions, modes, seconds, warmup, frames }) {
  for (const clip of chosen(['h264-1080p-gop30'])) {
    for (const mode of modesOf(clip).filter((m) => modes.includes(m) || m === 'p016')) {
      for (const count of sessions) {
        const file = () => clips.long(clip, frames);
        const contenders = Object.entries(peers)
          .filter(([name, peer]) => peer.throughput && canGive(name, mode))
          .map(([name, peer]) => [
            name,
            () => peer.throughput(file(), { sessions: count, mode, seconds, warmup }),
          ]);
        yield {
          part: 'throughput',
          name: `${clip} ${mode} ${count}`,
          clip,
          mode,
          sessions: count,
          contenders,
        };
      }
    }
  }
}
