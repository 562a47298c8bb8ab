// A conversion of one's own, asked before those of the package: a ramp from black to white in false colours.
//   node examples/dist/08-colour-plugin/main.js [OUT.ppm]
// kernels/palette.cu is compiled by examples/08-colour-plugin/compile.sh: the PTX for a GPU is checked in, and what the
// software driver runs is compiled here when it is first wanted.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { colorDescription, defaultRegistry } from '@nvcodec/colorspace';
import { CudaDriver, DriverNotFoundError } from '@nvcodec/cuda-driver';
import { softDriverPaths } from '@nvcodec/soft-driver';
import { iron, palettePlugin } from './palette.js';

const [out = 'out.ppm'] = process.argv.slice(2);
const inSource = (name: string): string =>
  fileURLToPath(new URL(`../../08-colour-plugin/${name}`, import.meta.url));
const images = { ptx: inSource('kernels/ptx/palette.ptx'), host: inSource('kernels/palette.so') };

function loadDriver(): { driver: CudaDriver; soft: boolean } {
  try {
    return { driver: CudaDriver.load(), soft: false };
  } catch (error) {
    if (!(error instanceof DriverNotFoundError)) throw error;
    return { driver: CudaDriver.load(softDriverPaths().cuda), soft: true };
  }
}

const { driver, soft } = loadDriver();
if (soft && !existsSync(images.host)) execFileSync('bash', [inSource('compile.sh')]);

const plugin = palettePlugin(iron(), images);
// Above 0, so that it is asked before yuv-to-rgb, which could do the same conversion in plain colours.
const registry = defaultRegistry().register(plugin, { priority: 1 });

const [width, height] = [512, 64];
using context = driver.device(0).primaryContext();
using stream = context.createStream();
using converter = registry.create(
  { context, soft },
  {
    source: { format: 'nv12', width, height, bitDepth: 8, color: colorDescription({}, { width, height }) },
    target: { format: 'rgb24', width, height },
  },
);
using surface = context.allocate((width * height * 3) / 2);
surface.copyFromHost(Uint8Array.from({ length: width * height }, (_, i) => (i % width) / 2));
using pixels = context.allocate(converter.layout.byteLength);
converter.convert({ pointer: surface.pointer, pitchBytes: width }, pixels.pointer, stream);
stream.synchronize();

const host = new Uint8Array(pixels.byteLength);
pixels.copyToHost(host);
writeFileSync(out, Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), host]));
console.log(`${converter.name}: ${out}`);
