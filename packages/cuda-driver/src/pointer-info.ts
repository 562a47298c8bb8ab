/** What the driver knows of an address, whoever allocated it. */
import { addressValue } from './arguments.js';
import { CudaStatus } from './cuda-error.js';
import type { CudaDriver } from './driver.js';
import type { ContextHandle, DevicePointer } from './handles.js';
import { first32, first64, second64, written, writtenNumber } from './scratch.js';

export interface PointerInfo {
  /** Where the memory is. */
  readonly kind: 'host' | 'device' | 'array' | 'unified';
  /** The context it was allocated in. */
  readonly context: ContextHandle;
  readonly deviceOrdinal: number;
}

/** CUpointer_attribute */
const attribute = { context: 1, memoryType: 2, deviceOrdinal: 9 } as const;
const kinds = [undefined, 'host', 'device', 'array', 'unified'] as const;

/** What is known of `pointer`, or null when CUDA does not know it: ordinary host memory. */
export function pointerInfo(driver: CudaDriver, pointer: DevicePointer | bigint): PointerInfo | null {
  const address = addressValue(pointer, 'pointer');
  const { raw } = driver;
  const status = raw.cuPointerGetAttribute(first32, attribute.memoryType, address);
  if (status === CudaStatus.invalidValue) return null;
  driver.check(status, 'cuPointerGetAttribute');
  const kind = kinds[writtenNumber(first32)];
  if (!kind) return null;
  driver.check(raw.cuPointerGetAttribute(first64, attribute.context, address), 'cuPointerGetAttribute');
  const context = written(first64) as ContextHandle;
  driver.check(raw.cuPointerGetAttribute(first32, attribute.deviceOrdinal, address), 'cuPointerGetAttribute');
  return { kind, context, deviceOrdinal: writtenNumber(first32) };
}

/** The allocation that `pointer` lies in: its start and its size in bytes. */
export function addressRange(
  driver: CudaDriver,
  pointer: DevicePointer | bigint,
): { base: DevicePointer; byteLength: number } {
  const address = addressValue(pointer, 'pointer');
  const status = driver.raw.cuMemGetAddressRange_v2(first64, second64, address);
  driver.check(status, 'cuMemGetAddressRange_v2');
  return { base: written(first64) as DevicePointer, byteLength: Number(written(second64)) };
}
