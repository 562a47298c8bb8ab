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

  it('is pushed once for runs within a run, and anew after any other change', () => {
    using context = device.primaryContext();
    using same = device.primaryContext();
    using other = device.createContext();
    const { raw } = driver;
    const push = raw.cuCtxPushCurrent_v2;
    let pushed = 0;
    const counting = (handle: bigint | number): number => {
      pushed += 1;
      return push(handle);
    };
    Object.defineProperty(raw, 'cuCtxPushCurrent_v2', { value: counting, configurable: true });
    try {
      context.run(() => {
        context.run(() => same.run(() => expect(driver.currentContext()).toBe(context.handle)));
        expect(pushed).toBe(1);
        other.run(() => context.run(() => expect(driver.currentContext()).toBe(context.handle)));
        expect(pushed).toBe(3);
        other.push();
        context.run(() => expect(driver.currentContext()).toBe(context.handle));
        other.pop();
        expect(pushed).toBe(5);
        other.makeCurrent();
        context.run(() => expect(driver.currentContext()).toBe(context.handle));
        expect(pushed).toBe(6);
        context.makeCurrent();
      });
    } finally {
      Object.defineProperty(raw, 'cuCtxPushCurrent_v2', { value: push, configurable: true });
    }
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

  it('has had done what was to be done then, once', () => {
    const context = device.createContext();
    const kept = context.allocate(16);
    let closings = 0;
    context.onClose(() => {
      closings++;
      kept.close();
    });
    context.close();
    context.close();
    expect(closings).toBe(1);
    expect(() => context.push()).toThrow(DisposedError);
    expect(() => context.onClose(() => {})).toThrow(DisposedError);
  });

  it('wants known flags', () => {
    expect(() => device.createContext({ wait: 'sleep' as 'block' })).toThrow(/wait must be/);
  });
});
