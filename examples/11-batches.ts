// Batches for a network: planar RGB of half floats, normalised, letterboxed to one size, sixteen frames in one piece of
// device memory. `numFrames` is how far decoding runs ahead while the network works on a batch.
import { Player } from 'nvcodec';
import { file } from './arguments.js';

await using player = await Player.open(file, { numFrames: 16 });
const frames = {
  format: 'rgb444pf16',
  size: { width: 224, height: 224 },
  fit: 'contain',
  normalization: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
} as const;
for await (using batch of player.batches({ ...frames, batchSize: 16, end: 2 })) {
  const { devicePointer, shape, dtype } = batch.tensor;
  const times = [batch.frames[0], batch.frames.at(-1)].map((frame) => `${frame?.timestamp.toFixed(3)} s`);
  console.log(`${times.join(' to ')}: ${dtype}[${shape.join(', ')}] at 0x${devicePointer.toString(16)}`);
}
