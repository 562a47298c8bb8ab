// A grid of pictures with their times beneath, in one PNG.
import { createRequire } from 'node:module';
import { digits } from './digits.mjs';

// The image library that the command line writes its pictures with.
const sharp = createRequire(new URL('../packages/cli/package.json', import.meta.url))('sharp');

const gap = 12;
const caption = 28;
const background = { r: 24, g: 24, b: 27 };

function clock(seconds) {
  const tenths = Math.round(seconds * 10);
  const [minutes, rest] = [Math.floor(tenths / 600), tenths % 600];
  return `${minutes}:${String(Math.floor(rest / 10)).padStart(2, '0')}.${rest % 10}`;
}

/**
 * @param shots {file, width, height, timestamp (seconds)} of pictures of one size
 * @param options columns of the grid, and the PNG file to write
 */
export async function contactSheet(shots, { columns, target }) {
  const { width, height } = shots[0];
  const rows = Math.ceil(shots.length / columns);
  const cells = shots.map((shot, i) => ({
    left: gap + (i % columns) * (width + gap),
    top: gap + Math.floor(i / columns) * (height + caption + gap),
    shot,
  }));
  const sheet = {
    width: gap + columns * (width + gap),
    height: gap + rows * (height + caption + gap),
    channels: 3,
    background,
  };
  await sharp({ create: sheet })
    .composite(
      cells.flatMap(({ left, top, shot }) => [
        { input: shot.file, left, top },
        { input: Buffer.from(digits(clock(shot.timestamp), { unit: 2 })), left, top: top + height + 8 },
      ]),
    )
    .png()
    .toFile(target);
}
