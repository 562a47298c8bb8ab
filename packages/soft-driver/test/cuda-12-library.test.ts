// The library as a file: where it is, what it exports, and that it can be opened and closed like any other.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { softCudaPath, softCuvidPath, softDriverPaths } from '../src/index.js';

function exportedNames(path: string): string[] {
  const { stdout } = spawnSync('nm', ['-D', '--defined-only', path], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .map((line) => line.split(' ')[2] ?? '')
    .filter(Boolean);
}

/** The package's module from a copy that has no build beside it. */
async function importedElsewhere(): Promise<typeof import('../src/index.js')> {
  const elsewhere = mkdtempSync(join(tmpdir(), 'soft-driver-'));
  try {
    const copy = join(elsewhere, 'src', 'index.ts');
    mkdirSync(dirname(copy));
    copyFileSync(fileURLToPath(new URL('../src/index.ts', import.meta.url)), copy);
    return await import(pathToFileURL(copy).href);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the library', () => {
  it('is where the package says', () => {
    expect(softDriverPaths()).toEqual({ cuda: softCudaPath, cuvid: softCuvidPath });
    expect(isAbsolute(softCudaPath) && existsSync(softCudaPath)).toBe(true);
    expect(existsSync(softCuvidPath)).toBe(true);
  });

  it('is asked for in words where it was not built', async () => {
    vi.stubEnv('NVCODEC_SOFT_DRIVER', undefined);
    const { softDriverPaths } = await importedElsewhere();
    expect(() => softDriverPaths()).toThrow(/not built.*libnvcodec-soft-cuda\.so.*build:native/);
  });

  it('is that of another build where NVCODEC_SOFT_DRIVER names its folder', async () => {
    vi.stubEnv('NVCODEC_SOFT_DRIVER', dirname(softCudaPath));
    const { softDriverPaths } = await importedElsewhere();
    expect(softDriverPaths()).toEqual({ cuda: softCudaPath, cuvid: softCuvidPath });
  });

  it('exports each function it declares, and nothing else', () => {
    const text = readFileSync(new URL('../native/cuda/cuda_abi.h', import.meta.url), 'utf8');
    const declared = [...text.matchAll(/NVCODEC_CUDA_API \w+ (\w+)\(/g)].map((match) => match[1]);
    const headers = ['environment.h', 'faults.h', 'cuda_calls.h'].map((name) =>
      readFileSync(new URL(`../native/common/${name}`, import.meta.url), 'utf8'),
    );
    const own = [...headers.join().matchAll(/NVCODEC_SOFT_EXPORT [\w ]+ \*?(\w+)\(/g)].map(
      (match) => match[1],
    );
    expect(declared.length).toBeGreaterThan(100);
    expect(exportedNames(softCudaPath).sort()).toEqual([...declared, ...own].sort());
  });

  it('leaves the cuvid library no driver function to be bound to another driver', () => {
    const { stdout } = spawnSync('nm', ['-D', '--undefined-only', softCuvidPath], { encoding: 'utf8' });
    expect(stdout).toMatch(/nvcodecSoftMemAlloc/);
    expect(stdout).not.toMatch(/ U cu[A-Z]/);
  });

  it('has a name that is not taken for the real driver', () => {
    const { stdout } = spawnSync('readelf', ['-d', softCudaPath], { encoding: 'utf8' });
    expect(stdout).toMatch(/SONAME.*\[libnvcodec-soft-cuda\.so\.1\]/);
  });

  it('can be closed while its threads are at work', () => {
    const program = join(dirname(softCudaPath), 'soft-cuda-unload');
    const { status, signal } = spawnSync(program, [softCudaPath, '5'], { timeout: 30_000 });
    expect({ status, signal }).toEqual({ status: 0, signal: null });
  });
});
