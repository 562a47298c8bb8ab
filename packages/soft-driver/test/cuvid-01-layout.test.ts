// The structures have the sizes and offsets of NVIDIA's headers: golden/nvcuvid-layout.txt is what
// native/cuvid/layout.cc prints when it is compiled with -DWITH_NVIDIA_HEADERS.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runProgram } from './cuvid-program.js';

it('lays out the structures of NVCUVID as NVIDIA does', () => {
  const golden = readFileSync(new URL('golden/nvcuvid-layout.txt', import.meta.url), 'utf8');
  expect(golden.split('\n').length).toBeGreaterThan(60);
  expect(runProgram(['layout']).stdout).toBe(golden);
});
