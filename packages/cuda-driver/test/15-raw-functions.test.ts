/**
 * The raw functions that no object calls: each is called once with what it declares, and what it did is looked at, for a
 * parameter that is declared too narrow, or is missing, does harm only when the function is called.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CUDA_MEMCPY2D, CUmemPoolProps, type CudaFunctionName, memoryType } from '@nvcodec/cuda-driver';
import { describe, expect, it } from 'vitest';
import { compileSharedObject } from './support/compile.js';
import { gpu, openContext } from './support/driver.js';

const context = openContext();
const { driver, device } = context;
const { raw } = driver;
const out32 = new Int32Array(1);
const out64 = new BigUint64Array(1);
const number = (): number => out32[0] ?? -1;
const handle = (): bigint => out64[0] ?? 0n;

/** Makes a call with the context current, and wants its success. */
const does = (name: CudaFunctionName, call: () => number): void => context.call(name, call);

const source = (name: string): string => fileURLToPath(new URL(`kernels/${name}`, import.meta.url));
const kernels = gpu ? source('kernels.ptx') : compileSharedObject(source('kernels.cc'));

describe('contexts', () => {
  it('tell their device, flags and version', () => {
    does('cuCtxGetDevice', () => raw.cuCtxGetDevice(out32));
    expect(number()).toBe(device.handle);
    using waiting = device.createContext({ wait: 'block' });
    waiting.call('cuCtxGetFlags', () => raw.cuCtxGetFlags(out32));
    expect(number() & 7).toBe(4);
    does('cuCtxGetApiVersion', () => raw.cuCtxGetApiVersion(context.handle, out32));
    expect(number()).toBeGreaterThanOrEqual(3010);
  });

  it('have limits that can be set', () => {
    const PRINTF_FIFO_SIZE = 1;
    using own = device.createContext();
    own.call('cuCtxSetLimit', () => raw.cuCtxSetLimit(PRINTF_FIFO_SIZE, 4 << 20));
    own.call('cuCtxGetLimit', () => raw.cuCtxGetLimit(out64, PRINTF_FIFO_SIZE));
    expect(handle()).toBeGreaterThanOrEqual(4n << 20n);
  });
});

describe('streams', () => {
  it('are made without a priority, and tell flags and context', () => {
    const NON_BLOCKING = 1;
    does('cuStreamCreate', () => raw.cuStreamCreate(out64, NON_BLOCKING));
    const stream = handle();
    does('cuStreamGetFlags', () => raw.cuStreamGetFlags(stream, out32));
    expect(number()).toBe(NON_BLOCKING);
    does('cuStreamGetCtx', () => raw.cuStreamGetCtx(stream, out64));
    expect(handle()).toBe(context.handle);
    does('cuStreamDestroy_v2', () => raw.cuStreamDestroy_v2(stream));
  });
});

describe('memory', () => {
  const bytesOf = (buffer: { copyToHost(target: Uint8Array): void }, length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    buffer.copyToHost(bytes);
    return bytes;
  };
  const ramp = Uint8Array.from({ length: 64 }, (_, i) => i + 1);

  it('is copied between any two addresses, at once and in a stream', () => {
    using stream = context.createStream();
    using from = context.allocate(64);
    using to = context.allocate(64);
    from.copyFromHost(ramp);
    const copies: [CudaFunctionName, () => number][] = [
      ['cuMemcpy', () => raw.cuMemcpy(to.pointer, from.pointer, 64)],
      ['cuMemcpyAsync', () => raw.cuMemcpyAsync(to.pointer, from.pointer, 64, stream.handle)],
      ['cuMemcpyPeer', () => raw.cuMemcpyPeer(to.pointer, context.handle, from.pointer, context.handle, 64)],
      [
        'cuMemcpyPeerAsync',
        () =>
          raw.cuMemcpyPeerAsync(to.pointer, context.handle, from.pointer, context.handle, 64, stream.handle),
      ],
    ];
    for (const [name, copy] of copies) {
      to.fill(0);
      does(name, copy);
      context.synchronize();
      expect([name, bytesOf(to, 64)]).toEqual([name, ramp]);
    }
  });

  it('is copied in rectangles from any column', () => {
    using to = context.allocate(64);
    using from = context.allocate(64);
    to.fill(0);
    from.copyFromHost(ramp);
    const copy = Buffer.alloc(CUDA_MEMCPY2D.size);
    const { offsets } = CUDA_MEMCPY2D;
    const sizes = { srcXInBytes: 3, srcY: 1, srcPitch: 8, dstXInBytes: 1, dstPitch: 16, WidthInBytes: 5 };
    for (const [field, value] of Object.entries(sizes)) {
      copy.writeBigUInt64LE(BigInt(value), offsets[field as keyof typeof sizes]);
    }
    copy.writeBigUInt64LE(2n, offsets.Height);
    copy.writeUInt32LE(memoryType.device, offsets.srcMemoryType);
    copy.writeUInt32LE(memoryType.device, offsets.dstMemoryType);
    copy.writeBigUInt64LE(from.pointer, offsets.srcDevice);
    copy.writeBigUInt64LE(to.pointer, offsets.dstDevice);
    does('cuMemcpy2DUnaligned_v2', () => raw.cuMemcpy2DUnaligned_v2(copy));
    context.synchronize();
    const bytes = bytesOf(to, 32);
    expect([...bytes.subarray(0, 7)]).toEqual([0, 12, 13, 14, 15, 16, 0]);
    expect([...bytes.subarray(16, 23)]).toEqual([0, 20, 21, 22, 23, 24, 0]);
  });

  it('is filled by 1, 2 and 4 bytes, in lines and rectangles, in a stream', () => {
    using stream = context.createStream();
    using buffer = context.allocate(64);
    const [at, on] = [buffer.pointer, stream.handle];
    const byte = [0x5a];
    const short = [0x34, 0x12];
    const word = [0x78, 0x56, 0x34, 0x12];
    const fills: [CudaFunctionName, number[], () => number][] = [
      ['cuMemsetD8Async', byte, () => raw.cuMemsetD8Async(at, 0x5a, 8, on)],
      ['cuMemsetD16Async', short, () => raw.cuMemsetD16Async(at, 0x1234, 4, on)],
      ['cuMemsetD32Async', word, () => raw.cuMemsetD32Async(at, 0x12345678, 2, on)],
      ['cuMemsetD2D8Async', byte, () => raw.cuMemsetD2D8Async(at, 16, 0x5a, 8, 2, on)],
      ['cuMemsetD2D16_v2', short, () => raw.cuMemsetD2D16_v2(at, 16, 0x1234, 4, 2)],
      ['cuMemsetD2D16Async', short, () => raw.cuMemsetD2D16Async(at, 16, 0x1234, 4, 2, on)],
      ['cuMemsetD2D32_v2', word, () => raw.cuMemsetD2D32_v2(at, 16, 0x12345678, 2, 2)],
      ['cuMemsetD2D32Async', word, () => raw.cuMemsetD2D32Async(at, 16, 0x12345678, 2, 2, on)],
    ];
    for (const [name, pattern, fill] of fills) {
      buffer.fill(0);
      does(name, fill);
      context.synchronize();
      const line = Array.from({ length: 8 }, (_, i) => pattern[i % pattern.length] ?? 0);
      const second = name.includes('D2D') ? line : new Array(8).fill(0);
      const gap = new Array(8).fill(0);
      expect([name, ...bytesOf(buffer, 32)]).toEqual([name, ...line, ...gap, ...second, ...gap]);
    }
  });

  it('is shared with the host: page-locked and managed', () => {
    does('cuMemAllocHost_v2', () => raw.cuMemAllocHost_v2(out64, 4096));
    const pinned = handle();
    does('cuMemHostGetFlags', () => raw.cuMemHostGetFlags(out32, pinned));
    expect(number() & ~3).toBe(0);
    does('cuMemFreeHost', () => raw.cuMemFreeHost(pinned));

    const ATTACH_GLOBAL = 1;
    does('cuMemAllocManaged', () => raw.cuMemAllocManaged(out64, 4096, ATTACH_GLOBAL));
    const managed = handle();
    does('cuMemsetD8_v2', () => raw.cuMemsetD8_v2(managed, 7, 4096));
    const bytes = new Uint8Array(4);
    does('cuMemcpyDtoH_v2', () => raw.cuMemcpyDtoH_v2(bytes, managed, 4));
    expect([...bytes]).toEqual([7, 7, 7, 7]);
    does('cuMemFree_v2', () => raw.cuMemFree_v2(managed));
  });

  it('tells several attributes of an address at once', () => {
    const [CONTEXT, MEMORY_TYPE] = [1, 2];
    using buffer = context.allocate(64);
    using answers = context.allocatePinned(16);
    const attributes = Int32Array.of(CONTEXT, MEMORY_TYPE);
    const places = BigUint64Array.of(answers.pointer, answers.pointer + 8n);
    does('cuPointerGetAttributes', () => raw.cuPointerGetAttributes(2, attributes, places, buffer.pointer));
    const answered = Buffer.from(answers.bytes);
    expect(answered.readBigUInt64LE(0)).toBe(context.handle);
    expect(answered.readUInt32LE(8)).toBe(memoryType.device);
  });
});

describe('memory pools', () => {
  it('are made, set, used and destroyed', () => {
    const [PINNED, ON_DEVICE, RELEASE_THRESHOLD] = [1, 1, 4];
    const { size, offsets } = CUmemPoolProps;
    const props = Buffer.alloc(size);
    props.writeUInt32LE(PINNED, offsets.allocType);
    props.writeUInt32LE(ON_DEVICE, offsets['location.type']);
    props.writeInt32LE(device.handle, offsets['location.id']);
    does('cuMemPoolCreate', () => raw.cuMemPoolCreate(out64, props));
    const pool = handle();
    const threshold = BigUint64Array.of(1n << 40n);
    does('cuMemPoolSetAttribute', () => raw.cuMemPoolSetAttribute(pool, RELEASE_THRESHOLD, threshold));
    does('cuMemPoolGetAttribute', () => raw.cuMemPoolGetAttribute(pool, RELEASE_THRESHOLD, out64));
    expect(handle()).toBe(1n << 40n);

    using stream = context.createStream();
    does('cuMemAllocFromPoolAsync', () => raw.cuMemAllocFromPoolAsync(out64, 4096, pool, stream.handle));
    const memory = handle();
    does('cuMemsetD8Async', () => raw.cuMemsetD8Async(memory, 1, 4096, stream.handle));
    does('cuMemFreeAsync', () => raw.cuMemFreeAsync(memory, stream.handle));
    stream.synchronize();

    does('cuDeviceGetMemPool', () => raw.cuDeviceGetMemPool(out64, device.handle));
    const before = handle();
    does('cuDeviceSetMemPool', () => raw.cuDeviceSetMemPool(device.handle, pool));
    does('cuDeviceGetMemPool', () => raw.cuDeviceGetMemPool(out64, device.handle));
    expect(handle()).toBe(pool);
    does('cuDeviceSetMemPool', () => raw.cuDeviceSetMemPool(device.handle, before));
    does('cuMemPoolDestroy', () => raw.cuMemPoolDestroy(pool));
  });
});

describe('modules and functions', () => {
  it('are loaded by name and from memory', () => {
    const image = Buffer.concat([readFileSync(kernels), Buffer.alloc(1)]);
    const loads: [CudaFunctionName, () => number][] = [
      ['cuModuleLoad', () => raw.cuModuleLoad(out64, kernels)],
      ['cuModuleLoadData', () => raw.cuModuleLoadData(out64, image)],
    ];
    for (const [name, load] of loads) {
      does(name, load);
      const module = handle();
      does('cuModuleGetFunction', () => raw.cuModuleGetFunction(out64, module, 'scale'));
      const scale = handle();
      const [CARVEOUT, PREFER_L1] = [9, 2];
      does('cuFuncSetAttribute', () => raw.cuFuncSetAttribute(scale, CARVEOUT, 50));
      does('cuFuncSetCacheConfig', () => raw.cuFuncSetCacheConfig(scale, PREFER_L1));
      does('cuModuleUnload', () => raw.cuModuleUnload(module));
    }
  });

  it('that are no fat binary are refused', () => {
    expect(context.run(() => raw.cuModuleLoadFatBinary(out64, Buffer.alloc(64)))).not.toBe(0);
  });
});

describe('a primary context', () => {
  it('can be reset, with all that was made in it', () => {
    context.close();
    expect(device.primaryContextState().active).toBe(false);
    driver.check(raw.cuDevicePrimaryCtxReset_v2(device.handle), 'cuDevicePrimaryCtxReset_v2');
    expect(device.primaryContextState().active).toBe(false);
    using again = device.primaryContext();
    using buffer = again.allocate(16);
    buffer.fill(1);
  });
});
