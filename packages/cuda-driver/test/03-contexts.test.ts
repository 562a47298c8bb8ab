/** Contexts: primary and own, and which one is current. */
import { DisposedError } from '@nvcodec/cuda-driver';
import { describe, expect, it } from 'vitest';
import { loadDriver } from './support/driver.js';

const driver = loadDriver();
const device = driver.device(0);

describe('the primary context', () => {
  it('is retained and released', () => {
    const first = device.primaryContext();
    const second = device.primaryContext();
    expect(first.handle).toBe(second.handle);
    expect(device.primaryContextState().active).toBe(true);
    first.close();
    expect(device.primaryContextState().active).toBe(true);
    second.close();
    expect(device.primaryContextState().active).toBe(false);
  });

  it('takes flags while it is not active', () => {
    device.setPrimaryContextFlags({ wait: 'block' });
    expect(device.primaryContextState().flags & 7).toBe(4);
    device.setPrimaryContextFlags({});
    expect(device.primaryContextState().flags & 7).toBe(0);
  });
});

describe('a current context', () => {
  it('is pushed, popped and nested', () => {
    using outer = device.primaryContext();
    using inner = device.createContext();
    expect(inner.handle).not.toBe(outer.handle);
    expect(driver.currentContext()).toBeNull();
    outer.push();
    expect(driver.currentContext()).toBe(outer.handle);
    expect(inner.run(() => driver.currentContext())).toBe(inner.handle);
    expect(driver.currentContext()).toBe(outer.handle);
    expect(() => inner.pop()).toThrow(/without a matching push/);
    expect(driver.currentContext()).toBe(outer.handle);
    outer.pop();
    expect(driver.currentContext()).toBeNull();
  });

  it('is popped when the function throws', () => {
    using context = device.primaryContext();
    expect(() =>
      context.run(() => {
        throw new Error('inside');
      }),
    ).toThrow('inside');
    expect(driver.currentContext()).toBeNull();
  });

  it('can be set for the thread', () => {
    const context = device.createContext({ wait: 'block' });
    context.makeCurrent();
    expect(driver.currentContext()).toBe(context.handle);
    context.pop();
    expect(driver.currentContext()).toBeNull();
    context.synchronize();
    context.close();
  });

  it('is not needed by the objects: they make it current for their own calls', () => {
    using context = device.createContext();
    using buffer = context.allocate(16);
    buffer.fill(7);
    const bytes = new Uint8Array(16);
    buffer.copyToHost(bytes);
    expect(bytes).toEqual(new Uint8Array(16).fill(7));
    expect(driver.currentContext()).toBeNull();
  });
});

describe('a closed context', () => {
  it('makes nothing more', () => {
    const context = device.createContext();
    context.close();
    expect(context.closed).toBe(true);
    for (const use of [
      () => context.allocate(1),
      () => context.createStream(),
      () => context.push(),
      () => context.makeCurrent(),
      () => context.memoryInfo(),
      () => context.synchronize(),
    ]) {
      expect(use).toThrow(DisposedError);
    }
  });

  it('wants known flags', () => {
    expect(() => device.createContext({ wait: 'sleep' as 'block' })).toThrow(/wait must be/);
  });
});
