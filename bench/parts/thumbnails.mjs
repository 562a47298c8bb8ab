// A thousand thumbnails, 320 pixels wide and on the host, evenly spaced over a file of 1000 s whose keyframes lie where they
// are wanted: from opening the file to the last picture. nvcodec also takes them as any other frame (`accurate`).

const width = 320;
const framesPerSecond = 30;

export function* thumbnails({ peers, clips, chosen, thumbnailCount: count }) {
  for (const clip of chosen(['h264-1080p-gop30'])) {
    const at = Array.from({ length: count }, (_, i) => i + 0.5 / framesPerSecond);
    const file = () => clips.long(clip, count * framesPerSecond);
    const near = { at, width, codec: clip.split('-')[0] };
    const all = [
      ['nvcodec, auto', (peer) => peer.nearThumbnails(file(), { ...near, sessions: 'auto' })],
      ['ffmpeg', (peer) => peer.nearThumbnails(file(), near)],
      ['pynvvideocodec', (peer) => peer.thumbnails(file(), { at, width })],
      ['torchcodec', (peer) => peer.thumbnails(file(), { at, width })],
      ['nvcodec, accurate, auto', (peer) => peer.thumbnails(file(), { at, width, sessions: 'auto' })],
      ['nvcodec', (peer) => peer.nearThumbnails(file(), near)],
      ['limit', (peer) => peer.nearThumbnails(file(), near)],
      ['nvcodec, accurate', (peer) => peer.thumbnails(file(), { at, width })],
    ];
    const contenders = all
      .map(([name, work]) => [name, work, peers[name.split(',')[0]]])
      .filter(([, , peer]) => peer?.thumbnails ?? peer?.nearThumbnails)
      .map(([name, work, peer]) => [name, () => work(peer)]);
    yield { part: 'thumbnails', name: `${clip}, ${count}`, clip, contenders };
  }
}
