/**
 * What makes the first frame come sooner, begun before it is asked for, and its end. It imports next to nothing: a program
 * that takes it from `nvcodec/warm-up` can begin with it while it loads all else.
 */
import { drain, onDrain } from './drain.js';
import { warmUp } from './worker/threads.js';

export { drain, warmUp };

const contexts = new Map<number, () => void>();
onDrain(() => {
  for (const release of contexts.values()) release();
  contexts.clear();
});

/**
 * Loads NVIDIA's driver and makes a GPU's context, on another thread; that takes 0.2 s on an H200. They are kept until
 * `drain`, which then also gives back what sessions have left.
 * @param ordinal the GPU's, from 0.
 * @throws DriverNotFoundError, CudaError when there is no such GPU.
 */
export async function warmUpGpu(ordinal = 0): Promise<void> {
  const { warmUpDevice } = await import('@nvcodec/cuda-driver/warm-up');
  const release = await warmUpDevice(ordinal);
  contexts.get(ordinal)?.();
  contexts.set(ordinal, release);
}
