// A thousand thumbnails, 320 pixels wide and on the host, evenly spaced over a file of 1000 s whose keyframes lie where they
// are wanted: from opening the file to the last picture. nvcodec also takes them as any other frame (`accurate`).

const width = 320;
const framesPerSecond = 30;

export function* thumbnails({ peers, clips, chosen, thumbnailCount: count }) {
  for (const clip of chosen(['h264-1080p-gop30'])) {
    const at = Array.from({ length: count }, (_, i) => i + 0.5 / framesPerSecond);
    const file = () => clips.long(clip, count * framesPerSecond);
    const near = { at, width, codec: clip.split('-')[0] };
    const contenders = [];
    for (const [name, peer] of Object.entries(peers)) {
      if (peer.nearThumbnails) contenders.push([name, () => peer.nearThumbnails(file(), near)]);
      if (name === 'nvcodec') {
        contenders.push(['nvcodec, accurate', () => peer.thumbnails(file(), { at, width })]);
        contenders.push([
          'nvcodec, accurate, auto',
          () => peer.thumbnails(file(), { at, width, sessions: 'auto' }),
        ]);
      } else if (peer.thumbnails) {
        contenders.push([name, () => peer.thumbnails(file(), { at, width })]);
      }
    }
    yield { part: 'thumbnails', name: `${clip} ${count}`, clip, contenders };
  }
}
