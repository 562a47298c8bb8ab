// Frames where a network wants them: planar RGB in device memory, described as a tensor. The pointer, the shape and the
// strides are what DLPack and the CUDA array interface are made of; nothing is copied to the host.
import { Player } from 'nvcodec';
import { file } from './arguments.js';

await using player = await Player.open(file, { targetSize: { width: 224, height: 224 } });
for await (using frame of player.frames({ format: 'rgb444p', end: 0.1 })) {
  const { devicePointer, shape, strides, dtype, deviceKind, deviceIndex } = frame.tensor;
  console.log(
    `${frame.timestamp.toFixed(3)} s: ${dtype}[${shape.join(', ')}], strides [${strides.join(', ')}]`,
  );
  console.log(`  at 0x${devicePointer.toString(16)} on ${deviceKind} ${deviceIndex}`);
}
