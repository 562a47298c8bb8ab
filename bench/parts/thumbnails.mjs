// A thousand thumbnails, 320 pixels wide and on the host: one for each second of a file of 1000 s, whose keyframes lie where
// they are wanted, and evenly spaced over an hour, most of whose keyframes are not wanted. From opening the file to the last
// picture; then once more in the same process, where a program has one. nvcodec also takes them as any other frame
// (`accurate`); of the hour FFmpeg also decodes every keyframe and selects pictures, which is the usual command. Of a file
// with a keyframe every eight seconds all take the pictures of each second, between keyframes too.

const width = 320;
const framesPerSecond = 30;
const hour = 3600;

/** What a program needs to know of `count` pictures of so many seconds that have a keyframe each. */
function wanted(clip, count, seconds) {
  // Of whole seconds, in the midst of the keyframe's time: programs that look for the nearest frame find it too.
  const at = Array.from(
    { length: count },
    (_, i) => Math.floor((i * seconds) / count) + 0.5 / framesPerSecond,
  );
  return { at, width, every: seconds / count, codec: clip.split('-')[0] };
}

const contendersOf = (peers, all) =>
  all
    .map(([name, work]) => [name, work, peers[name.split(',')[0]]])
    .filter(([, , peer]) => peer?.thumbnails ?? peer?.nearThumbnails)
    .map(([name, work, peer]) => [name, () => work(peer)]);

const ofKeyframes = ({ near, exact }) => [
  ['nvcodec, auto', near({ sessions: 'auto' })],
  ['ffmpeg', near({})],
  ['pynvvideocodec', exact({})],
  ['torchcodec', exact({})],
  ['nvcodec', near({})],
  ['limit', near({})],
];

const betweenKeyframes = ({ exact }) => [
  ['nvcodec, auto', exact({ sessions: 'auto' })],
  ['ffmpeg', exact({})],
  ['pynvvideocodec', exact({})],
  ['torchcodec', exact({})],
];

export function* thumbnails({ peers, clips, chosen, thumbnailCount: count }) {
  for (const clip of chosen(['h264-1080p-gop30', 'h264-1080p-gop250'])) {
    const row = (of, seconds, contenders) => {
      const request = wanted(clip, count, seconds);
      const file = () => clips.long(clip, seconds * framesPerSecond);
      const near = (options) => (peer) => peer.nearThumbnails(file(), { ...request, ...options });
      const exact = (options) => (peer) => peer.thumbnails(file(), { ...request, ...options });
      const all = contendersOf(peers, contenders({ near, exact }));
      return { part: 'thumbnails', name: `${clip}, ${count}${of}`, clip, contenders: all };
    };
    if (!clip.endsWith('gop30')) {
      yield row('', count, betweenKeyframes);
      continue;
    }
    yield row('', count, (take) => [
      ...ofKeyframes(take),
      ['nvcodec, accurate, auto', take.exact({ sessions: 'auto' })],
      ['nvcodec, accurate', take.exact({})],
    ]);
    yield row(' of an hour', hour, (take) => [
      ...ofKeyframes(take),
      ['ffmpeg, every keyframe', take.near({ decodeAll: true })],
    ]);
  }
}
