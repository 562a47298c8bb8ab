// Runs soft-cuvid-test, which decodes through the C ABI of the library, and reads what it prints.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { softCuvidPath } from '../src/index.js';

const program = join(dirname(softCuvidPath), 'soft-cuvid-test');

/** Absolute path of one of the workspace's fixtures. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));
}

/** Absolute path of one of this package's own clips. */
export function clip(name: string): string {
  return fileURLToPath(new URL(`clips/${name}`, import.meta.url));
}

export interface ProgramResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the program with environment variables added. */
export function runProgram(args: string[], env: Record<string, string> = {}): ProgramResult {
  if (!existsSync(program)) throw new Error(`${program} is missing: run "npm run build:native" first`);
  const result = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 1 << 26,
    env: { ...process.env, ...env },
  });
  return { code: result.status, stdout: result.stdout, stderr: result.stderr };
}

/** One picture as it was shown. */
export interface Shown {
  timestamp: bigint;
  md5: string;
  /** cuvidDecodeStatus: 2 success, 8 error, 9 concealed. */
  status: number;
  progressive: boolean;
  topFieldFirst: boolean;
  secondField: boolean;
}

export interface Decoded {
  pictures: Shown[];
  /** The fields of each sequence callback, by name. */
  sequences: Record<string, string>[];
  /** "type:bytes" of each SEI message. */
  sei: string[];
  operatingPoints: number[];
  /** Counts of callbacks. */
  end: Record<string, number>;
}

function fields(line: string): Record<string, string> {
  const pairs = line
    .split(' ')
    .slice(1)
    .map((field) => field.split('=') as [string, string]);
  return Object.fromEntries(pairs);
}

function parseShown(line: string): Shown {
  const [timestamp = '', md5 = '', status = '', flags = ''] = line.split(' ');
  return {
    timestamp: BigInt(timestamp),
    md5,
    status: Number(status),
    progressive: flags.startsWith('p'),
    topFieldFirst: flags[1] === 't',
    secondField: flags.endsWith('2'),
  };
}

/** Decodes a file; options as the program has them. Throws with its message when it fails. */
export function decode(
  path: string,
  options: Record<string, string | number> = {},
  env: Record<string, string> = {},
): Decoded {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { code, stdout, stderr } = runProgram(['decode', path, ...args], env);
  if (code !== 0) throw new Error(stderr.trim() || `soft-cuvid-test ended with ${code}`);
  const decoded: Decoded = { pictures: [], sequences: [], sei: [], operatingPoints: [], end: {} };
  for (const line of stdout.split('\n').filter(Boolean)) {
    const [kind = '', value = ''] = line.split(' ');
    if (kind === 'sequence') decoded.sequences.push(fields(line));
    else if (kind === 'sei') decoded.sei.push(value);
    else if (kind === 'operating-points') decoded.operatingPoints.push(Number(value));
    else if (kind === 'end') {
      decoded.end = Object.fromEntries(
        Object.entries(fields(line)).map(([name, count]) => [name, Number(count)]),
      );
    } else decoded.pictures.push(parseShown(line));
  }
  return decoded;
}

/** The hashes of the pictures shown. */
export function hashes(decoded: Decoded): string[] {
  return decoded.pictures.map((picture) => picture.md5);
}

/** The planar samples of all pictures, one after the other, as 8-bit or (little-endian) 16-bit values. */
export function samples(path: string, options: Record<string, string | number> = {}): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'soft-cuvid-'));
  try {
    const file = join(folder, 'samples');
    decode(path, { ...options, write: file });
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What FFmpeg's software decoder made of a clip: the lines of the .framemd5 beside it. */
export function golden(path: string): { pts: bigint; md5: string }[] {
  return readFileSync(`${path}.framemd5`, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const columns = line.split(',').map((column) => column.trim());
      return { pts: BigInt(columns[2] ?? ''), md5: columns[5] ?? '' };
    });
}
