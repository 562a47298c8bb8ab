/** What the driver knows of an address, whoever allocated it. */
import { addressValue } from './arguments.js';
import type { Context } from './context.js';
import { CudaStatus } from './cuda-error.js';
import type { ContextHandle, DevicePointer } from './handles.js';
import { first32, first64, second64, written, writtenNumber } from './scratch.js';

/** What the driver knows of an address. */
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
export function pointerInfo(context: Context, pointer: DevicePointer | bigint): PointerInfo | null {
  const address = addressValue(pointer, 'pointer');
  const { driver } = context;
  const get = (number: number, out: ArrayBufferView) =>
    context.run(() => driver.raw.cuPointerGetAttribute(out, number, address));
  const status = get(attribute.memoryType, first32);
  if (status === CudaStatus.invalidValue) return null;
  driver.check(status, 'cuPointerGetAttribute');
  const kind = kinds[writtenNumber(first32)];
  if (!kind) return null;
  driver.check(get(attribute.context, first64), 'cuPointerGetAttribute');
  driver.check(get(attribute.deviceOrdinal, first32), 'cuPointerGetAttribute');
  return { kind, context: written(first64) as ContextHandle, deviceOrdinal: writtenNumber(first32) };
}

/** The allocation that `pointer` lies in: its start and its size in bytes. */
export function addressRange(
  context: Context,
  pointer: DevicePointer | bigint,
): { base: DevicePointer; byteLength: number } {
  const address = addressValue(pointer, 'pointer');
  const { raw } = context.driver;
  context.call('cuMemGetAddressRange_v2', () => raw.cuMemGetAddressRange_v2(first64, second64, address));
  return { base: written(first64) as DevicePointer, byteLength: Number(written(second64)) };
}
