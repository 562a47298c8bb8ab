/** All functions of the CUDA driver API that this package declares, under their C names. */
import type { BoundFunctions } from './bind.js';
import { deviceFunctions } from './device-functions.js';
import { executionFunctions } from './execution-functions.js';
import { memoryFunctions } from './memory-functions.js';

/** Every declaration, by symbol name. */
export const cudaDeclarations = { ...deviceFunctions, ...memoryFunctions, ...executionFunctions } as const;

/**
 * The raw functions: C names, C argument order, a status number in return. Out-parameters are typed arrays
 * or Buffers; handles and device pointers are numbers or bigints; nothing is checked.
 */
export type CudaFunctions = BoundFunctions<typeof cudaDeclarations>;

/** The name of a declared function. */
export type CudaFunctionName = keyof typeof cudaDeclarations;

/** What closing and garbage collection call. */
export const cudaDisposal: readonly CudaFunctionName[] = [
  'cuCtxGetCurrent',
  'cuCtxPushCurrent_v2',
  'cuCtxPopCurrent_v2',
  'cuCtxDestroy_v2',
  'cuDevicePrimaryCtxRelease_v2',
  'cuEventDestroy_v2',
  'cuIpcCloseMemHandle',
  'cuMemFree_v2',
  'cuMemFreeAsync',
  'cuMemFreeHost',
  'cuMemHostUnregister',
  'cuModuleUnload',
  'cuStreamDestroy_v2',
];
