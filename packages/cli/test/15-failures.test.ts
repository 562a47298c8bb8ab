import { closeSync, copyFileSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ended, fixture, nvcodec, temporaryDirectory } from './support/cli.js';
import { hashesOf, parseFramemd5 } from './support/golden.js';

interface Case {
  readonly what: string;
  readonly input: string;
  readonly code: number;
  readonly says: RegExp;
  readonly env?: NodeJS.ProcessEnv;
  readonly device?: string;
}

const UNREACHABLE = 'http://127.0.0.1:9/x.mp4';

const CASES: readonly Case[] = [
  { what: 'a missing file', input: fixture('nope.mp4'), code: 1, says: /nope\.mp4: no such file/ },
  { what: 'a directory', input: fixture(''), code: 1, says: /it is a directory/ },
  { what: 'a text file', input: fixture('README.md'), code: 1, says: /README\.md: not a media file/ },
  {
    what: 'a truncated MP4',
    input: fixture('truncated.mp4'),
    code: 1,
    says: /truncated\.mp4.*moov atom not found/,
  },
  { what: 'sound without video', input: fixture('audio-only.wav'), code: 4, says: /no video track/ },
  { what: 'sound with a cover picture', input: fixture('cover-art.mp4'), code: 4, says: /no video track/ },
  {
    what: 'an encrypted track',
    input: fixture('encrypted.mp4'),
    code: 4,
    says: /encrypted.*--decryption-key/,
  },
  { what: 'an unreachable URL', input: UNREACHABLE, code: 1, says: /127\.0\.0\.1:9.*refused/ },
  {
    what: 'a codec that the device does not have',
    input: fixture('clip.mp4'),
    code: 4,
    says: /cannot decode h264 .* 8-bit/,
    env: { NVCODEC_SOFT_CAPS: 'h264=none' },
  },
  {
    what: 'a size that the device does not reach',
    input: fixture('clip.mp4'),
    code: 4,
    says: /640x368.*320x240/,
    env: { NVCODEC_SOFT_CAPS: 'h264=max:320x240' },
  },
  {
    what: 'a device that is not there',
    input: fixture('clip.mp4'),
    code: 3,
    says: /no device 99/,
    device: '99',
  },
];

const COMMANDS: readonly ((input: string, directory: string) => string[])[] = [
  (input) => ['framemd5', input],
  (input, directory) => ['decode', input, '-o', join(directory, 'out.y4m')],
  (input, directory) => ['screenshot', input, '-o', join(directory, 'out.png')],
];

function expectFailure({ code, words, stdout }: Ended, expected: Pick<Case, 'code' | 'says'>): void {
  expect({ code, words }).toEqual({ code: expected.code, words: [expect.stringMatching(expected.says)] });
  expect(words[0]).toMatch(/^nvcodec: /);
  expect(stdout).toHaveLength(0);
}

describe('what cannot be decoded ends in one line, a code, and no file', () => {
  it.each(CASES)('$what', async (each) => {
    for (const command of COMMANDS) {
      using directory = temporaryDirectory();
      const args = [...command(each.input, directory.path), '-q', '--device', each.device ?? 'soft'];
      expectFailure(await nvcodec(args, { env: each.env ?? {} }), each);
      expect(readdirSync(directory.path)).toEqual([]);
    }
  });

  it('a URL that the server does not know', async () => {
    const server = createServer((_, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ended = await nvcodec(['framemd5', `http://127.0.0.1:${port}/x.mp4`, '-q']);
    server.close();
    expectFailure(ended, { code: 1, says: /404/ });
  });

  describe('an MP4 whose pictures end before its index does', () => {
    // The index of clip.mp4 stands before its pictures, so half the file still opens.
    const cutIn = (directory: string): string => {
      const cut = join(directory, 'cut.mp4');
      const whole = readFileSync(fixture('clip.mp4'));
      writeFileSync(cut, whole.subarray(0, whole.length / 2));
      return cut;
    };

    it('makes no video that would pass for the whole one, unless told to', async () => {
      using directory = temporaryDirectory();
      const args = ['decode', cutIn(directory.path), '-q', '--device', 'soft'];
      const toFile = [...args, '-o', join(directory.path, 'out.y4m')];
      expectFailure(await nvcodec(toFile), { code: 1, says: /cut\.mp4: the file is cut short.*--partial/ });
      expect(readdirSync(directory.path)).toEqual(['cut.mp4']);
      expect((await nvcodec([...toFile, '--partial'])).code).toBe(0);
      expect(readdirSync(directory.path).sort()).toEqual(['cut.mp4', 'out.y4m']);
    });

    it('gives to what tells each picture the time of all there are, as FFmpeg does', async () => {
      using directory = temporaryDirectory();
      const cut = cutIn(directory.path);
      const hashed = await nvcodec(['framemd5', cut, '--device', 'soft']);
      expect(hashed.code).toBe(0);
      expect(hashed.words.join()).toMatch(/the file is cut short/);
      const hashes = parseFramemd5(hashed.stdout.toString()).lines.map(({ md5 }) => md5);
      const whole = hashesOf(fixture('clip.mp4.framemd5'));
      expect(hashes.length).toBeLessThan(whole.length);
      expect(hashes).toEqual(whole.slice(0, hashes.length));
      const out = join(directory.path, '%d.png');
      const shots = [
        'screenshot',
        cut,
        '--device',
        'soft',
        '--every',
        '1',
        '--accurate',
        '-o',
        out,
        '--json',
      ];
      const { code, stdout } = await nvcodec(shots);
      expect(code).toBe(0);
      const times = JSON.parse(stdout.toString()).map(({ timestamp }: { timestamp: number }) => timestamp);
      expect(times).toEqual(Array.from({ length: Math.ceil(hashes.length / 30) }, (_, second) => second));
    });
  });

  it('a file too short to hold a picture', async () => {
    using directory = temporaryDirectory();
    const cut = join(directory.path, 'cut.h264');
    writeFileSync(cut, readFileSync(fixture('h264.h264')).subarray(0, 7));
    const ended = await nvcodec(['decode', cut, '-q', '-o', join(directory.path, 'out.y4m')]);
    expectFailure(ended, { code: 1, says: /cut\.h264/ });
    expect(readdirSync(directory.path)).toEqual(['cut.h264']);
  });

  it('a name that looks like an option or has blanks is a name all the same', async () => {
    using directory = temporaryDirectory();
    copyFileSync(fixture('vp8.webm'), join(directory.path, '-a b%d.webm'));
    const { code, stdout } = await nvcodec(['framemd5', '-q', '--', '-a b%d.webm'], { cwd: directory.path });
    expect(code).toBe(0);
    expect(stdout.toString().split('\n').length).toBeGreaterThan(30);
  });
});

describe('what cannot be written', () => {
  it.each([
    ['decode', fixture('clip.mp4'), '-o', '/dev/full', '--format', 'raw'],
    ['screenshot', fixture('clip.mp4'), '-o', '/dev/full', '--format', 'png'],
    ['framemd5', fixture('clip.mp4'), '-o', '/dev/full'],
  ])('%s to a full disk', async (...args) => {
    expectFailure(await nvcodec([...args, '-q']), {
      code: 1,
      says: /cannot write \/dev\/full: no space left on the device/,
    });
  });

  it.each([
    ['info', fixture('clip.mp4')],
    ['framemd5', fixture('clip.mp4')],
    ['decode', fixture('clip.mp4'), '-o', '-'],
    ['--help'],
  ])('%s to a full disk behind standard output', async (...args) => {
    const full = openSync('/dev/full', 'w');
    try {
      const { code, words } = await nvcodec([...args, '-q'], { stdout: full });
      expect(code).toBe(1);
      expect(words).toEqual(['nvcodec: cannot write standard output: no space left on the device']);
    } finally {
      closeSync(full);
    }
  });

  it('a picture into a directory that is not there', async () => {
    using directory = temporaryDirectory();
    const out = join(directory.path, 'no', 'a.png');
    expectFailure(await nvcodec(['screenshot', fixture('clip.mp4'), '-q', '-o', out]), {
      code: 1,
      says: /a\.png: no such/,
    });
  });
});

describe('words', () => {
  it('say once that the decoder is software, and why', async () => {
    const env = { NVCODEC_LIBCUDA: '/nowhere/libcuda.so.1' };
    const { code, words } = await nvcodec(['framemd5', fixture('vp8.webm')], { env });
    expect(code).toBe(0);
    expect(words).toEqual([expect.stringMatching(/^nvcodec: decoding in software: .*driver/)]);
  });

  it('hold a stack only when asked to', async () => {
    const { words } = await nvcodec(['info', fixture('nope.mp4')], { env: { NVCODEC_DEBUG: '1' } });
    expect(words.length).toBeGreaterThan(1);
    expect(words[1]).toMatch(/^FileError: /);
  });

  it('are not coloured in a pipe, but are when colour is forced', async () => {
    const args = ['info', fixture('nope.mp4')];
    expect((await nvcodec(args, { env: { NO_COLOR: '', FORCE_COLOR: undefined } })).stderr).not.toContain(
      '\x1b',
    );
    expect((await nvcodec(args, { env: { NO_COLOR: '', FORCE_COLOR: '1' } })).stderr).toContain('\x1b[31m');
  });
});
