/** What a device says of itself. */
import { describe, expect, it } from 'vitest';
import { loadDriver } from './support/driver.js';

describe('Device', () => {
  const driver = loadDriver();
  const device = driver.device(0);

  it('has a name, a UUID, a PCI bus id and a compute capability', () => {
    expect(device.ordinal).toBe(0);
    expect(device.name.length).toBeGreaterThan(0);
    expect(device.uuid).toMatch(/^GPU-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    expect(device.pciBusId).toMatch(/^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.0$/i);
    const [major, minor] = device.computeCapability;
    expect(major).toBeGreaterThanOrEqual(3);
    expect(minor).toBeGreaterThanOrEqual(0);
  });

  it('is found again by its PCI bus id', () => {
    expect(driver.deviceByPciBusId(device.pciBusId).ordinal).toBe(0);
  });

  it('tells its memory as its context does', () => {
    using context = device.primaryContext();
    const { free, total } = context.memoryInfo();
    expect(device.totalMemory).toBeGreaterThan(1 << 20);
    expect(total).toBeLessThanOrEqual(device.totalMemory);
    expect(total).toBeGreaterThan(device.totalMemory / 2);
    expect(free).toBeLessThanOrEqual(total);
  });

  it('gives attributes by name and by number', () => {
    expect(device.attribute('warpSize')).toBe(device.attribute(10));
    expect(device.attribute('maxThreadsPerBlock')).toBeGreaterThanOrEqual(1);
    expect(device.attribute('computeCapabilityMajor')).toBe(device.computeCapability[0]);
    expect(() => device.attribute('colour' as 'warpSize')).toThrow(/'colour' is not a device attribute/);
  });

  it('lists all devices, and names an ordinal that is not there', () => {
    const devices = driver.devices();
    expect(devices.map(({ ordinal }) => ordinal)).toEqual(devices.map((_, index) => index));
    expect(() => driver.device(devices.length)).toThrow(RangeError);
    expect(() => driver.device(-1)).toThrow(/ordinal must be/);
    expect(() => driver.device(0.5)).toThrow(TypeError);
  });
});
