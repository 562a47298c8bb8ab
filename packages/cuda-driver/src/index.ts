/** The CUDA driver API for Node.js. Start at CudaDriver.load(). */
export { Context, type ContextFlags, type StatusChecker } from './context.js';
export { type Copy2D, type CopyEnd, copy2D } from './copy-2d.js';
export { CudaError, CudaStatus } from './cuda-error.js';
export { Device } from './device.js';
export { type DeviceAttribute, deviceAttributes } from './device-attribute.js';
export { DeviceBuffer, type DeviceMemory, type TransferOptions } from './device-buffer.js';
export { CudaDriver } from './driver.js';
export { DriverNotFoundError } from './driver-library.js';
export { Event, type EventOptions } from './event.js';
export { FailureRecord } from './failure-record.js';
export { ForgottenObjects, type WatchedState } from './forgotten.js';
export {
  type ContextHandle,
  type DevicePointer,
  devicePointer,
  type EventHandle,
  type FunctionHandle,
  type ModuleHandle,
  type StreamHandle,
} from './handles.js';
export { HostFunctions } from './host-functions.js';
export {
  type Dimensions,
  Kernel,
  type KernelArgument,
  type KernelArguments,
  type KernelAttribute,
  type KernelOptions,
  type KernelParameter,
  type LaunchOptions,
} from './kernel.js';
export { type LibraryNotOpened, type OpenLibrary, openLibrary } from './library.js';
export { DisposedError, Lifetime, type LifetimeOptions } from './lifetime.js';
export { Module, type ModuleOptions } from './module.js';
export { PinnedBuffer } from './pinned-buffer.js';
export { PitchedBuffer } from './pitched-buffer.js';
export { addressRange, type PointerInfo, pointerInfo } from './pointer-info.js';
export {
  type BoundFunctions,
  bindFunctions,
  type Declarations,
  hasSymbol,
  type RawFunction,
} from './raw/bind.js';
export { type CudaFunctionName, type CudaFunctions, cudaDeclarations } from './raw/functions.js';
export { copyFromHost } from './raw/host-copy.js';
export {
  CUDA_MEMCPY2D,
  CUipcEventHandle,
  CUipcMemHandle,
  CUlaunchAttribute,
  CUlaunchConfig,
  CUmemPoolProps,
  CUuuid,
  launchAttribute,
  memoryType,
  type StructLayout,
} from './raw/structs.js';
export type { CArgument, CType, HostPointer, RawIpcHandle } from './raw/types.js';
export { Stream, type StreamOptions } from './stream.js';
export { endQuickly, warmUpDevice } from './warm-up.js';
