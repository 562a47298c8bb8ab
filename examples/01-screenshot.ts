// One picture out of the middle of a video: the keyframe before that time, which is fast, or the exact frame.
import { Screenshoter } from 'nvcodec';
import { file, out } from './arguments.js';
import { writePpm } from './ppm.js';

await using shots = await Screenshoter.open(file);
const middle = shots.info.startTime + (shots.info.duration ?? 0) / 2;

using near = await shots.screenshot(middle);
console.log(`near ${middle.toFixed(3)} s: the keyframe at ${near.timestamp.toFixed(3)} s`);

using exact = await shots.screenshot(middle, { accurate: true });
await writePpm(out, exact);
