/** Loading a library, and the errors of one that is missing or refuses. */
import { CudaDriver } from '@nvcodec/cuda-driver';
import { CuvidError, CuvidNotFoundError, cuvidDeclarations, Nvcuvid } from '@nvcodec/nvcuvid';
import { softCudaPath, softCuvidPath } from '@nvcodec/soft-driver';
import { afterEach, describe, expect, it } from 'vitest';
import { loadCuvid, loadSoftCuvid } from './support/driver.js';

describe('Nvcuvid.load', () => {
  afterEach(() => {
    delete process.env.NVCODEC_LIBNVCUVID;
  });

  it('gives the same object for the same path and driver', () => {
    const cuvid = loadCuvid();
    expect(loadCuvid()).toBe(cuvid);
    expect(cuvid.path).toMatch(/cuvid/);
    expect(cuvid.cuda).toBeInstanceOf(CudaDriver);
  });

  it('takes the path from NVCODEC_LIBNVCUVID', () => {
    process.env.NVCODEC_LIBNVCUVID = softCuvidPath;
    expect(Nvcuvid.load(CudaDriver.load(softCudaPath)).path).toBe(loadSoftCuvid().path);
  });

  it('says what was looked for, which package has it, and what a container needs', () => {
    const cuda = CudaDriver.load(softCudaPath);
    const load = () => Nvcuvid.load(cuda, '/nowhere/libnvcuvid.so.1');
    expect(load).toThrow(CuvidNotFoundError);
    expect(load).toThrow(/\/nowhere\/libnvcuvid\.so\.1: .*cannot open/);
    expect(load).toThrow(/libnvcuvid1/);
    expect(load).toThrow(/NVIDIA_DRIVER_CAPABILITIES=video,compute,utility/);
  });

  it('refuses a library that is not NVCUVID', () => {
    const load = () => Nvcuvid.load(CudaDriver.load(softCudaPath), 'libc.so.6');
    expect(load).toThrow(/libc\.so\.6: it does not export cuvidCreateDecoder/);
  });
});

describe('the raw functions', () => {
  it('are all there, under their C names', () => {
    const { raw } = loadCuvid();
    expect(Object.keys(raw)).toEqual(Object.keys(cuvidDeclarations));
    for (const name of Object.keys(cuvidDeclarations))
      expect(raw[name as keyof typeof raw]).toBeTypeOf('function');
  });

  it('return a status, which check() turns into an error with code, name and call', () => {
    const cuvid = loadCuvid();
    const status = cuvid.raw.cuvidCreateVideoParser(new BigUint64Array(1), null);
    expect(status).not.toBe(0);
    try {
      cuvid.check(status, 'cuvidCreateVideoParser');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(CuvidError);
      expect(error).toMatchObject({ code: status, call: 'cuvidCreateVideoParser' });
      expect((error as CuvidError).name).toMatch(/^CUDA_ERROR_/);
      expect((error as CuvidError).message).toContain('cuvidCreateVideoParser');
    }
    expect(() => cuvid.check(0, 'cuvidCreateVideoParser')).not.toThrow();
  });

  it('throw a recorded failure of a disposal with the next check', () => {
    const cuvid = loadCuvid();
    const failure = new Error('a release failed');
    cuvid.cuda.failures.record(failure);
    expect(() => cuvid.check(0, 'cuvidParseVideoData')).toThrow(failure);
    expect(() => cuvid.check(0, 'cuvidParseVideoData')).not.toThrow();
  });
});
