/** A CUDA device: what it is, and the contexts made on it. Devices need no closing. */
import { Context, type ContextFlags } from './context.js';
import { type DeviceAttribute, deviceAttributes } from './device-attribute.js';
import type { CudaDriver } from './driver.js';
import { first32, first64, written, writtenNumber } from './scratch.js';

/** One GPU (or one stand-in) of a driver. */
export class Device {
  readonly driver: CudaDriver;
  /** The position in the driver's list, from 0. */
  readonly ordinal: number;
  /** CUdevice */
  readonly handle: number;

  constructor(driver: CudaDriver, ordinal: number) {
    this.driver = driver;
    this.ordinal = ordinal;
    driver.check(driver.raw.cuDeviceGet(first32, ordinal), 'cuDeviceGet');
    this.handle = writtenNumber(first32);
  }

  /** The model's name, e.g. 'NVIDIA H200'. */
  get name(): string {
    const text = Buffer.alloc(256);
    this.driver.check(this.driver.raw.cuDeviceGetName(text, text.length, this.handle), 'cuDeviceGetName');
    return untilNul(text);
  }

  /** The device's UUID as nvidia-smi prints it: 'GPU-' and 32 hexadecimal digits in five groups. */
  get uuid(): string {
    const { driver } = this;
    const bytes = Buffer.alloc(16);
    const call = driver.has('cuDeviceGetUuid_v2') ? 'cuDeviceGetUuid_v2' : 'cuDeviceGetUuid';
    driver.check(driver.raw[call](bytes, this.handle), call);
    return `GPU-${bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
  }

  /** Major and minor, e.g. [9, 0]. */
  get computeCapability(): [major: number, minor: number] {
    return [this.attribute('computeCapabilityMajor'), this.attribute('computeCapabilityMinor')];
  }

  /** Device memory in bytes. */
  get totalMemory(): number {
    this.driver.check(this.driver.raw.cuDeviceTotalMem_v2(first64, this.handle), 'cuDeviceTotalMem_v2');
    return Number(written(first64));
  }

  /** The PCI bus id, e.g. '0000:65:00.0': the one name for a GPU that other tools agree on. */
  get pciBusId(): string {
    const text = Buffer.alloc(32);
    const status = this.driver.raw.cuDeviceGetPCIBusId(text, text.length, this.handle);
    this.driver.check(status, 'cuDeviceGetPCIBusId');
    return untilNul(text);
  }

  /** A device attribute: by name, or by its CUdevice_attribute number. */
  attribute(attribute: DeviceAttribute | number): number {
    const number = typeof attribute === 'number' ? attribute : deviceAttributes[attribute];
    if (number === undefined) throw new TypeError(`attribute '${attribute}' is not a device attribute`);
    const status = this.driver.raw.cuDeviceGetAttribute(first32, number, this.handle);
    this.driver.check(status, `cuDeviceGetAttribute(${attribute})`);
    return writtenNumber(first32);
  }

  /**
   * The device's primary context, which everything in the process shares (the CUDA runtime and PyTorch use
   * it too). Each call retains it once more; closing the returned Context releases it.
   */
  primaryContext(): Context {
    return Context.retainPrimary(this);
  }

  /** Whether the primary context exists, and its flags. */
  primaryContextState(): { active: boolean; flags: number } {
    const flags = new Uint32Array(1);
    const status = this.driver.raw.cuDevicePrimaryCtxGetState(this.handle, flags, first32);
    this.driver.check(status, 'cuDevicePrimaryCtxGetState');
    return { active: writtenNumber(first32) !== 0, flags: flags[0] ?? 0 };
  }

  /** Sets the flags of the primary context: how its threads wait for the GPU. */
  setPrimaryContextFlags(flags: ContextFlags): void {
    Context.setPrimaryFlags(this, flags);
  }

  /** A context of its own, destroyed when it and all that was made in it is closed. */
  createContext(flags: ContextFlags = {}): Context {
    return Context.create(this, flags);
  }

  /** Whether this device can read and write the memory of `other` directly. */
  canAccessPeer(other: Device): boolean {
    const status = this.driver.raw.cuDeviceCanAccessPeer(first32, this.handle, other.handle);
    this.driver.check(status, 'cuDeviceCanAccessPeer');
    return writtenNumber(first32) !== 0;
  }
}

function untilNul(text: Buffer): string {
  const end = text.indexOf(0);
  return text.toString('utf8', 0, end < 0 ? text.length : end);
}
