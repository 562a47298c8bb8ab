/** The checked-in PTX has the kernels that the plugins ask for, with the parameters that they write. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chromaSubsampling, surfaceFormats } from '../src/index.js';
import { filterColumnsBytes } from '../src/plugins/column-filter.js';
import { recoloringBytes } from '../src/plugins/light.js';
import { scaleTargets } from '../src/plugins/scale.js';
import { scaleParametersBytes } from '../src/plugins/scale-parameters.js';
import { yuvToRgbParametersBytes } from '../src/plugins/yuv-to-rgb-parameters.js';
import { forHopper } from '../src/ptx.js';

const targets = {
  rgb: ['rgb24', 'bgr24', 'rgba32', 'rgb48', 'rgb444p', 'rgb444p16'],
  float: ['rgb444pf32', 'rgb444pf16', 'rgbf32', 'rgbf16'],
};

/** The kernels of a PTX file and the sizes of their parameter structs. */
function entries(name: string): { name: string | undefined; bytes: number }[] {
  const ptx = readFileSync(new URL(`../kernels/ptx/${name}.ptx`, import.meta.url), 'utf8');
  expect(ptx).toMatch(/^\.version 6\.0\n\.target sm_52\n/m);
  // An array that clang could not keep in registers would be slow memory of each thread.
  expect(ptx).not.toMatch(/\.local/);
  // What `forHopper` makes of it has the instruction once for each kernel.
  const waits = forHopper(ptx).match(/^\tgriddepcontrol\.wait;$/gm);
  expect(waits).toHaveLength(ptx.match(/\.entry /g)?.length ?? 0);
  expect(forHopper(ptx)).toMatch(/^\.version 7\.8\n\.target sm_90\n/m);
  const found = ptx.matchAll(/\.entry (\w+)\(\s*\.param \.align 8 \.b8 \w+\[(\d+)\]\s*\)/g);
  return [...found].map(([, entry, bytes]) => ({ name: entry, bytes: Number(bytes) }));
}

const halved = surfaceFormats.filter((format) => chromaSubsampling(format).halfWidth);
const layouts = [...surfaceFormats, ...halved.map((format) => `${format}_cosited`)];

test.each(layouts)('%s, pixel for pixel', (layout) => {
  for (const [kind, formats] of Object.entries(targets)) {
    expect(entries(`${layout}_to_${kind}`)).toEqual(
      formats.map((target) => ({ name: `${layout}_to_${target}`, bytes: yuvToRgbParametersBytes })),
    );
  }
});

test.each(['u8', 'u16', 'f32'])('any geometry, from %s', (sample) => {
  const kernels = scaleTargets.map((target) => ({
    name: `scale_${sample}_to_${target}`,
    bytes: scaleParametersBytes,
  }));
  const filter = { name: `filter_columns_${sample}_to_f32`, bytes: filterColumnsBytes };
  expect(entries(`scale_${sample}`)).toEqual(sample === 'f32' ? kernels : [...kernels, filter]);
});

test.each(['u8', 'u16', 'f64'])('other colours, from %s', (sample) => {
  const targets = scaleTargets.filter((target) => !target.startsWith('gray'));
  const kernels = targets.map((target) => ({
    name: `light_${sample}_to_${target}`,
    bytes: scaleParametersBytes + recoloringBytes,
  }));
  const filter = { name: `filter_columns_${sample}_to_f64`, bytes: filterColumnsBytes };
  expect(entries(`light_${sample}`)).toEqual(sample === 'f64' ? kernels : [...kernels, filter]);
});
