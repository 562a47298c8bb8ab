// A picture, 320 pixels wide and on the host, of each of many short files of several sizes and codecs: what is uploaded to a
// service. A process for each file (FFmpeg, as many at a time as there are cores), or one process for all, and the same once more.
import { availableParallelism } from 'node:os';
import { drawn } from './drawn.mjs';

const kinds = [
  'h264-1080p-gop30',
  'h264-1280x720-gop30',
  'h264-640x360-gop30',
  'h264-1080x1920-gop30',
  'hevc-1080p-gop30',
  'hevc-1280x720-gop30',
  'hevc-720x1280-gop30',
  'vp9-854x480-gop30',
];

export function* uploads({ peers, softPeers, clips, quick }) {
  const count = quick ? 100 : 400;
  let files;
  const made = (part) => {
    files ??= clips.each(drawn(count, kinds.length).map((kind) => kinds[kind]));
    return files.slice(0, count / part);
  };
  // In the midst of a keyframe: programs that take the very frame have no more to decode.
  const request = { at: 1 + 0.5 / 30, width: 320 };
  const cores = availableParallelism();
  const contenders = [
    ['nvcodec, 8 at a time', peers.nvcodec, { atATime: 8 }],
    [`ffmpeg in software, ${cores} at a time`, softPeers.ffmpeg, { atATime: cores }],
    // Slow enough to be known from a quarter of them.
    [`ffmpeg, ${cores} at a time`, peers.ffmpeg, { atATime: cores, part: 4 }],
    ['nvcodec, one at a time', peers.nvcodec, { atATime: 1 }],
    ['torchcodec', peers.torchcodec, {}],
    ['pynvvideocodec', peers.pynvvideocodec, {}],
  ]
    .filter(([, peer]) => peer?.uploads)
    .map(([name, peer, { part = 1, ...how }]) => [
      name,
      () => peer.uploads(made(part), { ...request, ...how }),
    ]);
  yield { part: 'uploads', name: `${count} files, ${kinds.length} kinds`, contenders };
}
