/**
 * What makes the first frame come sooner, begun before it is asked for, and its end. It imports next to nothing: a program
 * that takes it from `nvcodec/warm-up` can begin with it while it loads all else.
 */
import { endQuickly, warmUpDevice } from '@nvcodec/cuda-driver/warm-up';
import { drain, onDrain } from './drain.js';
import { warmUp } from './worker/threads.js';

export { drain, endQuickly, warmUp };

const contexts = new Map<number | 'auto', () => void>();
onDrain(() => {
  for (const release of contexts.values()) release();
  contexts.clear();
});

/**
 * Loads NVIDIA's driver and makes a GPU's context, on another thread; that takes 0.2 s on an H200. They are kept until
 * `drain`, which then also gives back what sessions have left.
 * @param gpu its number, from 0. Default 'auto': the only one there is; of several only the driver is loaded.
 * @throws DriverNotFoundError, CudaError when there is no such GPU.
 */
export async function warmUpGpu(gpu: number | 'auto' = 'auto'): Promise<void> {
  const release = await warmUpDevice(gpu);
  contexts.get(gpu)?.();
  contexts.set(gpu, release);
}
