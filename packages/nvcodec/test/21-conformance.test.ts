/**
 * The conformance runner: what it finds in the fixtures, and that it does find what is wrong. Faults are made on
 * FFmpeg's side, by a program that stands in for ffmpeg and changes what it says.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

interface Report {
  readonly summary: Readonly<Record<string, number>>;
  readonly tracks: readonly { file: string; verdict: string; reason: string; frames: number }[];
  readonly skipped: readonly { file: string; reason: string }[];
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'conformance-'));
afterAll(() => rmSync(work, { recursive: true }));

function folderOf(name: string, ...files: readonly string[]): string {
  const folder = join(work, name);
  mkdirSync(folder);
  for (const file of files) cpSync(join(root, 'fixtures', file), join(folder, file));
  return folder;
}

/**
 * ffmpeg and ffprobe, the first with the hashes it prints changed by a sed script; by another where it has three threads, or
 * gets no buffer back.
 */
function changedFfmpeg(name: string, script: string, withThreads = script, holding = script): string {
  const folder = join(work, name);
  mkdirSync(folder);
  const which = (program: string): string => execFileSync('which', [program], { encoding: 'utf8' }).trim();
  const lines = {
    ffmpeg: [
      '#!/bin/bash',
      'set -o pipefail',
      `[[ " $* " == *" framehash "* ]] || exec ${which('ffmpeg')} "$@"`,
      `script='${script}'`,
      `[[ " $* " != *" -threads 3 "* ]] || script='${withThreads}'`,
      `[[ " $* " != *" reverse,reverse "* ]] || script='${holding}'`,
      `${which('ffmpeg')} "$@" | sed -E "$script"`,
      '',
    ].join('\n'),
    ffprobe: `#!/bin/bash\nexec ${which('ffprobe')} "$@"\n`,
  };
  for (const [program, text] of Object.entries(lines)) {
    writeFileSync(join(folder, program), text);
    chmodSync(join(folder, program), 0o755);
  }
  return join(folder, 'ffmpeg');
}

function run(args: readonly string[], ffmpeg = 'ffmpeg'): { status: number | null; report: Report } {
  const { status, stdout, stderr } = spawnSync(
    'node',
    [join(root, 'conformance/run.mjs'), ...args, '--device', 'soft', '--json'],
    { encoding: 'utf8', env: { ...process.env, FFMPEG: ffmpeg }, maxBuffer: 2 ** 26 },
  );
  if (stdout === '') throw new Error(stderr);
  return { status, report: JSON.parse(stdout) as Report };
}

describe('a folder of media', () => {
  test('every frame and timestamp of the fixtures is FFmpeg’s', { timeout: 300_000 }, () => {
    const { status, report } = run([join(root, 'fixtures')]);
    expect(report.tracks.filter(({ verdict }) => verdict !== 'exact')).toEqual([]);
    expect(report.tracks.length).toBeGreaterThanOrEqual(19);
    expect(report.skipped).toContainEqual({ file: 'audio-only.wav', reason: 'no video stream' });
    expect(status).toBe(0);
  });

  test('one without video is a failure, not a success', { timeout: 60_000 }, () => {
    const { status, report } = run([folderOf('no-video', 'audio-only.m4a', 'README.md')]);
    expect(report.summary.tracks).toBe(0);
    expect(report.skipped.map(({ file }) => file)).toEqual(['README.md', 'audio-only.m4a']);
    expect(status).toBe(1);
  });
});

describe('what differs is found', () => {
  const folder = folderOf('clips', 'vp8.webm', 'mpeg1.mpg');
  const verdictBy = (script: string): Report['tracks'] => {
    const { status, report } = run([folder], changedFfmpeg(`ffmpeg-${script.replace(/\W/g, '_')}`, script));
    expect(status).toBe(1);
    return report.tracks;
  };

  test('a frame too many', { timeout: 120_000 }, () => {
    for (const track of verdictBy('$d')) {
      expect(track.verdict).toBe('differs');
      expect(track.reason).toContain(`${track.frames} frames, not ${track.frames - 1}; `.slice(0, -2));
    }
  });

  test('other bytes, with the first frame that has them', { timeout: 120_000 }, () => {
    for (const track of verdictBy('20s/.$/x/')) {
      expect(track.verdict).toBe('differs');
      expect(track.reason).toMatch(/^frame \d+ \(pts \d+\): other bytes; 1 of \d+ frames differ$/);
    }
  });

  test('another time', { timeout: 120_000 }, () => {
    for (const track of verdictBy('20s/^(0, *[0-9]+, *)([0-9]+)/\\17/')) {
      expect(track.verdict).toBe('times');
      expect(track.reason).toMatch(/^frame \d+: pts \d+, not 7; 1 of \d+ frames$/);
    }
  });

  test('what FFmpeg decodes in two ways is right in either, and open where it is neither', {
    timeout: 120_000,
  }, () => {
    const clip = folderOf('two-ways', 'vp8.webm');
    const right = run([clip], changedFfmpeg('ffmpeg-right', '20s/.$/x/', ''));
    expect(right.report.tracks.map(({ verdict }) => verdict)).toEqual(['exact']);
    const open = run([clip], changedFfmpeg('ffmpeg-open', '20s/.$/x/', '20s/.$/y/'));
    expect(open.report.tracks).toMatchObject([
      { verdict: 'open', reason: 'FFmpeg decodes 1 of 30 frames in two ways, the others are exact' },
    ]);
    expect(open.status).toBe(0);
    const byBuffers = run([clip], changedFfmpeg('ffmpeg-held', '20s/.$/x/', '20s/.$/x/', '20s/.$/y/'));
    expect(byBuffers.report.tracks.map(({ verdict }) => verdict)).toEqual(['open']);
    const wrong = run([clip], changedFfmpeg('ffmpeg-wrong', '20,21s/.$/x/', '20s/.$/y/;21s/.$/x/'));
    expect(wrong.report.tracks.map(({ verdict }) => verdict)).toEqual(['differs']);
  });

  test('a file that takes too long ends alone', { timeout: 60_000 }, () => {
    const cache = join(work, 'cache');
    expect(run([folder, '--cache', cache]).status).toBe(0);
    const { status, report } = run([folder, '--cache', cache, '--timeout', '0.01']);
    expect(report.tracks.map(({ verdict }) => verdict)).toEqual(['hung', 'hung']);
    expect(status).toBe(1);
  });
});
