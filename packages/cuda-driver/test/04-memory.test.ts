/** Device memory: allocation, copies, fills, pitch, the pool, and what the driver knows of an address. */
import { addressRange, copy2D, DeviceBuffer, pointerInfo } from '@nvcodec/cuda-driver';
import { describe, expect, it } from 'vitest';
import { gpu, openContext } from './support/driver.js';

const context = openContext();
const { driver } = context;

function ramp(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index * 7 + 3);
}

function download(buffer: DeviceBuffer): Uint8Array {
  const bytes = new Uint8Array(buffer.byteLength);
  buffer.copyToHost(bytes);
  return bytes;
}

describe('DeviceBuffer', () => {
  it('copies from the host and back', () => {
    using buffer = context.allocate(100_000);
    const bytes = ramp(100_000);
    buffer.copyFromHost(bytes);
    expect(download(buffer)).toEqual(bytes);
  });

  it('copies at offsets, and views of any type', () => {
    using buffer = context.allocate(64);
    buffer.fill(0);
    buffer.copyFromHost(Float32Array.of(1.5, -2), { offset: 8 });
    const middle = new Float32Array(2);
    buffer.copyToHost(middle, { offset: 8 });
    expect(middle).toEqual(Float32Array.of(1.5, -2));
    const bytes = ramp(10);
    buffer.copyFromHost(bytes.subarray(2, 5), { offset: 60 });
    expect(download(buffer).subarray(59)).toEqual(Uint8Array.of(0, ...bytes.subarray(2, 5), 0));
  });

  it('copies from other device memory', () => {
    using source = context.allocate(50);
    using target = context.allocate(60);
    source.copyFromHost(ramp(50));
    target.fill(9);
    target.copyFromDevice(source, 50, { offset: 10 });
    target.copyFromDevice(source.pointer, 5);
    const bytes = ramp(50);
    expect(download(target)).toEqual(Uint8Array.of(...bytes.subarray(0, 5), 9, 9, 9, 9, 9, ...bytes));
  });

  it('fills all or a part', () => {
    using buffer = context.allocate(10);
    buffer.fill(255);
    buffer.fill(1, { offset: 2, bytes: 3 });
    buffer.fill(2, { offset: 8 });
    expect(download(buffer)).toEqual(Uint8Array.of(255, 255, 1, 1, 1, 255, 255, 255, 2, 2));
  });

  it('is done with copies and fills without a stream before another stream can look', () => {
    const bytes = gpu ? 2 ** 28 : 2 ** 16;
    using source = context.allocate(bytes);
    using target = context.allocate(bytes);
    using stream = context.createStream();
    using end = context.allocatePinned(4);
    const lastBytes = (buffer: DeviceBuffer) => {
      buffer.copyToHost(end.bytes, { stream, offset: bytes - 4 });
      stream.synchronize();
      return [...end.bytes];
    };
    const sent = ramp(2 ** 16);
    for (let round = 1; round <= 5; round++) {
      source.fill(round);
      expect(lastBytes(source)).toEqual([round, round, round, round]);
      target.copyFromDevice(source, bytes);
      expect(lastBytes(target)).toEqual([round, round, round, round]);
      target.copyFromHost(sent, { offset: bytes - sent.length });
      expect(lastBytes(target)).toEqual([...sent.subarray(-4)]);
    }
  });

  it('does the same in a stream', () => {
    using stream = context.createStream();
    using buffer = context.allocate(1000, { stream });
    using copy = context.allocate(1000, { stream });
    const bytes = ramp(1000);
    const back = new Uint8Array(1000);
    buffer.copyFromHost(bytes, { stream });
    buffer.fill(0, { stream, bytes: 10 });
    copy.copyFromDevice(buffer, 1000, { stream });
    copy.copyToHost(back, { stream });
    stream.synchronize();
    expect(back).toEqual(bytes.fill(0, 0, 10));
  });

  it('is known to the driver', () => {
    using buffer = context.allocate(4096);
    const info = pointerInfo(context, buffer.pointer + 10n);
    expect(info).toEqual({ kind: 'device', context: context.handle, deviceOrdinal: 0 });
    expect(addressRange(context, buffer.pointer + 10n)).toEqual({ base: buffer.pointer, byteLength: 4096 });
    expect(pointerInfo(context, 16n)).toBeNull();
  });

  it('can be a view of memory that somebody else owns', () => {
    using buffer = context.allocate(16);
    buffer.fill(5);
    const view = DeviceBuffer.wrap(context, buffer.pointer + 4n, 4);
    view.fill(6);
    view.close();
    expect([...download(buffer).subarray(2, 10)]).toEqual([5, 5, 6, 6, 6, 6, 5, 5]);
  });
});

describe('copy2D', () => {
  it('carries an image between pitches, to the device and back', () => {
    const [widthBytes, height] = [37, 11];
    using image = context.allocatePitched(widthBytes, height);
    expect(image.pitchBytes).toBeGreaterThanOrEqual(widthBytes);
    expect(image.byteLength).toBe(image.pitchBytes * height);
    const source = ramp(40 * height);
    copy2D(context, {
      ...{ src: source, srcPitchBytes: 40, dst: image, dstPitchBytes: image.pitchBytes },
      ...{ widthBytes, height },
    });
    const target = new Uint8Array(50 * (height - 1) + widthBytes).fill(0xee);
    using stream = context.createStream();
    copy2D(context, {
      ...{ src: image.pointer, srcPitchBytes: image.pitchBytes, dst: target, dstPitchBytes: 50 },
      ...{ widthBytes, height, stream },
    });
    stream.synchronize();
    for (let y = 0; y < height; y += 1) {
      expect(target.subarray(y * 50, y * 50 + 37)).toEqual(source.subarray(y * 40, y * 40 + 37));
      if (y < height - 1) expect(target[y * 50 + 37]).toBe(0xee);
    }
  });

  it('takes pinned memory and device memory on either side', () => {
    using pinned = context.allocatePinned(64);
    using device = context.allocate(64);
    pinned.bytes.set(ramp(64));
    copy2D(context, {
      ...{ src: pinned, srcPitchBytes: 8, dst: device, dstPitchBytes: 16, widthBytes: 8, height: 4 },
    });
    using packed = context.allocate(32);
    copy2D(context, {
      ...{ src: device, srcPitchBytes: 16, dst: packed, dstPitchBytes: 8, widthBytes: 8, height: 4 },
    });
    expect(download(packed)).toEqual(ramp(32));
  });
});

describe('the raw functions', () => {
  it('fill 16 and 32 bits at a time, and rectangles', () => {
    using buffer = context.allocate(64);
    buffer.fill(0);
    const { raw } = driver;
    context.call('cuMemsetD16_v2', () => raw.cuMemsetD16_v2(buffer.pointer, 0x1234, 2));
    context.call('cuMemsetD32_v2', () => raw.cuMemsetD32_v2(buffer.pointer + 4n, 0xdeadbeef, 1));
    context.call('cuMemsetD2D8_v2', () => raw.cuMemsetD2D8_v2(buffer.pointer + 32n, 16, 7, 3, 2));
    const view = new DataView(download(buffer).buffer);
    expect([view.getUint16(0, true), view.getUint16(2, true)]).toEqual([0x1234, 0x1234]);
    expect(view.getUint32(4, true)).toBe(0xdeadbeef);
    expect([32, 34, 35, 47, 48, 50, 51].map((at) => view.getUint8(at))).toEqual([7, 7, 0, 0, 7, 7, 0]);
  });

  it('reach the memory pool of the device', () => {
    const pool = new BigUint64Array(1);
    driver.check(
      driver.raw.cuDeviceGetDefaultMemPool(pool, context.device.handle),
      'cuDeviceGetDefaultMemPool',
    );
    expect(pool[0]).not.toBe(0n);
    driver.check(driver.raw.cuMemPoolTrimTo(pool[0] ?? 0n, 0), 'cuMemPoolTrimTo');
  });
});
