/** The struct layouts against what a C compiler says: golden/layouts.json, and the compiler itself where it is. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  CUDA_MEMCPY2D,
  CUipcEventHandle,
  CUipcMemHandle,
  CUlaunchAttribute,
  CUlaunchConfig,
  CUmemPoolProps,
  CUuuid,
  type StructLayout,
} from '@nvcodec/cuda-driver';
import { describe, expect, it } from 'vitest';
import { temporaryPath } from './support/compile.js';

const file = (name: string) => fileURLToPath(new URL(`../golden/${name}`, import.meta.url));
const golden: Record<string, StructLayout> = JSON.parse(readFileSync(file('layouts.json'), 'utf8'));

/** Whether a compiler and one of the headers are here. */
function preprocesses(): boolean {
  try {
    execFileSync('cc', ['-E', '-o', '/dev/null', file('layouts.c')], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('struct layouts', () => {
  it('are those of the golden file', () => {
    const ipc = { CUipcMemHandle, CUipcEventHandle };
    const launch = { CUlaunchConfig, CUlaunchAttribute };
    expect({ CUDA_MEMCPY2D, CUuuid, ...ipc, CUmemPoolProps, ...launch }).toEqual(golden);
  });

  it('are those of the headers installed here', () => {
    // Without NVIDIA's headers the golden file, checked above, is what there is to compare with.
    if (!preprocesses()) return;
    const program = temporaryPath('layouts');
    execFileSync('cc', ['-o', program, file('layouts.c')]);
    expect(JSON.parse(execFileSync(program, { encoding: 'utf8' }))).toEqual(golden);
  });
});
