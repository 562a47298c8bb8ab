// Cropping, scaling and letterboxing inside the decoder, where they cost nothing: a square of the middle on a
// 16:9 canvas with black bars.
import { Player } from 'nvcodec';
import { file, out } from './arguments.js';
import { writePpm } from './ppm.js';

await using player = await Player.open(file, {
  cropping: ({ width, height }) => {
    const side = Math.min(width, height);
    const [left, top] = [(width - side) >> 1, (height - side) >> 1];
    return { left, top, right: left + side, bottom: top + side };
  },
  targetSize: { width: 320, height: 180 },
  targetRect: { left: 70, top: 0, right: 250, bottom: 180 },
});

for await (using frame of player.frames({ format: 'rgb24' })) {
  await writePpm(out, frame);
  break;
}
