/**
 * A device that decodes: a loaded pair of drivers, a context on one of its devices, and what to call it.
 */
import { type Context, CudaDriver, Lifetime } from '@nvcodec/cuda-driver';
import { Nvcuvid } from '@nvcodec/nvcuvid';
import { softDriverPaths } from '@nvcodec/soft-driver';
import { NoSuchDeviceError } from '../errors.js';
import { reached } from '../stages.js';
import type { DecoderPool } from './decoder-pool.js';
import { fallbackReason } from './fallback-reason.js';
import { KeptDevice } from './kept-device.js';

/** 'auto': the GPU that supports the stream, else the soft driver; a number: that GPU and no other. */
export type DeviceChoice = 'auto' | 'soft' | number;

/** Other driver files than the system's and the package's own, for tests and unusual installations. */
export interface DriverFiles {
  readonly cuda?: string | undefined;
  readonly cuvid?: string | undefined;
}

/** What the soft driver calls its devices. */
const SOFT_DEVICE = 'nvcodec soft driver';

/** What a device is called. */
export interface DeviceInfo {
  readonly kind: 'gpu' | 'soft';
  readonly ordinal: number;
  readonly name: string;
  readonly uuid: string;
}

export class DecodingDevice {
  readonly info: DeviceInfo;
  readonly cuvid: Nvcuvid;
  /** Shared with the other sessions of this thread. */
  readonly context: Context;
  readonly decoders: DecoderPool;
  readonly #lifetime: Lifetime;

  private constructor(info: DeviceInfo, cuvid: Nvcuvid, kept: KeptDevice) {
    this.info = info;
    this.cuvid = cuvid;
    this.context = kept.context;
    this.decoders = kept.decoders;
    this.#lifetime = new Lifetime(this, {
      name: 'DecodingDevice',
      failures: cuvid.cuda.failures,
      release: () => kept.leave(),
    });
  }

  /**
   * GPU `ordinal` with the real driver. Its primary context is retained, not made current.
   * @throws DriverNotFoundError, CuvidNotFoundError, CudaError, NoSuchDeviceError.
   */
  static gpu(ordinal: number, files: DriverFiles = {}): DecodingDevice {
    return DecodingDevice.#open('gpu', ordinal, CudaDriver.load(files.cuda), files.cuvid);
  }

  /** The soft driver. @throws Error naming how to build it when it is not there. */
  static soft(files: DriverFiles = {}): DecodingDevice {
    const paths = files.cuda === undefined || files.cuvid === undefined ? softDriverPaths() : undefined;
    return DecodingDevice.#open(
      'soft',
      0,
      CudaDriver.load(files.cuda ?? paths?.cuda),
      files.cuvid ?? paths?.cuvid,
    );
  }

  static #open(
    kind: DeviceInfo['kind'],
    ordinal: number,
    cuda: CudaDriver,
    cuvidPath?: string,
  ): DecodingDevice {
    reached('driver loaded');
    const count = cuda.deviceCount();
    if (ordinal >= count) throw new NoSuchDeviceError(ordinal, count);
    const cuvid = Nvcuvid.load(cuda, cuvidPath);
    const device = cuda.device(ordinal);
    const info = { kind, ordinal, name: device.name, uuid: device.uuid };
    return new DecodingDevice(info, cuvid, KeptDevice.join(cuvid, ordinal));
  }

  get name(): string {
    return this.info.name;
  }

  /** Whether parser and decoder are NVIDIA's: the soft driver may be put in the place of a GPU's, with its own ways. */
  get isNvidia(): boolean {
    return this.info.name !== SOFT_DEVICE;
  }

  /** Lets the context go, some time after its last user on this thread and once everything made in it is closed. */
  close(): void {
    this.#lifetime.close();
  }
}

/** The UUIDs of the real driver's GPUs, by ordinal; what is wrong with it where it has none. */
export function listGpus(files: DriverFiles = {}): { uuids: readonly string[]; problem?: string } {
  try {
    const uuids = CudaDriver.load(files.cuda)
      .devices()
      .map(({ uuid }) => uuid);
    return uuids.length > 0 ? { uuids } : { uuids, problem: 'the NVIDIA driver found no GPU' };
  } catch (error) {
    return { uuids: [], problem: fallbackReason(error as Error, "NVIDIA's driver") };
  }
}
