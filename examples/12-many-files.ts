// A thumbnail of each of many files, several files at a time. Threads and decoders go from file to file; a file that cannot
// be decoded is named, and the others go on. Arguments: files; without any, some of the bundled ones.
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Screenshoter } from 'nvcodec';
import { writePpm } from './ppm.js';

const atATime = 8;
const bundled = ['clip.mp4', 'vp9.webm', 'hevc10.mkv', 'rotated.mp4', 'audio-only.m4a', 'vfr.mp4'];
const named = process.argv.slice(2);
const files =
  named.length > 0
    ? named
    : bundled.map((name) => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url)));

async function thumbnail(file: string): Promise<void> {
  await using shots = await Screenshoter.open(file, {
    // By the decoder, while it brings the picture out.
    targetSize: ({ width, height }) => ({ width: 320, height: 2 * Math.round((160 * height) / width) }),
  });
  const { startTime, duration } = shots.info;
  using shot = await shots.screenshot(startTime + (duration ?? 0) / 10);
  await writePpm(`${basename(file)}.ppm`, shot);
}

const left = files.values();
async function takeInTurn(): Promise<void> {
  for (const file of left) {
    await thumbnail(file).catch((error: Error) => console.log(`${basename(file)}: ${error.message}`));
  }
}
await Promise.all(Array.from({ length: atATime }, takeInTurn));
