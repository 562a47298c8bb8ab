/** Wrong arguments are named before they reach C, where they would wrap silently. */
import { copy2D, DeviceBuffer, devicePointer, Event } from '@nvcodec/cuda-driver';
import { describe, expect, it } from 'vitest';
import { openContext } from './support/driver.js';

const context = openContext();
const notANumber = '16' as unknown as number;
const notAView = [1, 2, 3] as unknown as Uint8Array;

describe('sizes', () => {
  it.each([0, -1, 2 ** 60])('of %d bytes are refused', (bytes) => {
    expect(() => context.allocate(bytes)).toThrow(RangeError);
    expect(() => context.allocate(bytes)).toThrow(/bytes must be/);
    expect(() => context.allocatePinned(bytes)).toThrow(/bytes must be/);
    expect(() => context.allocatePitched(bytes, 10)).toThrow(/widthBytes must be/);
    expect(() => context.allocatePitched(10, bytes)).toThrow(/height must be/);
  });

  it.each([0.5, Number.NaN, notANumber])('that are not whole numbers are refused (%s)', (bytes) => {
    expect(() => context.allocate(bytes)).toThrow(TypeError);
    expect(() => context.allocate(bytes)).toThrow(/bytes must be a whole number/);
    expect(() => context.allocatePinned(bytes)).toThrow(TypeError);
  });

  it('that no device has are out of memory', () => {
    expect(() => context.allocate(2 ** 50)).toThrow(/CUDA_ERROR_OUT_OF_MEMORY/);
  });

  it('of elements are 4, 8 or 16 bytes', () => {
    expect(() => context.allocatePitched(10, 10, 5 as 4)).toThrow(/elementBytes must be 4, 8 or 16/);
  });
});

describe('copies', () => {
  using buffer = context.allocate(16);
  const inside = () => context.allocate(16);

  it('beyond the buffer are refused', () => {
    using target = inside();
    expect(() => target.copyFromHost(new Uint8Array(17))).toThrow(/17 bytes at offset 0 do not fit/);
    expect(() => target.copyToHost(new Uint8Array(8), { offset: 9 })).toThrow(/8 bytes at offset 9/);
    expect(() => target.copyFromHost(new Uint8Array(8), { offset: -1 })).toThrow(/offset must be/);
    expect(() => target.fill(0, { offset: 10, bytes: 7 })).toThrow(RangeError);
    expect(() => target.fill(0, { offset: 17 })).toThrow(RangeError);
    using source = context.allocate(8);
    expect(() => target.copyFromDevice(source, 9)).toThrow(/the source DeviceBuffer of 8 bytes/);
  });

  it('of what is no buffer are refused', () => {
    using target = inside();
    expect(() => target.copyFromHost(notAView)).toThrow(/source must be a typed array/);
    expect(() => target.copyToHost(notAView)).toThrow(/target must be a typed array/);
    expect(() => target.fill(256)).toThrow(/value must be from 0 to 255/);
    expect(buffer.closed).toBe(true);
  });

  it('of nothing are done', () => {
    using target = inside();
    target.copyFromHost(new Uint8Array(0), { offset: 16 });
    target.copyToHost(new Uint8Array(0));
    target.fill(0, { bytes: 0 });
  });

  it('in two dimensions name the side that is wrong', () => {
    using target = inside();
    const good = {
      src: new Uint8Array(16),
      srcPitchBytes: 4,
      dst: target,
      dstPitchBytes: 4,
      widthBytes: 4,
      height: 4,
    };
    expect(() => copy2D(context, good)).not.toThrow();
    expect(() => copy2D(context, { ...good, srcPitchBytes: 3 })).toThrow(/srcPitchBytes must be at least/);
    expect(() => copy2D(context, { ...good, dstPitchBytes: 5 })).toThrow(/dst holds 16 bytes.*need 19/);
    expect(() => copy2D(context, { ...good, src: new Uint8Array(15) })).toThrow(/src holds 15 bytes/);
    expect(() => copy2D(context, { ...good, src: notAView })).toThrow(/src must be a typed array/);
    expect(() => copy2D(context, { ...good, height: -1 })).toThrow(/height must be/);
  });
});

describe('handles', () => {
  it('of other processes have 64 bytes', () => {
    expect(() => DeviceBuffer.openIpc(context, new Uint8Array(63), 16)).toThrow(
      /handle must be 64 bytes, not 63/,
    );
    expect(() => Event.openIpc(context, notAView)).toThrow(/handle must be a typed array/);
  });

  it('and addresses fit in 64 bits', () => {
    expect(devicePointer(2 ** 40)).toBe(1n << 40n);
    expect(() => devicePointer(-1)).toThrow(RangeError);
    expect(() => devicePointer(1n << 64n)).toThrow(/unsigned 64-bit/);
    expect(() => devicePointer(0.5)).toThrow(TypeError);
  });

  it('of events that exclude each other are refused', () => {
    expect(() => context.createEvent({ timing: true, interprocess: true })).toThrow(/exclude each other/);
  });
});
