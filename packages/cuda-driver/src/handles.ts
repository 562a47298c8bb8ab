/**
 * Addresses and handles of the driver, as bigints that cannot be mistaken for one another. Each is exactly
 * the C value, so that it can be passed to raw functions and to other libraries on the same driver.
 */
import { addressValue } from './arguments.js';

/** CUdeviceptr: an address in device memory. */
export type DevicePointer = bigint & { readonly __brand: 'DevicePointer' };
/** CUcontext */
export type ContextHandle = bigint & { readonly __brand: 'ContextHandle' };
/** CUstream; 0n is the default stream of the current context. */
export type StreamHandle = bigint & { readonly __brand: 'StreamHandle' };
/** CUevent */
export type EventHandle = bigint & { readonly __brand: 'EventHandle' };
/** CUmodule */
export type ModuleHandle = bigint & { readonly __brand: 'ModuleHandle' };
/** CUfunction */
export type FunctionHandle = bigint & { readonly __brand: 'FunctionHandle' };

/** An address that came from elsewhere (another library, arithmetic on a pointer) as a DevicePointer. */
export function devicePointer(address: bigint | number): DevicePointer {
  return addressValue(address, 'address') as DevicePointer;
}
