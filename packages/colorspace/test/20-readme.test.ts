/**
 * The plugin that the README tells how to write works as it is printed there. On the software driver only: the GPU's
 * machine need not have clang.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CudaDriver } from '@nvcodec/cuda-driver';
import { softDriverPaths } from '@nvcodec/soft-driver';
import { afterAll, test } from 'vitest';
import { type ConversionPlugin, croppedArea, isPixelForPixel, keepsColors } from '../src/index.js';
import { pluginContract, type Reference } from '../src/testing/index.js';
import { conversion } from './support/conversions.js';

const inPackage = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const readme = readFileSync(inPackage('README.md'), 'utf8');

/** The code block of the README that holds some text. */
function block(text: string): string {
  const found = [...readme.matchAll(/```\w+\n([\s\S]*?)```/g)].find(([, code]) => code?.includes(text));
  if (!found?.[1]) throw new Error(`No code block of the README holds ${text}`);
  return found[1];
}

mkdirSync(inPackage('build'), { recursive: true });
const folder = mkdtempSync(inPackage('build/readme-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);

writeFileSync(path('invert.cu'), block('KERNEL(invert_luma, invert)'));
const [, forHost = ''] = block('-o invert.so').split(/\n(?=g\+\+)/);
execFileSync('bash', ['-c', forHost], {
  cwd: folder,
  env: { ...process.env, KERNELS: inPackage('kernels') },
});
writeFileSync(path('invert.ts'), block('export const invertLuma').replaceAll('/path/', `${folder}/`));
const { invertLuma } = (await import(/* @vite-ignore */ path('invert.ts'))) as {
  readonly invertLuma: ConversionPlugin;
};

const reference: Reference = (asked, [luma]) => {
  if (asked.normalization || !isPixelForPixel(asked) || !keepsColors(asked)) {
    throw new Error('this is not what the plugin is for');
  }
  const { width, height } = asked.target;
  const { left, top } = croppedArea(asked);
  return Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const [x, y] = [left + (i % width), top + (Math.floor(i / width) % height)];
    return 255 - (luma?.data[y * luma.pitch + x] ?? 0);
  });
};

const context = CudaDriver.load(softDriverPaths().cuda).device(0).primaryContext();
afterAll(() => context.close());
const environment = () => ({ context, soft: true });

const wanted = conversion({ from: 'nv12', to: 'rgb444p', width: 75, height: 43 });
for (const { name, run } of pluginContract(invertLuma, environment, [wanted], { reference })) test(name, run);
