import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nvcodec } from './support/cli.js';

const COMMANDS = ['info', 'doctor', 'screenshot', 'decode', 'framemd5', 'bench'];

describe('the command line', () => {
  it('lists its commands and exit codes', async () => {
    const { code, stdout } = await nvcodec(['--help']);
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(stdout.toString()).toMatch(new RegExp(`^ +${command} `, 'm'));
    expect(stdout.toString()).toContain('130 interrupted');
  });

  it.each(COMMANDS)('explains %s with examples', async (command) => {
    const { code, stdout, stderr } = await nvcodec([command, '--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout.toString()).toContain('Examples:');
    expect(stdout.toString()).toContain(`$ nvcodec ${command}`);
    expect(stdout.toString()).toContain('--device');
  });

  it('tells its version', async () => {
    const { code, stdout } = await nvcodec(['--version']);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['framemd6', 'x.mp4'], 'framemd5'],
    [['decode', 'x.mp4', '-o', '-', '--strat', '3'], '--start'],
  ])('suggests the near one for %j', async (args, near) => {
    const { code, words } = await nvcodec(args);
    expect(code).toBe(2);
    expect(words).toHaveLength(1);
    expect(words[0]).toMatch(/^nvcodec: unknown/);
    expect(words[0]).toContain(near);
  });

  it.each([
    [['decode', 'x.mp4'], '--output'],
    [['screenshot', 'x.mp4', '-o', 'x.png', '--at', 'noon'], '1:02.5'],
    [['screenshot', 'x.mp4', '-o', 'x.png', '--size', '0x0'], '320x240'],
    [['screenshot', 'x.mp4', '-o', 'x.png', '--at', '1', '--every', '2'], '--every'],
    [['screenshot', 'x.mp4', '-o', 'x.bmp'], 'png, jpg, webp or avif'],
    [['screenshot', 'x.mp4', '-o', '-', '--format', 'png', '--every', '2'], 'standard output'],
    [['framemd5', 'x.mp4', '--device', 'gpu'], 'soft'],
    [['bench', 'x.mp4', '--sessions', '0'], 'from 1 to 256'],
    [['decode', 'x.mp4', '-o', 'x.mov'], '--format'],
    [['framemd5'], 'file'],
  ])('answers %j with one line and exit code 2', async (args, hint) => {
    const { code, stdout, words } = await nvcodec(args);
    expect(code).toBe(2);
    expect(stdout).toHaveLength(0);
    expect(words).toHaveLength(1);
    expect(words[0]).toContain(hint);
  });

  it('may end before the decoding thread that it has begun is loaded', async () => {
    const codes: (number | null)[] = [];
    for (let i = 0; i < 8; i++) codes.push((await nvcodec(['decode', '--help'])).code);
    expect(codes).toEqual(Array(8).fill(0));
  });

  it('is an executable file', () => {
    const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
    expect(statSync(main).mode & 0o111).toBe(0o111);
  });
});
