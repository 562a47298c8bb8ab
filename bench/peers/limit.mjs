// The limit program's side of the tasks.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { softCudaPath, softCuvidPath } from '../../packages/soft-driver/dist/index.js';
import { processMs, reading } from '../harness/spawn.mjs';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const kernels = '../packages/colorspace';

export function limit({ device }) {
  const program = path('build/limit');
  if (!existsSync(program)) {
    const { status } = spawnSync('bash', [path('build-limit.sh')], { stdio: 'inherit' });
    if (status !== 0) throw new Error('the limit program could not be built');
  }
  const soft = device === 'soft';
  const kernel = path(
    soft ? `${kernels}/build/libnvcodec-kernels-host.so` : `${kernels}/kernels/ptx/nv12_to_rgb.ptx`,
  );
  const driver = soft ? ['--cuda', softCudaPath, '--cuvid', softCuvidPath] : ['--device', device];
  const common = ['--kernel', kernel, ...driver];
  const frames = (file, options) => [
    'frames',
    file,
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...common,
  ];
  return {
    throughput: (file, { sessions, mode, seconds, warmup }) => {
      const window = ['--seconds', String(seconds), '--warmup', String(warmup)];
      return reading(program, [file, '--sessions', String(sessions), '--mode', mode, ...window, ...common]);
    },
    frames: (file, { at, download, repeat }) =>
      reading(program, frames(file, { at: at.join(), download: Number(download), repeat })),
    nearThumbnails: async (file, { at, width }) => {
      const { contextMs, openMs, takeMs } = await reading(
        program,
        frames(file, { at: at.join(), width, near: 1 }),
      );
      return { ms: openMs + takeMs.reduce((sum, ms) => sum + ms, 0), count: takeMs.length, contextMs };
    },
    screenshot: (file, { at, out }) => processMs(program, frames(file, { at, out: `${out}.ppm` })),
  };
}
