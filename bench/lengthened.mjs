// A short clip repeated without encoding, so that a measurement does not keep starting over.
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return stdout;
}

function packetCount(file) {
  const entries = [
    '-select_streams',
    'v:0',
    '-count_packets',
    '-show_entries',
    'stream=nb_read_packets',
    '-of',
    'csv=p=0',
  ];
  return Number.parseInt(run('ffprobe', ['-v', 'error', ...entries, file]), 10);
}

/** @returns a file of at least `frames` pictures, and the temporary folder to remove afterwards */
export function lengthened(file, frames) {
  const times = Math.ceil(frames / packetCount(file));
  const folder = mkdtempSync(join(tmpdir(), 'nvcodec-bench-'));
  const long = join(folder, `long${extname(file)}`);
  if (/^\.(26[45]|h26[45]|hevc)$/.test(extname(file))) {
    const bytes = readFileSync(file);
    for (let i = 0; i < times; i++) appendFileSync(long, bytes);
  } else {
    const loop = [
      '-stream_loop',
      String(times - 1),
      '-i',
      resolve(file),
      '-map',
      '0:v:0',
      '-c',
      'copy',
      long,
    ];
    run('ffmpeg', ['-v', 'error', '-nostdin', ...loop]);
  }
  return { file: long, folder };
}
