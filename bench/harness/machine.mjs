// What the figures were measured on.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';

function firstLine(command, args) {
  const { stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return stdout?.split('\n')[0] ?? '';
}

/** @param gpu what nvidia-smi tells, or undefined */
export function machine(gpu) {
  const processors = cpus();
  return {
    ...(gpu && { gpu }),
    cpu: processors[0].model,
    cores: processors.length,
    node: process.version,
    ffmpeg: /version (\S+)/.exec(firstLine('ffmpeg', ['-version']))?.[1],
  };
}
