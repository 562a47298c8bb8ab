// nvcodec's side of the tasks: player.mjs, nvcodec-tasks.mjs and the command.
import { fileURLToPath } from 'node:url';
import { processMs, reading } from '../harness/spawn.mjs';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

export function nvcodec({ device }) {
  const task = (name, options) =>
    reading(process.execPath, [
      path('nvcodec-tasks.mjs'),
      JSON.stringify({ task: name, device, ...options }),
    ]);
  return {
    throughput: (file, { sessions, mode, seconds, warmup, parallel }) => {
      const named = {
        sessions,
        mode,
        seconds,
        warmup: Math.max(warmup, 2),
        device,
        ...(parallel && { parallel }),
      };
      const words = Object.entries(named).flatMap(([name, value]) => [`--${name}`, String(value)]);
      return reading(process.execPath, [path('../player.mjs'), file, ...words]);
    },
    frames: (file, options) => task('frames', { file, ...options }),
    thumbnails: (file, options) => task('thumbnails', { file, ...options }),
    nearThumbnails: (file, options) => task('thumbnails', { file, near: true, ...options }),
    clips: (files, options) => task('clips', { files, ...options }),
    uploads: (files, options) => task('uploads', { files, ...options }),
    screenshot: (file, { at, out, near }) => {
      const command = [
        path('../../packages/cli/dist/main.js'),
        'screenshot',
        file,
        '--at',
        String(at),
        '-y',
        '-q',
      ];
      const how = [...(near ? [] : ['--accurate']), '--device', device, '-o', `${out}.png`];
      return processMs(process.execPath, [...command, ...how]);
    },
  };
}
