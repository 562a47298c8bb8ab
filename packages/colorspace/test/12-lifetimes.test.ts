/** Kernels are loaded once in a context for all who use them, and leave with it. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DisposedError } from '@nvcodec/cuda-driver';
import { expect, test } from 'vitest';
import { defaultRegistry, KernelLibrary } from '../src/index.js';
import { yuvToRgbParametersBytes } from '../src/plugins/yuv-to-rgb-parameters.js';
import { SourcePicture } from '../src/testing/index.js';
import { conversion } from './support/conversions.js';
import { environment } from './support/environment.js';

const inPackage = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const images = {
  ptx: inPackage('kernels/ptx/nv12_to_rgb.ptx'),
  host: inPackage('build/libnvcodec-kernels-host.so'),
};
const wanted = conversion({ from: 'nv12', to: 'rgb24', width: 32, height: 16 });

test('one module for a context, which stays for its next user until that is closed', () => {
  const { context: shared, soft } = environment();
  const context = shared.device.createContext();
  const library = new KernelLibrary(images);
  const first = library.acquire({ context, soft }, 'first');
  const { module } = first;
  first.close();
  first.close();
  expect(module.closed).toBe(false);
  const second = library.acquire({ context, soft }, 'second');
  expect(second.module).toBe(module);
  context.close();
  expect(module.closed).toBe(false);
  second.close();
  expect(module.closed).toBe(true);
  expect(() => library.acquire({ context, soft }, 'third')).toThrow(DisposedError);
});

test('a module that nobody uses is unloaded with its context', () => {
  const { context: shared, soft } = environment();
  const context = shared.device.createContext();
  const use = new KernelLibrary(images).acquire({ context, soft }, 'user');
  use.close();
  context.close();
  expect(use.module.closed).toBe(true);
  expect(() => context.push()).toThrow(DisposedError);
});

test('another context has a module of its own', () => {
  const { context, soft } = environment();
  const library = new KernelLibrary(images);
  using other = context.device.createContext();
  using here = library.acquire({ context, soft }, 'here');
  using there = library.acquire({ context: other, soft }, 'there');
  expect(there.module).not.toBe(here.module);
  expect(there.module.context).toBe(other);
});

test('a converter works, and closes, after its context was closed', () => {
  const { context, soft } = environment();
  const own = context.device.createContext();
  const converter = defaultRegistry().create({ context: own, soft }, wanted);
  const picture = new SourcePicture(wanted.source);
  using stream = own.createStream();
  using source = picture.upload(own);
  using target = own.allocate(converter.layout.byteLength);
  own.close();
  converter.convert(picture.image(source.pointer), target.pointer, stream);
  stream.synchronize();
  const pixels = new Uint8Array(target.byteLength);
  target.copyToHost(pixels);
  // Codes 0, 0, 0 of limited range are a green that is darker than black in red and blue.
  expect([...pixels.subarray(0, 3)]).toEqual([0, 77, 0]);
  converter.close();
  own.driver.failures.throwPending();
});

test('compiled kernels that are missing are named, with what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
  try {
    const library = new KernelLibrary({ ptx: join(folder, 'none.ptx'), host: join(folder, 'none.so') });
    const { soft } = environment();
    const advice = soft
      ? /none\.so is missing\. Run `npm run build:native`/
      : /none\.ptx\. They belong to the package/;
    expect(() => library.acquire(environment(), 'user')).toThrow(advice);
    copyFileSync(soft ? images.host : images.ptx, join(folder, soft ? 'none.so' : 'none.ptx'));
    library.acquire(environment(), 'user').close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('kernels that take other parameters than they would be given are refused', () => {
  using use = new KernelLibrary(images).acquire(environment(), 'user');
  expect(use.kernel('nv12_to_rgb24', yuvToRgbParametersBytes).name).toBe('nv12_to_rgb24');
  expect(() => use.kernel('nv12_to_nothing', 8)).toThrow(/nv12_to_nothing/);
  // PTX belongs to the package; the library for the software driver is built on the machine, and can be an old one.
  if (!environment().soft) return;
  expect(() => use.kernel('nv12_to_rgb24', 8)).toThrow(
    /takes a struct of \d+ bytes and would be given 8.*build:native/,
  );
});
