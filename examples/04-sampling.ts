// One picture in thirty, for a program that needs few: pictures that nobody maps are decoded, for others refer to
// them, but never post-processed, converted or copied.
import { Player } from 'nvcodec';
import { file } from './arguments.js';

await using player = await Player.open(file);
let decoded = 0;
for await (using picture of player.pictures()) {
  if (decoded++ % 30 !== 0) continue;
  using surface = picture.map();
  const { format, width, height, pitchBytes } = surface;
  console.log(`${picture.timestamp.toFixed(3)} s: ${format} ${width}x${height}, ${pitchBytes} bytes a row`);
}
console.log(`${decoded} pictures decoded`);
