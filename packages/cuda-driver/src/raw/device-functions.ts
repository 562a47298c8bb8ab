/**
 * Initialisation, errors, devices, contexts and peer access, as cuda.h declares them. Each entry lists the
 * parameter types in order; every function returns a CUresult. A `_v2` name is the symbol that the header
 * maps the plain name to.
 * https://docs.nvidia.com/cuda/cuda-driver-api/group__CUDA__DEVICE.html
 */
export const deviceFunctions = {
  cuInit: ['unsigned int'],
  cuDriverGetVersion: ['int*'],
  cuGetErrorName: ['CUresult', 'const char**'],
  cuGetErrorString: ['CUresult', 'const char**'],

  cuDeviceGet: ['CUdevice*', 'int'],
  cuDeviceGetCount: ['int*'],
  cuDeviceGetName: ['char*', 'int', 'CUdevice'],
  cuDeviceGetUuid: ['CUuuid*', 'CUdevice'],
  cuDeviceGetUuid_v2: ['CUuuid*', 'CUdevice'],
  cuDeviceTotalMem_v2: ['size_t*', 'CUdevice'],
  cuDeviceGetAttribute: ['int*', 'CUdevice_attribute', 'CUdevice'],
  cuDeviceGetPCIBusId: ['char*', 'int', 'CUdevice'],
  cuDeviceGetByPCIBusId: ['CUdevice*', 'const char*'],
  cuDeviceCanAccessPeer: ['int*', 'CUdevice', 'CUdevice'],
  cuDeviceGetP2PAttribute: ['int*', 'CUdevice_P2PAttribute', 'CUdevice', 'CUdevice'],

  cuDevicePrimaryCtxRetain: ['CUcontext*', 'CUdevice'],
  cuDevicePrimaryCtxRelease_v2: ['CUdevice'],
  cuDevicePrimaryCtxSetFlags_v2: ['CUdevice', 'unsigned int'],
  cuDevicePrimaryCtxGetState: ['CUdevice', 'unsigned int*', 'int*'],
  cuDevicePrimaryCtxReset_v2: ['CUdevice'],

  cuCtxCreate_v2: ['CUcontext*', 'unsigned int', 'CUdevice'],
  cuCtxDestroy_v2: ['CUcontext'],
  cuCtxPushCurrent_v2: ['CUcontext'],
  cuCtxPopCurrent_v2: ['CUcontext*'],
  cuCtxSetCurrent: ['CUcontext'],
  cuCtxGetCurrent: ['CUcontext*'],
  cuCtxGetDevice: ['CUdevice*'],
  cuCtxGetFlags: ['unsigned int*'],
  cuCtxGetApiVersion: ['CUcontext', 'unsigned int*'],
  cuCtxGetLimit: ['size_t*', 'CUlimit'],
  cuCtxSetLimit: ['CUlimit', 'size_t'],
  cuCtxGetStreamPriorityRange: ['int*', 'int*'],
  cuCtxSynchronize: [],
  cuCtxEnablePeerAccess: ['CUcontext', 'unsigned int'],
  cuCtxDisablePeerAccess: ['CUcontext'],
} as const;
