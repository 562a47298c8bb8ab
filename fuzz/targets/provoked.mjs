// Mistakes made on purpose, by which the fuzzer's own test sees that it would find them.
import { openSync } from 'node:fs';
import { CudaDriver } from '../../packages/cuda-driver/dist/index.js';
import { softCudaPath } from '../../packages/soft-driver/dist/index.js';

function context() {
  return CudaDriver.load(softCudaPath).device(0).primaryContext();
}

/** The driver's library writes past the end of what it was given. */
function overflow() {
  const from = context();
  const memory = from.allocate(4096);
  from.run(() => memory.context.driver.raw.cuMemcpyDtoH_v2(Buffer.allocUnsafeSlow(64), memory.pointer, 4096));
}

const kept = [];

const MISTAKES = {
  overflow,
  'device-leak': () => kept.push(context().allocate(4096)),
  hang: () => {
    for (;;) Math.random();
  },
  silence: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  files: () => {
    for (let i = 0; i < 100; i++) openSync('/dev/null');
  },
  'type-error': () => null.length,
};

export function runProvoked({ settings }) {
  MISTAKES[settings.mistake]();
  return 'nothing happened';
}
