// Every frame of a stretch of time, with its time and its pixels in host memory.
import { Player } from 'nvcodec';
import { file } from './arguments.js';

await using player = await Player.open(file);
const { info } = player;
console.log(`${info.codec} ${info.displaySize.width}x${info.displaySize.height} on ${info.device.name}`);
if (info.fallbackReason !== undefined) console.log(`not on a GPU: ${info.fallbackReason}`);

// `using` gives each frame back at the end of its turn; without it the garbage collector would, later.
for await (using frame of player.frames({ format: 'rgb24', start: 1, end: 1.2 })) {
  const pixels = await frame.download();
  let sum = 0;
  for (const value of pixels) sum += value;
  const seconds = frame.timestamp.toFixed(4);
  console.log(`${seconds} s (pts ${frame.pts}), ${frame.status}, mean ${(sum / pixels.length).toFixed(1)}`);
}
