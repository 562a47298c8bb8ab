/** Memory stays where it was after a thousand rounds of making and closing. */
import { describe, expect, it } from 'vitest';
import { loadDriver } from './support/driver.js';

const driver = loadDriver();
const mebibyte = 1 << 20;

describe('after 1000 rounds', () => {
  it('device and host memory are where they were', () => {
    using observer = driver.device(0).primaryContext();
    const round = (): void => {
      using context = driver.device(0).primaryContext();
      using stream = context.createStream();
      using event = context.createEvent();
      using buffer = context.allocate(mebibyte);
      using image = context.allocatePitched(1000, 100);
      using pinned = context.allocatePinned(65536);
      buffer.copyFromHost(pinned.bytes, { stream });
      image.fill(0, { stream });
      stream.record(event);
      event.synchronize();
    };
    for (let warm = 0; warm < 20; warm += 1) round();
    const device = observer.memoryInfo().free;
    const host = process.memoryUsage().rss;
    for (let count = 0; count < 1000; count += 1) round();
    driver.failures.throwPending();
    expect(Math.abs(device - observer.memoryInfo().free)).toBeLessThan(32 * mebibyte);
    expect(process.memoryUsage().rss - host).toBeLessThan(48 * mebibyte);
  });

  it('contexts of our own are gone', () => {
    using observer = driver.device(0).primaryContext();
    const round = (): void => {
      using context = driver.device(0).createContext();
      using buffer = context.allocate(mebibyte);
      buffer.fill(1);
    };
    for (let warm = 0; warm < 3; warm += 1) round();
    const device = observer.memoryInfo().free;
    for (let count = 0; count < 20; count += 1) round();
    driver.failures.throwPending();
    expect(Math.abs(device - observer.memoryInfo().free)).toBeLessThan(64 * mebibyte);
  });
});
