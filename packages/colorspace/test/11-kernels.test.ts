/** The checked-in PTX has the kernels that the plugin asks for, with the parameters that it writes. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { surfaceFormats } from '../src/index.js';
import { yuvToRgbParametersBytes } from '../src/plugins/yuv-to-rgb-parameters.js';

const targets = ['rgb24', 'rgba32', 'rgb48', 'rgb444p', 'rgb444p16'];

test.each(surfaceFormats)('%s', (format) => {
  const ptx = readFileSync(new URL(`../kernels/ptx/${format}_to_rgb.ptx`, import.meta.url), 'utf8');
  expect(ptx).toMatch(/^\.version 6\.0\n\.target sm_52\n/m);
  const entries = [...ptx.matchAll(/\.entry (\w+)\(\s*\.param \.align 8 \.b8 \w+\[(\d+)\]\s*\)/g)];
  expect(entries.map(([, name, bytes]) => ({ name, bytes: Number(bytes) }))).toEqual(
    targets.map((target) => ({ name: `${format}_to_${target}`, bytes: yuvToRgbParametersBytes })),
  );
  // An array that clang could not keep in registers would be slow memory of each thread.
  expect(ptx).not.toMatch(/\.local/);
});
