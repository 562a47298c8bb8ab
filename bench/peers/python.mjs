// The Python libraries' side of the tasks, PyNvVideoCodec and torchcodec, where they are installed.
import { fileURLToPath } from 'node:url';
import { processMs, reading } from '../harness/spawn.mjs';

function python(script, { device }) {
  if (device === 'soft') return {};
  const program = fileURLToPath(new URL(script, import.meta.url));
  const env = { CUDA_VISIBLE_DEVICES: device, PYTHONDONTWRITEBYTECODE: '1' };
  const words = (name, options) => [
    'python3',
    [program, JSON.stringify({ task: name, ...options })],
    { env },
  ];
  const task = (name, options) => reading(...words(name, options));
  return {
    throughput: (file, { sessions, mode, seconds, warmup }) =>
      task('throughput', { file, sessions, mode, seconds, warmup }),
    frames: (file, { at, batch = false, download, repeat }) =>
      task('frames', { file, at, batch, download, repeat }),
    thumbnails: (file, { at, width }) => task('thumbnails', { file, at, width }),
    clips: (files, { starts, seconds }) => task('clips', { files, starts, seconds }),
    uploads: (files, { at, width }) => task('uploads', { files, at, width }),
    screenshot: (file, { at, out }) => processMs(...words('screenshot', { file, at, out: `${out}.ppm` })),
  };
}

export const pynvvideocodec = (options) => python('pynvvideocodec_tasks.py', options);
export const torchcodec = (options) => python('torchcodec_tasks.py', options);
