/** Host functions: JavaScript in the order of a stream, on the event loop of the thread that launched it. */
import { describe, expect, it } from 'vitest';
import { openContext } from './support/driver.js';

const context = openContext();

describe('Stream.launchHostFunction', () => {
  it('runs after earlier work and before later work', async () => {
    using stream = context.createStream();
    using buffer = context.allocate(16);
    using pinned = context.allocatePinned(16);
    const seen: number[] = [];
    for (const value of [1, 2, 3]) {
      buffer.fill(value, { stream });
      buffer.copyToHost(pinned.bytes, { stream });
      stream.launchHostFunction(() => seen.push(pinned.bytes[0] ?? 0));
    }
    expect(seen).toEqual([]);
    await stream.synchronizeAsync();
    expect(seen).toEqual([1, 2, 3]);
  });

  it('makes calls that would wait for ever throw instead', async () => {
    using stream = context.createStream();
    using buffer = context.allocate(16);
    stream.launchHostFunction(() => {});
    expect(() => stream.synchronize()).toThrow(/wait for ever/);
    expect(() => context.synchronize()).toThrow(/synchronizeAsync/);
    expect(() => buffer.copyToHost(new Uint8Array(16))).toThrow(/wait for ever/);
    await stream.synchronizeAsync();
    stream.synchronize();
  });

  it('puts releases off until it has run', async () => {
    using stream = context.createStream();
    const before = context.memoryInfo().free;
    const buffer = context.allocate(64 << 20);
    let ran = false;
    stream.launchHostFunction(() => {
      ran = true;
    });
    buffer.close();
    expect(buffer.closed).toBe(true);
    expect(ran).toBe(false);
    expect(context.memoryInfo().free).toBeLessThan(before);
    await stream.synchronizeAsync();
    expect(ran).toBe(true);
    expect(before - context.memoryInfo().free).toBeLessThan(32 << 20);
  });

  it('throws from the next call what the function threw', async () => {
    using stream = context.createStream();
    stream.launchHostFunction(() => {
      throw new Error('in the host function');
    });
    await expect(stream.synchronizeAsync()).rejects.toThrow('in the host function');
    context.synchronize();
  });
});
