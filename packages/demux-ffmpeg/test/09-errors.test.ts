// What goes wrong, in plain words and on one line.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AvError,
  Demuxer,
  DisposedError,
  ffmpegInfo,
  type LogLevel,
  setLogLevel,
} from '@nvcodec/demux-ffmpeg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drain, fixture, thrownBy } from './support/tools.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'errors-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('files that cannot be opened', () => {
  const cases: readonly (readonly [string, () => string, string, RegExp])[] = [
    ['that are not there', () => join(folder, 'none.mp4'), 'ENOENT', /: no such file \[ENOENT\]$/],
    ['that are folders', () => folder, 'EISDIR', /: it is a directory/],
    ['below a file', () => join(file('a.txt', 'a'), 'b.mp4'), 'ENOTDIR', /not a directory/],
    ['that are empty', () => file('empty.mp4', ''), 'AVERROR_INVALIDDATA', /: it is empty/],
    ['that are text', () => file('a.mp4', 'hello\n'.repeat(500)), 'AVERROR_INVALIDDATA', /not a media file/],
    ['that are called text', () => file('a.txt', 'hello\n'.repeat(500)), 'AVERROR_INVALIDDATA', /text file/],
    ['that lack their index', () => fixture('truncated.mp4'), 'AVERROR_INVALIDDATA', /moov atom not found/],
    ['that are a few bytes', () => file('x.mkv', 'abc'), 'AVERROR_INVALIDDATA', /not a media file/],
  ];

  it.each(cases)('%s', (_, path, name, message) => {
    const error = thrownBy(() => Demuxer.openSync(path()));
    expect(error).toBeInstanceOf(AvError);
    expect(error).toMatchObject({ name, call: 'avformat_open_input', source: path() });
    expect((error as AvError).code).toBeLessThan(0);
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/\n|0x[0-9a-f]{6}/);
    expect(error.message.startsWith(`cannot open ${path()}: `)).toBe(true);
  });

  it.each(cases)('%s, asynchronously', async (_, path, name) => {
    await expect(Demuxer.open(path())).rejects.toMatchObject({ name });
  });

  it('that one may not read', () => {
    const path = file('secret.mp4', readFileSync(fixture('clip.mp4')));
    chmodSync(path, 0);
    chmodSync(folder, 0o755);
    // The superuser reads everything, so the test stops being him for a moment.
    const superuser = process.getuid?.() === 0;
    if (superuser) process.seteuid?.(65534);
    try {
      expect(thrownBy(() => Demuxer.openSync(path))).toMatchObject({
        name: 'EACCES',
        message: `cannot open ${path}: permission denied [EACCES]`,
      });
    } finally {
      if (superuser) process.seteuid?.(0);
    }
  });

  it('from memory', () => {
    expect(thrownBy(() => Demuxer.openSync(new Uint8Array(0))).message).toMatch(
      /0 bytes in memory: it is empty/,
    );
    expect(thrownBy(() => Demuxer.openSync(new Uint8Array(999))).message).toMatch(
      /999 bytes in memory: not a media/,
    );
  });
});

describe('addresses', () => {
  it('of a kind that this FFmpeg does not know', () => {
    expect(thrownBy(() => Demuxer.openSync('gopherx://example.invalid/a')).message).toMatch(
      /this FFmpeg cannot read gopherx: addresses/,
    );
    expect(thrownBy(() => Demuxer.openSync('http://'))).toBeInstanceOf(TypeError);
  });

  it('https says that TLS is missing, or that the host is', () => {
    const error = thrownBy(() => Demuxer.openSync('https://nowhere.invalid/a.mp4'));
    const hasTls = ffmpegInfo().protocols.includes('https');
    expect(error).toBeInstanceOf(AvError);
    expect(error.message).toMatch(hasTls ? /nowhere\.invalid/ : /it was built without TLS/);
  });
});

describe('options', () => {
  it('that nothing takes are named', () => {
    const open = () =>
      Demuxer.openSync(fixture('clip.mp4'), { formatOptions: { ignore_editlits: '1', x: 'y' } });
    expect(thrownBy(open)).toMatchObject({ name: 'AVERROR_OPTION_NOT_FOUND' });
    expect(thrownBy(open).message).toMatch(/ignore_editlits, x/);
  });

  it('with values that cannot be', () => {
    const clip = fixture('clip.mp4');
    expect(thrownBy(() => Demuxer.openSync(clip, { format: 'no_such' })).message).toMatch(
      /no demuxer of that name/,
    );
    expect(thrownBy(() => Demuxer.openSync(clip, { probeSize: -1 })).message).toMatch(/probeSize must be/);
    expect(thrownBy(() => Demuxer.openSync(clip, { analyzeDurationSeconds: 0 })).message).toMatch(
      /analyzeDuration/,
    );
    expect(thrownBy(() => Demuxer.openSync(clip, { decryptionKey: 'xyz' })).message).toMatch(
      /decryptionKey must/,
    );
    const formatOptions = { a: 1 } as unknown as Record<string, string>;
    expect(thrownBy(() => Demuxer.openSync(clip, { formatOptions })).message).toMatch(/formatOptions\.a/);
  });

  it('paths with a null character, and empty ones', () => {
    expect(thrownBy(() => Demuxer.openSync('a\0b'))).toBeInstanceOf(TypeError);
    expect(thrownBy(() => Demuxer.openSync(''))).toBeInstanceOf(TypeError);
  });
});

describe('damage', () => {
  it('in the middle of a file does not end the process, whatever byte it is', () => {
    for (const clip of ['two-tracks.mp4', 'vp9.webm', 'mpeg2.ts', 'mpeg4.avi']) {
      const whole = readFileSync(fixture(clip));
      for (let round = 0; round < 40; round++) {
        const damaged = new Uint8Array(whole);
        for (let i = 0; i < 30; i++)
          damaged[(round * 7907 + i * 104729) % damaged.length] = (round * 31 + i) & 255;
        try {
          using demuxer = Demuxer.openSync(damaged.subarray(0, damaged.length - round * 100));
          drain(demuxer, 1000);
          demuxer.keyframeIndexSync(demuxer.videoTrack());
        } catch (error) {
          expect(['AvError', 'NoVideoTrackError']).toContain(error?.constructor.name);
        }
      }
    }
  });
});

describe('after close', () => {
  it('everything is a DisposedError but close', async () => {
    const demuxer = Demuxer.openSync(fixture('clip.mp4'));
    const track = demuxer.videoTrack();
    demuxer.close();
    demuxer.close();
    expect(demuxer.closed).toBe(true);
    expect(demuxer.tracks).toHaveLength(1);
    const calls = [
      () => demuxer.readSync(),
      () => demuxer.seekSync(track, 0n),
      () => demuxer.select(),
      () => demuxer.videoTrack(),
      () => demuxer.keyframeIndexSync(track),
    ];
    for (const call of calls) expect(thrownBy(call)).toBeInstanceOf(DisposedError);
    await expect(demuxer.read()).rejects.toBeInstanceOf(DisposedError);
    await expect(demuxer.seek(track, 0n)).rejects.toBeInstanceOf(DisposedError);
    await expect(demuxer.keyframeIndex(track)).rejects.toBeInstanceOf(DisposedError);
  });
});

describe("FFmpeg's log", () => {
  function stderrOf(level: LogLevel | undefined): string {
    const script = `
      const { Demuxer, setLogLevel } = await import(${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)});
      ${level === undefined ? '' : `setLogLevel('${level}');`}
      try { Demuxer.openSync(${JSON.stringify(fixture('truncated.mp4'))}); } catch {}`;
    const args = ['--input-type=module', '-e', `${script} process.stdout.write('done');`];
    const child = `"$0" "$@" 2>&1 >/dev/null`;
    return execFileSync('sh', ['-c', child, process.execPath, ...args], { encoding: 'utf8' });
  }

  it('is silent unless it is asked for', () => {
    expect(stderrOf(undefined)).toBe('');
    expect(stderrOf('error')).toContain('moov atom not found');
  });

  it('has FFmpeg’s levels', () => {
    expect(thrownBy(() => setLogLevel('loud' as LogLevel)).message).toMatch(/level must be one of quiet/);
    setLogLevel('quiet');
  });
});

describe('what a folder may be called', () => {
  it('does not matter', () => {
    const odd = join(folder, 'a%20b:c#d?e');
    mkdirSync(odd);
    writeFileSync(join(odd, 'x.webm'), readFileSync(fixture('vp8.webm')));
    using demuxer = Demuxer.openSync(join(odd, 'x.webm'));
    expect(demuxer.videoTrack().codec).toBe('vp8');
  });
});
