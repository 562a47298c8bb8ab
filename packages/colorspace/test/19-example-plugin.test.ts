/** The plugin in examples/08-colour-plugin keeps the contract: a stranger's, with a kernel of its own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { type ConversionPlugin, croppedArea, defaultRegistry, type KernelImages } from '../src/index.js';
import { pluginContract, type Reference } from '../src/testing/index.js';
import { conversion } from './support/conversions.js';
import { environment } from './support/environment.js';

interface Example {
  iron(): Uint8Array;
  palettePlugin(palette: Uint8Array, kernels: KernelImages): ConversionPlugin;
}

const folder = fileURLToPath(new URL('../../../examples/08-colour-plugin/', import.meta.url));
const built = mkdtempSync(join(tmpdir(), 'palette-'));
const host = join(built, 'palette.so');
execFileSync('bash', [join(folder, 'compile.sh'), host]);
afterAll(() => rmSync(built, { recursive: true }));

const { iron, palettePlugin } = (await import(/* @vite-ignore */ join(folder, 'palette.ts'))) as Example;
const palette = iron();
const plugin = palettePlugin(palette, { ptx: join(folder, 'kernels/ptx/palette.ptx'), host });

const reference: Reference = (asked, [luma]) => {
  const { left, top } = croppedArea(asked);
  const { width, height } = asked.target;
  return Uint8Array.from({ length: 3 * width * height }, (_, index) => {
    const [pixel, channel] = [Math.floor(index / 3), index % 3];
    const row = top + Math.floor(pixel / width);
    const code = luma?.data[row * luma.pitch + left + (pixel % width)] ?? 0;
    return palette[3 * code + channel] ?? 0;
  });
};

const crop = { left: 3, top: 5, right: 60, bottom: 42 };
const suite = pluginContract(
  plugin,
  environment,
  [
    conversion({ from: 'nv12', to: 'rgb24', width: 75, height: 43 }),
    conversion({ from: 'nv12', to: 'rgb24', width: 64, height: 48, crop }),
  ],
  { reference, tolerance: 0 },
);
for (const { name, run } of suite) test(name, run);

test('it is asked first, and what it does not do goes to the others', () => {
  const registry = defaultRegistry().register(plugin, { priority: 1 });
  const wanted = conversion({ from: 'nv12', to: 'rgb24', width: 64, height: 48 });
  expect(registry.find(wanted)).toBe(plugin);
  expect(registry.find({ ...wanted, rotation: 180 }).name).toBe('scale');
});
