// Frames in any order, by number and by time: each is the one that reading from the start would give.
import { Player } from 'nvcodec';
import { file } from './arguments.js';

await using player = await Player.open(file);
const { count, keyframes, startTime, endTime } = await player.index();
console.log(`${count} frames from ${startTime} to ${endTime.toFixed(3)} s, ${keyframes.length} keyframes`);

// A training program's batch: random numbers, some of them twice.
const batch = Array.from({ length: 8 }, (_, i) => (i * 71) % count);
for await (using frame of player.framesAtIndices([...batch, batch[0] ?? 0], { format: 'rgb24' })) {
  console.log(`batch ${frame.index}: ${frame.timestamp.toFixed(3)} s, ${frame.width}x${frame.height}`);
}

// A clip at two frames a second, whatever the video's own rate.
for await (using frame of player.framesIn({ start: startTime, end: startTime + 3, fps: 2 })) {
  console.log(`clip: ${frame.timestamp.toFixed(3)} s`);
}

using last = await player.frameAtIndex(-1);
console.log(`the last frame is shown at ${last.timestamp.toFixed(3)} s`);
