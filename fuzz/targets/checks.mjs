// What must hold however damaged the media is.

export function check(holds, what) {
  if (!holds) throw new Error(`wrong: ${what}`);
}

const isTime = (value) => value === null || typeof value === 'bigint';
const isRate = (value) => value === null || (value.num > 0 && value.den > 0);

export function checkTrack(track) {
  check(
    track.timeBase.num > 0 && track.timeBase.den > 0,
    `time base ${track.timeBase.num}/${track.timeBase.den}`,
  );
  check(typeof track.codec === 'string' && track.codec !== '', 'a track without a codec name');
  check(track.width >= 0 && track.height >= 0, `size ${track.width}x${track.height}`);
  check(isTime(track.startPts) && isTime(track.duration), 'start or duration');
  check(isRate(track.averageFrameRate) && isRate(track.realFrameRate), 'frame rate');
  check(Number.isFinite(track.rotation), `rotation ${track.rotation}`);
  check(track.sampleAspectRatio.num >= 0 && track.sampleAspectRatio.den > 0, 'sample aspect ratio');
}

export function checkPacket(packet, tracks) {
  check(isTime(packet.pts) && isTime(packet.dts), 'timestamps of a packet');
  check(packet.data.byteLength === packet.byteLength, 'length of a packet');
  check(tracks[packet.trackIndex] !== undefined, `track ${packet.trackIndex} of a packet`);
  for (const { type, data } of packet.sideData) check(type !== '' && data.length >= 0, 'side data');
}

const STATUSES = ['clean', 'concealed', 'damaged'];

export function checkFrame(frame) {
  const { width, height, layout } = frame;
  check(
    width > 0 && height > 0 && layout.width === width && layout.height === height,
    `frame ${width}x${height}`,
  );
  check(STATUSES.includes(frame.status), `status ${frame.status}`);
  check(typeof frame.pts === 'bigint' && Number.isFinite(frame.timestamp), `timestamp ${frame.timestamp}`);
  check(frame.duration >= 0, `duration ${frame.duration}`);
}

export function checkPixels(frame, pixels) {
  check(pixels.byteLength === frame.layout.byteLength, `${pixels.byteLength} bytes of a frame`);
}
