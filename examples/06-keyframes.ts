// The keyframes of a video, which cost no decoder, and the first frame from each of them on.
import { keyframes, Player } from 'nvcodec';
import { file } from './arguments.js';

const index = await keyframes(file);
console.log(`${index.length} keyframes${index.complete ? '' : ' or more'}`);

await using player = await Player.open(file);
for (const { pts } of index) {
  if (pts === null) continue;
  await player.seek((Number(pts) * index.timeBase.num) / index.timeBase.den);
  for await (using frame of player.frames()) {
    console.log(`${frame.timestamp.toFixed(3)} s: ${frame.format} ${frame.width}x${frame.height}`);
    break;
  }
}
