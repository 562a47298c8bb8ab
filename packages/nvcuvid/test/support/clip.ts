/** The fixture clip h264.h264: its bytes, and what FFmpeg's software decoder makes of it. */
import { readFileSync } from 'node:fs';

const fixtures = new URL('../../../../fixtures/', import.meta.url);

/** H.264 High, 320x240, 30 pictures in GOPs of 15 with B-pyramids; Annex B. */
export const clip = {
  codec: 'h264',
  width: 320,
  height: 240,
  pictures: 30,
  bytes: new Uint8Array(readFileSync(new URL('h264.h264', fixtures))),
  /** MD5 of each picture as planar 4:2:0, in display order. */
  hashes: framemd5('h264.h264.framemd5'),
} as const;

/** The same pictures, of which the SPS cuts off 16 columns left, 8 right, 8 rows at the top and 4 at the bottom. */
export const croppedClip = {
  area: { left: 16, top: 8, right: 312, bottom: 236 },
  bytes: new Uint8Array(readFileSync(new URL('sps-crop.h264', fixtures))),
} as const;

/** The first temporal unit of av1.mp4, as a stream of OBUs with its delimiter and sequence header. */
export function av1TemporalUnit(): Uint8Array {
  const file = readFileSync(new URL('av1.mp4', fixtures));
  const config = file.indexOf('av1C');
  const sequenceHeader = file.subarray(config + 8, config - 4 + file.readUInt32BE(config - 4));
  const mediaData = file.indexOf('mdat') + 4;
  const firstSize = file.readUInt32BE(file.indexOf('stsz') + 16);
  const delimiter = Buffer.from([0x12, 0x00]);
  return Buffer.concat([delimiter, sequenceHeader, file.subarray(mediaData, mediaData + firstSize)]);
}

function framemd5(name: string): string[] {
  const lines = readFileSync(new URL(name, fixtures), 'utf8').split('\n');
  return lines.filter((line) => line.startsWith('0,')).map((line) => line.split(',').at(-1)?.trim() ?? '');
}

/** The access units of an Annex B stream of one slice a picture: each starts at its delimiter, parameter set or slice. */
export function accessUnits(stream: Uint8Array): Uint8Array[] {
  const starts: number[] = [];
  let previousWasSlice = true;
  for (let at = 0; at + 3 < stream.length; at++) {
    if (stream[at] !== 0 || stream[at + 1] !== 0 || stream[at + 2] !== 1) continue;
    const type = (stream[at + 3] ?? 0) & 31;
    const slice = type === 1 || type === 5;
    if (previousWasSlice) starts.push(stream[at - 1] === 0 ? at - 1 : at);
    previousWasSlice = slice;
  }
  return starts.map((start, index) => stream.subarray(start, starts[index + 1] ?? stream.length));
}
