/** Page-locked host memory. */
import { DisposedError, PinnedBuffer, pointerInfo } from '@nvcodec/cuda-driver';
import { describe, expect, it } from 'vitest';
import { openContext } from './support/driver.js';

const context = openContext();

describe('PinnedBuffer', () => {
  it('is host memory that JavaScript and the driver share', () => {
    using pinned = context.allocatePinned(4096);
    expect(pinned.byteLength).toBe(4096);
    expect(pinned.bytes).toBe(pinned.bytes);
    expect(pointerInfo(context, pinned.pointer)?.kind).toBe('host');
    using device = context.allocate(4096);
    pinned.bytes.fill(3);
    device.copyFromHost(pinned.bytes);
    pinned.bytes.fill(0);
    device.copyToHost(pinned.bytes);
    expect(pinned.bytes.every((byte) => byte === 3)).toBe(true);
  });

  it('copies in a stream', () => {
    using stream = context.createStream();
    using pinned = context.allocatePinned(1 << 20);
    using device = context.allocate(1 << 20);
    device.fill(0x5a, { stream });
    device.copyToHost(pinned.bytes, { stream });
    stream.synchronize();
    expect(pinned.bytes.every((byte) => byte === 0x5a)).toBe(true);
  });

  it('is copied out on another thread, though closed meanwhile', async () => {
    const pinned = context.allocatePinned(1 << 20);
    pinned.bytes.forEach((_, index, bytes) => {
      bytes[index] = index % 251;
    });
    const target = new Uint8Array(1_000_001);
    const copied = pinned.copyToAsync(target);
    pinned.close();
    await copied;
    expect(target.every((byte, index) => byte === index % 251)).toBe(true);
    await expect(pinned.copyToAsync(target)).rejects.toThrow(DisposedError);
    using small = context.allocatePinned(16);
    await expect(small.copyToAsync(new Uint8Array(17))).rejects.toThrow(RangeError);
  });

  it('has an address for kernels', () => {
    using pinned = context.allocatePinned(64);
    expect(pinned.devicePointer()).not.toBe(0n);
  });

  it('can be memory that JavaScript owns', () => {
    const bytes = new Uint8Array(1 << 16);
    const pinned = PinnedBuffer.register(context, bytes);
    expect(pinned.bytes).toBe(bytes);
    expect(pointerInfo(context, pinned.pointer)?.kind).toBe('host');
    pinned.close();
    context.driver.failures.throwPending();
    expect(pointerInfo(context, pinned.pointer)).toBeNull();
    expect(bytes.byteLength).toBe(1 << 16);
  });

  it('does not show its memory once it is closed', () => {
    const pinned = context.allocatePinned(64);
    pinned.close();
    expect(() => pinned.bytes).toThrow(DisposedError);
    expect(() => pinned.devicePointer()).toThrow(DisposedError);
  });
});
