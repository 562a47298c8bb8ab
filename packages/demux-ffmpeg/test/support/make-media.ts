// Makes the clips that need an encoder or a muxer, once for a run, with the ffmpeg command.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { encodersMissing, FFMPEG } from './tools.js';

declare module 'vitest' {
  interface ProvidedContext {
    media: string;
  }
}

const TEST_PICTURE = ['-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=30:duration=3'];
const TONE = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=3'];
const X264 = '-c:v libx264 -preset veryfast -g 30 -bf 2 -pix_fmt yuv420p'.split(' ');
const COPY = ['-map', '0', '-c', 'copy'];

/** Arguments of ffmpeg by the file they make, in order: later ones read earlier ones. */
const RECIPES: readonly (readonly [file: string, args: readonly string[]])[] = [
  ['bframes.mp4', [...TEST_PICTURE, ...TONE, ...X264, '-c:a', 'aac', '-metadata:s:a:0', 'language=fre']],
  [
    'close-keyframes.mp4',
    [...TEST_PICTURE, ...X264, '-force_key_frames', 'expr:eq(mod(n,20),0)+eq(mod(n,20),2)'],
  ],
  ['bframes.mkv', ['-i', 'bframes.mp4', ...COPY]],
  ['bframes.ts', ['-i', 'bframes.mp4', ...COPY]],
  ['bframes.flv', ['-i', 'bframes.mp4', ...COPY]],
  ['fragmented.mp4', ['-i', 'bframes.mp4', ...COPY, '-movflags', 'frag_keyframe+empty_moov']],
  ['sidx.mp4', ['-i', 'bframes.mp4', ...COPY, '-movflags', 'frag_keyframe+empty_moov+dash+global_sidx']],
  ['faststart.mp4', ['-i', 'bframes.mp4', ...COPY, '-movflags', 'faststart']],
  ['no-cues.mkv', ['-i', 'bframes.mp4', ...COPY, '-live', '1']],
  ['timecode.mov', ['-i', 'bframes.mp4', ...COPY, '-timecode', '01:00:00:00']],
  ['cut.mp4', ['-ss', '1.5', '-i', 'bframes.mp4', ...COPY]],
  [
    'vp9.webm',
    [...TEST_PICTURE, '-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-g', '30'],
  ],
  ['mpeg4.avi', [...TEST_PICTURE, '-c:v', 'mpeg4', '-g', '15', '-bf', '2']],
  ['no-b.avi', [...TEST_PICTURE, '-c:v', 'mpeg4', '-g', '15', '-bf', '0']],
  [
    'jitter.mp4',
    [
      ...['-f', 'lavfi', '-i'],
      'testsrc2=size=160x120:rate=30:duration=1,settb=1/1000,setpts=N*33+mod(N*N*7\\,29)',
      ...['-fps_mode', 'passthrough', '-enc_time_base', '1/1000', '-c:v', 'libx264', '-bf', '0'],
      ...['-pix_fmt', 'yuv420p', '-video_track_timescale', '1000'],
    ],
  ],
  [
    'tagged.mp4',
    [
      ...['-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=25:duration=0.4', '-c:v', 'libx264'],
      ...['-pix_fmt', 'yuv422p10le', '-colorspace', 'bt2020nc', '-color_primaries', 'bt2020'],
      ...['-color_trc', 'arib-std-b67', '-color_range', 'tv', '-aspect', '16:9'],
      ...['-metadata', 'title=Straße', '-metadata:s:v', 'language=ger', '-disposition:v', 'default+forced'],
    ],
  ],
  [
    'interlaced.mp4',
    [
      ...['-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=50:duration=1', '-vf', 'interlace=scan=tff'],
      ...['-c:v', 'libx264', '-x264opts', 'tff=1', '-pix_fmt', 'yuv420p'],
    ],
  ],
];

export default function setup(project: TestProject): (() => void) | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'demux-ffmpeg-'));
  project.provide('media', folder);
  if (!encodersMissing) {
    for (const [file, args] of RECIPES) make(folder, file, args);
  }
  return () => rmSync(folder, { recursive: true, force: true });
}

function make(folder: string, file: string, args: readonly string[]): void {
  const command = ['-v', 'error', '-y', '-nostdin', ...args, '-fflags', '+bitexact', file];
  try {
    execFileSync(FFMPEG, command, { cwd: folder, stdio: 'pipe' });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = missing ? 'install the ffmpeg command (Debian, Ubuntu: apt-get install ffmpeg)' : error;
    throw new Error(`the test clip ${file} cannot be made: ${reason}`);
  }
}
