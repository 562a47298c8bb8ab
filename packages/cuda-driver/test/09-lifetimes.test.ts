/** Lifetimes: any order, twice, forgotten, and failing. */
import { type Context, CudaError, DisposedError, FailureRecord, Lifetime } from '@nvcodec/cuda-driver';
import { describe, expect, it } from 'vitest';
import { loadDriver, openContext } from './support/driver.js';
import { collectUntil } from './support/garbage.js';

const driver = loadDriver();
const mebibyte = 1 << 20;
const pool = new BigUint64Array(1);

describe('Lifetime', () => {
  it('releases children first, whatever the order of closing', () => {
    const order: string[] = [];
    const failures = new FailureRecord();
    const make = (name: string, parents: Lifetime[]) =>
      new Lifetime({}, { name, parents, failures, release: () => order.push(name) });
    const grandparent = make('grandparent', []);
    const parent = make('parent', [grandparent]);
    const children = [make('first', [parent]), make('second', [parent, grandparent])];
    grandparent.close();
    parent.close();
    parent.close();
    expect(order).toEqual([]);
    for (const child of children) child.close();
    expect(order).toEqual(['first', 'second', 'parent', 'grandparent']);
  });

  it('has no new children once it is closed', () => {
    const failures = new FailureRecord();
    const parent = new Lifetime({}, { name: 'Parent', failures });
    parent.close();
    expect(() => new Lifetime({}, { name: 'Child', parents: [parent], failures })).toThrow(DisposedError);
  });

  it('is kept, though closed, by what says so while something else keeps it too', () => {
    const order: string[] = [];
    const failures = new FailureRecord();
    const parent = new Lifetime({}, { name: 'Parent', failures, release: () => order.push('parent') });
    const drop = parent.hold();
    parent.close();
    const child = new Lifetime(
      {},
      { name: 'Child', keeps: parent, failures, release: () => order.push('child') },
    );
    drop();
    expect(order).toEqual([]);
    child.close();
    expect(order).toEqual(['child', 'parent']);
    expect(() => new Lifetime({}, { name: 'Late', keeps: parent, failures })).toThrow(DisposedError);
  });

  it('waits for holds, each of which counts once', () => {
    let released = 0;
    const release = () => {
      released += 1;
    };
    const options = { name: 'Held', failures: new FailureRecord(), release };
    const lifetime = new Lifetime({}, options);
    const drop = [lifetime.hold(), lifetime.hold()];
    lifetime.close();
    drop[0]?.();
    drop[0]?.();
    expect(released).toBe(0);
    expect(() => lifetime.assertUnreleased()).not.toThrow();
    drop[1]?.();
    expect(released).toBe(1);
    expect(() => lifetime.assertUnreleased()).toThrow(DisposedError);
  });

  it('records failures, and goes on to the parents', () => {
    const failures = new FailureRecord();
    let parentReleased = false;
    const release = () => {
      parentReleased = true;
    };
    const parent = new Lifetime({}, { name: 'Parent', failures, release });
    const fail = (message: string) => () => {
      throw new Error(message);
    };
    const children = ['one', 'two'].map(
      (message) => new Lifetime({}, { name: 'Child', parents: [parent], failures, release: fail(message) }),
    );
    parent.close();
    for (const child of children) child.close();
    expect(parentReleased).toBe(true);
    expect(() => failures.throwPending()).toThrow(AggregateError);
    expect(() => failures.throwPending()).not.toThrow();
  });
});

describe('closing out of order', () => {
  it('keeps a context alive for what was made in it', () => {
    const context = driver.device(0).createContext();
    const buffer = context.allocate(64);
    const stream = context.createStream();
    const event = context.createEvent();
    const pinned = context.allocatePinned(64);
    context.close();
    pinned.bytes.fill(8);
    buffer.copyFromHost(pinned.bytes, { stream });
    stream.record(event);
    event.synchronize();
    stream.close();
    const bytes = new Uint8Array(64);
    buffer.copyToHost(bytes);
    expect(bytes).toEqual(new Uint8Array(64).fill(8));
    for (const last of [pinned, buffer, event]) last.close();
    driver.failures.throwPending();
    expect(() => context.push()).toThrow(DisposedError);
  });

  it('keeps a stream alive for the memory that is ordered in it', () => {
    using context = openContext();
    const stream = context.createStream();
    const buffer = context.allocate(64, { stream });
    stream.close();
    buffer.fill(1);
    buffer.close();
    driver.failures.throwPending();
  });
});

describe('closing twice', () => {
  const kinds: [
    string,
    (context: Context) => { close(): void; closed: boolean; [Symbol.dispose](): void },
  ][] = [
    ['DeviceBuffer', (context) => context.allocate(64)],
    ['PitchedBuffer', (context) => context.allocatePitched(64, 4)],
    ['PinnedBuffer', (context) => context.allocatePinned(64)],
    ['Stream', (context) => context.createStream()],
    ['Event', (context) => context.createEvent()],
    ['Context', (context) => context.device.createContext()],
  ];
  it.each(kinds)('does a %s no harm', (_, make) => {
    using context = openContext();
    const object = make(context);
    expect(object.closed).toBe(false);
    object.close();
    object.close();
    object[Symbol.dispose]();
    expect(object.closed).toBe(true);
    driver.failures.throwPending();
  });

  it('leaves an object that says so when it is used', () => {
    using context = openContext();
    const buffer = context.allocate(64);
    const stream = context.createStream();
    const event = context.createEvent();
    for (const object of [buffer, stream, event]) object.close();
    using open = context.createStream();
    for (const use of [
      () => buffer.fill(0),
      () => open.record(event),
      () => context.allocate(64).fill(0, { stream }),
      () => stream.query(),
      () => event.synchronize(),
    ]) {
      expect(use).toThrow(DisposedError);
    }
    expect(() => buffer.fill(0)).toThrow('This DeviceBuffer is closed');
  });
});

describe('a failing disposal', () => {
  it('is thrown by the next call, once', () => {
    using context = openContext();
    const buffer = context.allocate(64);
    context.call('cuMemFree_v2', () => driver.raw.cuMemFree_v2(buffer.pointer));
    buffer.close();
    let error: unknown;
    try {
      context.memoryInfo();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(CudaError);
    expect(error).toMatchObject({ call: 'cuMemFree_v2', name: 'CUDA_ERROR_INVALID_VALUE' });
    expect(context.memoryInfo().total).toBeGreaterThan(0);
  });

  it('does not cost what the next call creates', () => {
    using context = openContext();
    const before = context.memoryInfo().free;
    driver.failures.record(new Error('earlier'));
    expect(() => context.allocate(64 * mebibyte)).toThrow('earlier');
    expect(before - context.memoryInfo().free).toBeLessThan(32 * mebibyte);
  });
});

describe('a forgotten object', () => {
  it('is closed by the garbage collector', async () => {
    using context = openContext();
    const before = context.memoryInfo().free;
    (() => void context.allocate(256 * mebibyte))();
    expect(before - context.memoryInfo().free).toBeGreaterThanOrEqual(255 * mebibyte);
    await collectUntil(() => before - context.memoryInfo().free < 32 * mebibyte);
  });

  it('goes with all its children when the context is forgotten too', async () => {
    using observer = openContext();
    const before = observer.memoryInfo().free;
    (() => {
      const context = openContext();
      const stream = context.createStream();
      context.allocate(128 * mebibyte, { stream }).fill(1, { stream });
      context.allocate(128 * mebibyte).fill(1);
      stream.synchronize();
    })();
    await collectUntil(() => {
      observer.synchronize();
      driver.raw.cuDeviceGetDefaultMemPool(pool, observer.device.handle);
      driver.raw.cuMemPoolTrimTo(pool[0] ?? 0n, 0);
      return before - observer.memoryInfo().free < 32 * mebibyte;
    });
    driver.failures.throwPending();
  });

  it('lives as long as a view of its memory does', async () => {
    using context = openContext();
    const bytes = (() => context.allocatePinned(4096).bytes.subarray(16))();
    bytes.fill(9);
    (() => void context.allocate(256 * mebibyte))();
    const before = context.memoryInfo().free;
    await collectUntil(() => context.memoryInfo().free - before >= 255 * mebibyte);
    expect(bytes.every((byte) => byte === 9)).toBe(true);
  });
});

describe('what disposal calls', () => {
  it('is bound when the driver is loaded: a thread that ends must bind nothing', () => {
    const isBound = (name: string) => 'value' in (Object.getOwnPropertyDescriptor(driver.raw, name) ?? {});
    const disposal = Object.keys(driver.raw).filter((name) => /Destroy_v2|Free|Unload|CloseMem/.test(name));
    expect(disposal.length).toBeGreaterThan(5);
    for (const name of disposal) expect([name, isBound(name)]).toEqual([name, true]);
    expect(isBound('cuDeviceGetByPCIBusId')).toBe(false);
  });
});
