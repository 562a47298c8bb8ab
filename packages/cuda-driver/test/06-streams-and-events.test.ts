/** Streams and events: order, waiting with and without blocking the event loop, timing. */
import { Stream } from '@nvcodec/cuda-driver';
import { describe, expect, it } from 'vitest';
import { openContext } from './support/driver.js';

const context = openContext();

describe('Stream', () => {
  it('runs work in order and can be asked', () => {
    using stream = context.createStream();
    using buffer = context.allocate(1 << 20);
    for (let value = 0; value < 50; value += 1) buffer.fill(value, { stream });
    stream.synchronize();
    expect(stream.query()).toBe(true);
    const last = new Uint8Array(1);
    buffer.copyToHost(last, { offset: (1 << 20) - 1 });
    expect(last[0]).toBe(49);
  });

  it('takes priorities of the context, and no others', () => {
    const { least, greatest } = context.streamPriorityRange();
    expect(least).toBe(0);
    expect(greatest).toBeLessThanOrEqual(least);
    using stream = context.createStream({ priority: greatest });
    const priority = new Int32Array(1);
    context.call('cuStreamGetPriority', () =>
      context.driver.raw.cuStreamGetPriority(stream.handle, priority),
    );
    expect(priority[0]).toBe(greatest);
    expect(() => context.createStream({ priority: greatest - 1 })).toThrow(/priority must be from/);
    expect(() => context.createStream({ priority: least + 1 })).toThrow(RangeError);
  });

  it('is waited for without blocking the event loop', async () => {
    using stream = context.createStream();
    using buffer = context.allocate(1 << 20);
    buffer.fill(1, { stream });
    await stream.synchronizeAsync();
    expect(stream.query()).toBe(true);
  });

  it('may be closed while it is waited for', async () => {
    const stream = context.createStream();
    const done = stream.synchronizeAsync();
    stream.close();
    await done;
    context.driver.failures.throwPending();
  });

  it('can be waited for many times at once', async () => {
    using stream = context.createStream();
    await Promise.all(Array.from({ length: 100 }, () => stream.synchronizeAsync()));
  });

  it('wraps the default stream, which closing leaves alone', async () => {
    const stream = Stream.wrap(context, 0n);
    using buffer = context.allocate(16);
    buffer.fill(4, { stream });
    await stream.synchronizeAsync();
    stream.close();
    Stream.wrap(context, 0n).synchronize();
  });
});

describe('Event', () => {
  it('marks work of a stream, and another stream waits for it', () => {
    using first = context.createStream();
    using second = context.createStream();
    using event = context.createEvent();
    using buffer = context.allocate(1 << 16);
    buffer.fill(1, { stream: first });
    first.record(event);
    second.wait(event);
    buffer.fill(2, { stream: second });
    second.synchronize();
    expect(event.query()).toBe(true);
    const byte = new Uint8Array(1);
    buffer.copyToHost(byte);
    expect(byte[0]).toBe(2);
  });

  it('counts as done before it is recorded', async () => {
    using event = context.createEvent({ blockingSync: true });
    event.synchronize();
    await event.synchronizeAsync();
    expect(event.query()).toBe(true);
  });

  it('measures time between two marks', async () => {
    using stream = context.createStream();
    using buffer = context.allocate(1 << 22);
    using start = context.createEvent({ timing: true });
    using end = context.createEvent({ timing: true });
    start.record(stream);
    for (let round = 0; round < 10; round += 1) buffer.fill(round, { stream });
    end.record(stream);
    await end.synchronizeAsync();
    expect(end.elapsedMs(start)).toBeGreaterThanOrEqual(0);
    expect(end.elapsedMs(start)).toBeLessThan(60_000);
  });

  it('without timing has no time', () => {
    using event = context.createEvent();
    using stream = context.createStream();
    event.record(stream);
    stream.synchronize();
    expect(() => event.elapsedMs(event)).toThrow(/CUDA_ERROR_INVALID_HANDLE/);
  });
});
