/**
 * Streams, events, modules, functions, launch and occupancy, as cuda.h declares them. Each entry lists the
 * parameter types in order; every function returns a CUresult.
 * https://docs.nvidia.com/cuda/cuda-driver-api/group__CUDA__EXEC.html
 */
export const executionFunctions = {
  cuStreamCreate: ['CUstream*', 'unsigned int'],
  cuStreamCreateWithPriority: ['CUstream*', 'unsigned int', 'int'],
  cuStreamGetPriority: ['CUstream', 'int*'],
  cuStreamGetFlags: ['CUstream', 'unsigned int*'],
  cuStreamGetCtx: ['CUstream', 'CUcontext*'],
  cuStreamWaitEvent: ['CUstream', 'CUevent', 'unsigned int'],
  cuStreamQuery: ['CUstream'],
  cuStreamSynchronize: ['CUstream'],
  cuStreamDestroy_v2: ['CUstream'],
  cuLaunchHostFunc: ['CUstream', 'CUhostFn', 'void*'],

  cuEventCreate: ['CUevent*', 'unsigned int'],
  cuEventRecord: ['CUevent', 'CUstream'],
  cuEventQuery: ['CUevent'],
  cuEventSynchronize: ['CUevent'],
  cuEventElapsedTime: ['float*', 'CUevent', 'CUevent'],
  cuEventDestroy_v2: ['CUevent'],
  cuIpcGetEventHandle: ['CUipcEventHandle*', 'CUevent'],
  cuIpcOpenEventHandle: ['CUevent*', 'CUipcEventHandle'],

  cuModuleLoad: ['CUmodule*', 'const char*'],
  cuModuleLoadData: ['CUmodule*', 'const void*'],
  cuModuleLoadDataEx: ['CUmodule*', 'const void*', 'unsigned int', 'CUjit_option*', 'void**'],
  cuModuleLoadFatBinary: ['CUmodule*', 'const void*'],
  cuModuleUnload: ['CUmodule'],
  cuModuleGetFunction: ['CUfunction*', 'CUmodule', 'const char*'],
  cuModuleGetGlobal_v2: ['CUdeviceptr*', 'size_t*', 'CUmodule', 'const char*'],

  cuFuncGetAttribute: ['int*', 'CUfunction_attribute', 'CUfunction'],
  cuFuncSetAttribute: ['CUfunction', 'CUfunction_attribute', 'int'],
  cuFuncSetCacheConfig: ['CUfunction', 'CUfunc_cache'],
  cuLaunchKernel: [
    'CUfunction',
    'unsigned int',
    'unsigned int',
    'unsigned int',
    'unsigned int',
    'unsigned int',
    'unsigned int',
    'unsigned int',
    'CUstream',
    'void**',
    'void**',
  ],
  cuLaunchKernelEx: ['const CUlaunchConfig*', 'CUfunction', 'void**', 'void**'],
  cuOccupancyMaxActiveBlocksPerMultiprocessor: ['int*', 'CUfunction', 'int', 'size_t'],
  cuOccupancyMaxPotentialBlockSize: ['int*', 'int*', 'CUfunction', 'CUoccupancyB2DSize', 'size_t', 'int'],
} as const;
