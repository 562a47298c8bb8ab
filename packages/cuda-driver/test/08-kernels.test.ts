/** Modules and kernels: host code on the software driver, PTX on a GPU, through the same calls. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CudaError, DisposedError } from '@nvcodec/cuda-driver';
import { describe, expect, it } from 'vitest';
import { compileSharedObject } from './support/compile.js';
import { gpu, openContext } from './support/driver.js';

const source = (name: string) => fileURLToPath(new URL(`kernels/${name}`, import.meta.url));
const image = gpu ? source('kernels.ptx') : compileSharedObject(source('kernels.cc'));
const context = openContext();
const everyType = ['pointer', 'i32', 'u32', 'i64', 'u64', 'f32', 'f64', { bytes: 8 }] as const;

describe('Kernel', () => {
  it('runs over a grid', () => {
    using module = context.loadModule(image);
    const scale = module.kernel('scale', ['pointer', 'f32', 'u32']);
    using stream = context.createStream();
    using data = context.allocate(1000 * 4);
    data.copyFromHost(Float32Array.from({ length: 1000 }, (_, index) => index));
    scale.launch({ grid: [8, 1, 1], block: [128, 1, 1], stream }, data, 0.5, 999);
    scale.launch({ grid: [8, 1, 1], block: [128, 1, 1], stream }, data.pointer, 4, 999);
    const result = new Float32Array(1000);
    data.copyToHost(result, { stream });
    stream.synchronize();
    expect(result).toEqual(
      Float32Array.from({ length: 1000 }, (_, index) => (index < 999 ? index * 2 : 999)),
    );
  });

  it('gets each type of argument as it was given', () => {
    using module = context.loadModule(image);
    const report = module.kernel('report', everyType);
    using out = context.allocate(64);
    const pair = new DataView(new ArrayBuffer(8));
    pair.setInt32(0, -7, true);
    pair.setFloat32(4, 0.25, true);
    const grid = { grid: [1, 1, 1], block: [1, 1, 1] } as const;
    report.launch(grid, out, -5, 4_000_000_000, -(2n ** 40n), 2 ** 50, 1.5, Math.PI, pair);
    const values = new Float64Array(8);
    out.copyToHost(values);
    expect([...values]).toEqual([-5, 4_000_000_000, -(2 ** 40), 2 ** 50, 1.5, Math.PI, -7, 0.25]);
  });

  it('keeps the arguments of each launch apart', () => {
    using module = context.loadModule(image);
    const scale = module.kernel('scale', ['pointer', 'f32', 'u32']);
    using stream = context.createStream();
    const buffers = Array.from({ length: 20 }, () => context.allocate(4));
    for (const [index, buffer] of buffers.entries()) {
      buffer.copyFromHost(Float32Array.of(1));
      scale.launch({ grid: [1, 1, 1], block: [1, 1, 1], stream }, buffer, index, 1);
    }
    stream.synchronize();
    for (const [index, buffer] of buffers.entries()) {
      const value = new Float32Array(1);
      buffer.copyToHost(value);
      expect(value[0]).toBe(index);
      buffer.close();
    }
  });

  it('names the argument that is wrong', () => {
    using module = context.loadModule(image);
    const report = module.kernel('report', everyType);
    const grid = { grid: [1, 1, 1], block: [1, 1, 1] } as const;
    const good = [0n, 0, 0, 0n, 0n, 0, 0, new Uint8Array(8)] as const;
    const wrong = (index: number, value: unknown) => () =>
      report.launch(
        grid,
        ...(good.with(index, value as never) as unknown as [0n, 0, 0, 0n, 0n, 0, 0, Uint8Array]),
      );
    expect(wrong(1, 2 ** 31)).toThrow(/argument 1 of report must be from/);
    expect(wrong(1, 0.5)).toThrow(TypeError);
    expect(wrong(2, -1)).toThrow(/argument 2 of report/);
    expect(wrong(3, 2n ** 63n)).toThrow(/argument 3 of report must be a signed/);
    expect(wrong(4, -1n)).toThrow(/argument 4 of report/);
    expect(wrong(5, '1')).toThrow(/argument 5 of report must be a number/);
    expect(wrong(7, new Uint8Array(4))).toThrow(/argument 7 of report must be 8 bytes, not 4/);
    expect(() => (report.launch as (...args: unknown[]) => void)(grid, 0n)).toThrow(
      /takes 8 arguments, not 1/,
    );
    expect(() => report.launch({ grid: [0, 1, 1], block: [1, 1, 1] }, ...good)).toThrow(
      /grid\.x must be from 1/,
    );
    expect(() => module.kernel('scale', ['f16' as 'f32'])).toThrow(/'f16' is not a kernel parameter type/);
  });

  it('tells what the compiler made of it', () => {
    using module = context.loadModule(image);
    const scale = module.kernel('scale', ['pointer', 'f32', 'u32']);
    expect(scale.attribute('maxThreadsPerBlock')).toBeGreaterThan(0);
    expect(scale.maxActiveBlocks(64)).toBeGreaterThan(0);
    const { blockThreads, minGridBlocks } = scale.suggestBlockSize();
    expect(blockThreads).toBeGreaterThan(0);
    expect(minGridBlocks).toBeGreaterThan(0);
  });
});

describe('Module', () => {
  it('loads from bytes as well as from a file', () => {
    using module = context.loadModule(readFileSync(image));
    expect(module.kernel('scale', []).handle).not.toBe(0n);
  });

  it('has global variables', () => {
    using module = context.loadModule(image);
    const { pointer, byteLength } = module.global('answer');
    expect(byteLength).toBe(4);
    const value = new Int32Array(1);
    context.run(() => context.driver.raw.cuMemcpyDtoH_v2(value, pointer, 4));
    expect(value[0]).toBe(42);
  });

  it('says which kernel, variable or file is missing', () => {
    using module = context.loadModule(image);
    expect(() => module.kernel('absent', [])).toThrow(/CUDA_ERROR_NOT_FOUND[\s\S]*kernel: absent/);
    expect(() => module.global('absent')).toThrow(/CUDA_ERROR_NOT_FOUND[\s\S]*variable: absent/);
    expect(() => context.loadModule('/nowhere/kernels.ptx')).toThrow(/ENOENT.*kernels\.ptx/);
  });

  it('refuses what is not a module', () => {
    expect(() => context.loadModule(new TextEncoder().encode('not a module'))).toThrow(CudaError);
  });

  it('cannot be used once it is closed, nor can its kernels', () => {
    const module = context.loadModule(image);
    const scale = module.kernel('scale', ['pointer', 'f32', 'u32']);
    module.close();
    expect(() => scale.launch({ grid: [1, 1, 1], block: [1, 1, 1] }, 0n, 0, 0)).toThrow(DisposedError);
    expect(() => module.kernel('scale', [])).toThrow(DisposedError);
  });
});

describe.skipIf(!gpu)('the JIT compiler', () => {
  it('has its log in the error', () => {
    const ptx = '.version 6.0\n.target sm_52\n.address_size 64\n.visible .entry broken() { nonsense; }\n';
    const load = () => context.loadModule(new TextEncoder().encode(ptx), { optimizationLevel: 2 });
    expect(load).toThrow(/CUDA_ERROR_INVALID_PTX[\s\S]*line 4/);
  });

  it('takes options', () => {
    using module = context.loadModule(image, { maxRegisters: 32, optimizationLevel: 1 });
    expect(module.kernel('report', everyType).attribute('registers')).toBeLessThanOrEqual(32);
  });
});

describe('A kernel that waits itself', () => {
  const launch = { grid: [4, 1, 1], block: [128, 1, 1] } as const;
  const able = gpu && context.device.computeCapability[0] >= 9;

  it('runs behind the kernels before it', () => {
    if (!able) return;
    const ptx = readFileSync(image as string, 'utf8')
      .replace(/^\.version .*$/m, '.version 7.8')
      .replace(/^\.target .*$/m, '.target sm_90')
      .replaceAll('// %bb.0:', 'griddepcontrol.wait;');
    using module = context.loadModule(Buffer.from(ptx));
    const scale = module.kernel('scale', ['pointer', 'f32', 'u32'], { waitsItself: true });
    using stream = context.createStream();
    using data = context.allocate(512 * 4);
    data.copyFromHost(new Float32Array(512).fill(1));
    for (let i = 0; i < 100; i++) scale.launch({ ...launch, stream }, data, i % 2 === 0 ? 3 : 1 / 3, 512);
    scale.launch({ ...launch, stream }, data, 5, 512);
    const result = new Float32Array(512);
    data.copyToHost(result, { stream });
    stream.synchronize();
    for (const value of result) expect(value).toBeCloseTo(5, 3);
  });

  it('needs a driver that has cuLaunchKernelEx', () => {
    if (context.driver.has('cuLaunchKernelEx')) return;
    using module = context.loadModule(image);
    const scale = module.kernel('scale', ['pointer', 'f32', 'u32'], { waitsItself: true });
    using data = context.allocate(512 * 4);
    expect(() => scale.launch(launch, data, 1, 512)).toThrow(/cuLaunchKernelEx.*a newer driver may/s);
  });
});
