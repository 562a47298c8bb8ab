// The functions of the CUDA driver API that libnvcodec-soft-cuda exports, under their binary names (the
// `_v2` ones where NVIDIA's header maps the plain name to them). Meaning: NVIDIA, "CUDA Driver API".
#pragma once

#include "cuda/cuda_types.h"

#define NVCODEC_CUDA_API extern "C" __attribute__((visibility("default")))

// Errors, initialisation, version
NVCODEC_CUDA_API CUresult cuGetErrorName(CUresult error, const char **name);
NVCODEC_CUDA_API CUresult cuGetErrorString(CUresult error, const char **text);
NVCODEC_CUDA_API CUresult cuInit(unsigned flags);
NVCODEC_CUDA_API CUresult cuDriverGetVersion(int *version);

// Devices
NVCODEC_CUDA_API CUresult cuDeviceGetCount(int *count);
NVCODEC_CUDA_API CUresult cuDeviceGet(CUdevice *device, int ordinal);
NVCODEC_CUDA_API CUresult cuDeviceGetName(char *name, int capacity, CUdevice device);
NVCODEC_CUDA_API CUresult cuDeviceGetUuid(CUuuid *uuid, CUdevice device);
NVCODEC_CUDA_API CUresult cuDeviceGetUuid_v2(CUuuid *uuid, CUdevice device);
NVCODEC_CUDA_API CUresult cuDeviceTotalMem_v2(size_t *bytes, CUdevice device);
NVCODEC_CUDA_API CUresult cuDeviceGetAttribute(int *value, int attribute, CUdevice device);
NVCODEC_CUDA_API CUresult cuDeviceComputeCapability(int *major, int *minor, CUdevice device);
NVCODEC_CUDA_API CUresult cuDeviceGetPCIBusId(char *text, int capacity, CUdevice device);
NVCODEC_CUDA_API CUresult cuDeviceGetByPCIBusId(CUdevice *device, const char *text);

// Primary contexts
NVCODEC_CUDA_API CUresult cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice device);
NVCODEC_CUDA_API CUresult cuDevicePrimaryCtxRelease_v2(CUdevice device);
NVCODEC_CUDA_API CUresult cuDevicePrimaryCtxReset_v2(CUdevice device);
NVCODEC_CUDA_API CUresult cuDevicePrimaryCtxSetFlags_v2(CUdevice device, unsigned flags);
NVCODEC_CUDA_API CUresult cuDevicePrimaryCtxGetState(CUdevice device, unsigned *flags, int *active);

// Contexts
NVCODEC_CUDA_API CUresult cuCtxCreate_v2(CUcontext *context, unsigned flags, CUdevice device);
NVCODEC_CUDA_API CUresult cuCtxDestroy_v2(CUcontext context);
NVCODEC_CUDA_API CUresult cuCtxPushCurrent_v2(CUcontext context);
NVCODEC_CUDA_API CUresult cuCtxPopCurrent_v2(CUcontext *context);
NVCODEC_CUDA_API CUresult cuCtxSetCurrent(CUcontext context);
NVCODEC_CUDA_API CUresult cuCtxGetCurrent(CUcontext *context);
NVCODEC_CUDA_API CUresult cuCtxGetDevice(CUdevice *device);
NVCODEC_CUDA_API CUresult cuCtxGetFlags(unsigned *flags);
NVCODEC_CUDA_API CUresult cuCtxGetApiVersion(CUcontext context, unsigned *version);
NVCODEC_CUDA_API CUresult cuCtxSynchronize(void);
NVCODEC_CUDA_API CUresult cuCtxGetStreamPriorityRange(int *least, int *greatest);
NVCODEC_CUDA_API CUresult cuCtxGetLimit(size_t *value, int limit);
NVCODEC_CUDA_API CUresult cuCtxSetLimit(int limit, size_t value);

// Device memory
NVCODEC_CUDA_API CUresult cuMemAlloc_v2(CUdeviceptr *pointer, size_t bytes);
NVCODEC_CUDA_API CUresult cuMemAllocPitch_v2(CUdeviceptr *pointer, size_t *pitch, size_t widthBytes, size_t height,
                                             unsigned elementBytes);
NVCODEC_CUDA_API CUresult cuMemAllocManaged(CUdeviceptr *pointer, size_t bytes, unsigned flags);
NVCODEC_CUDA_API CUresult cuMemFree_v2(CUdeviceptr pointer);
NVCODEC_CUDA_API CUresult cuMemGetInfo_v2(size_t *free, size_t *total);
NVCODEC_CUDA_API CUresult cuMemGetAddressRange_v2(CUdeviceptr *base, size_t *bytes, CUdeviceptr pointer);
NVCODEC_CUDA_API CUresult cuPointerGetAttribute(void *value, int attribute, CUdeviceptr pointer);
NVCODEC_CUDA_API CUresult cuPointerGetAttributes(unsigned count, int *attributes, void **values, CUdeviceptr pointer);

// Stream-ordered device memory
NVCODEC_CUDA_API CUresult cuMemAllocAsync(CUdeviceptr *pointer, size_t bytes, CUstream stream);
NVCODEC_CUDA_API CUresult cuMemAllocFromPoolAsync(CUdeviceptr *pointer, size_t bytes, CUmemoryPool pool,
                                                  CUstream stream);
NVCODEC_CUDA_API CUresult cuMemFreeAsync(CUdeviceptr pointer, CUstream stream);
NVCODEC_CUDA_API CUresult cuDeviceGetDefaultMemPool(CUmemoryPool *pool, CUdevice device);
NVCODEC_CUDA_API CUresult cuDeviceGetMemPool(CUmemoryPool *pool, CUdevice device);
NVCODEC_CUDA_API CUresult cuDeviceSetMemPool(CUdevice device, CUmemoryPool pool);
NVCODEC_CUDA_API CUresult cuMemPoolCreate(CUmemoryPool *pool, const CUmemPoolProps *properties);
NVCODEC_CUDA_API CUresult cuMemPoolDestroy(CUmemoryPool pool);
NVCODEC_CUDA_API CUresult cuMemPoolTrimTo(CUmemoryPool pool, size_t keepBytes);
NVCODEC_CUDA_API CUresult cuMemPoolSetAttribute(CUmemoryPool pool, int attribute, void *value);
NVCODEC_CUDA_API CUresult cuMemPoolGetAttribute(CUmemoryPool pool, int attribute, void *value);

// Page-locked host memory
NVCODEC_CUDA_API CUresult cuMemAllocHost_v2(void **pointer, size_t bytes);
NVCODEC_CUDA_API CUresult cuMemHostAlloc(void **pointer, size_t bytes, unsigned flags);
NVCODEC_CUDA_API CUresult cuMemFreeHost(void *pointer);
NVCODEC_CUDA_API CUresult cuMemHostRegister_v2(void *pointer, size_t bytes, unsigned flags);
NVCODEC_CUDA_API CUresult cuMemHostUnregister(void *pointer);
NVCODEC_CUDA_API CUresult cuMemHostGetDevicePointer_v2(CUdeviceptr *devicePointer, void *pointer, unsigned flags);
NVCODEC_CUDA_API CUresult cuMemHostGetFlags(unsigned *flags, void *pointer);

// Copies
NVCODEC_CUDA_API CUresult cuMemcpy(CUdeviceptr to, CUdeviceptr from, size_t bytes);
NVCODEC_CUDA_API CUresult cuMemcpyAsync(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream);
NVCODEC_CUDA_API CUresult cuMemcpyHtoD_v2(CUdeviceptr to, const void *from, size_t bytes);
NVCODEC_CUDA_API CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void *from, size_t bytes, CUstream stream);
NVCODEC_CUDA_API CUresult cuMemcpyDtoH_v2(void *to, CUdeviceptr from, size_t bytes);
NVCODEC_CUDA_API CUresult cuMemcpyDtoHAsync_v2(void *to, CUdeviceptr from, size_t bytes, CUstream stream);
NVCODEC_CUDA_API CUresult cuMemcpyDtoD_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes);
NVCODEC_CUDA_API CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream);
NVCODEC_CUDA_API CUresult cuMemcpyPeer(CUdeviceptr to, CUcontext toContext, CUdeviceptr from, CUcontext fromContext,
                                       size_t bytes);
NVCODEC_CUDA_API CUresult cuMemcpyPeerAsync(CUdeviceptr to, CUcontext toContext, CUdeviceptr from,
                                            CUcontext fromContext, size_t bytes, CUstream stream);
NVCODEC_CUDA_API CUresult cuMemcpy2D_v2(const CUDA_MEMCPY2D *copy);
NVCODEC_CUDA_API CUresult cuMemcpy2DUnaligned_v2(const CUDA_MEMCPY2D *copy);
NVCODEC_CUDA_API CUresult cuMemcpy2DAsync_v2(const CUDA_MEMCPY2D *copy, CUstream stream);

// Fills
NVCODEC_CUDA_API CUresult cuMemsetD8_v2(CUdeviceptr to, unsigned char value, size_t count);
NVCODEC_CUDA_API CUresult cuMemsetD16_v2(CUdeviceptr to, unsigned short value, size_t count);
NVCODEC_CUDA_API CUresult cuMemsetD32_v2(CUdeviceptr to, unsigned value, size_t count);
NVCODEC_CUDA_API CUresult cuMemsetD8Async(CUdeviceptr to, unsigned char value, size_t count, CUstream stream);
NVCODEC_CUDA_API CUresult cuMemsetD16Async(CUdeviceptr to, unsigned short value, size_t count, CUstream stream);
NVCODEC_CUDA_API CUresult cuMemsetD32Async(CUdeviceptr to, unsigned value, size_t count, CUstream stream);
NVCODEC_CUDA_API CUresult cuMemsetD2D8_v2(CUdeviceptr to, size_t pitch, unsigned char value, size_t width,
                                          size_t height);
NVCODEC_CUDA_API CUresult cuMemsetD2D16_v2(CUdeviceptr to, size_t pitch, unsigned short value, size_t width,
                                           size_t height);
NVCODEC_CUDA_API CUresult cuMemsetD2D32_v2(CUdeviceptr to, size_t pitch, unsigned value, size_t width, size_t height);
NVCODEC_CUDA_API CUresult cuMemsetD2D8Async(CUdeviceptr to, size_t pitch, unsigned char value, size_t width,
                                            size_t height, CUstream stream);
NVCODEC_CUDA_API CUresult cuMemsetD2D16Async(CUdeviceptr to, size_t pitch, unsigned short value, size_t width,
                                             size_t height, CUstream stream);
NVCODEC_CUDA_API CUresult cuMemsetD2D32Async(CUdeviceptr to, size_t pitch, unsigned value, size_t width,
                                             size_t height, CUstream stream);

// Streams
NVCODEC_CUDA_API CUresult cuStreamCreate(CUstream *stream, unsigned flags);
NVCODEC_CUDA_API CUresult cuStreamCreateWithPriority(CUstream *stream, unsigned flags, int priority);
NVCODEC_CUDA_API CUresult cuStreamGetPriority(CUstream stream, int *priority);
NVCODEC_CUDA_API CUresult cuStreamGetFlags(CUstream stream, unsigned *flags);
NVCODEC_CUDA_API CUresult cuStreamGetCtx(CUstream stream, CUcontext *context);
NVCODEC_CUDA_API CUresult cuStreamQuery(CUstream stream);
NVCODEC_CUDA_API CUresult cuStreamSynchronize(CUstream stream);
NVCODEC_CUDA_API CUresult cuStreamWaitEvent(CUstream stream, CUevent event, unsigned flags);
NVCODEC_CUDA_API CUresult cuStreamAddCallback(CUstream stream, CUstreamCallback callback, void *userData,
                                              unsigned flags);
NVCODEC_CUDA_API CUresult cuStreamDestroy_v2(CUstream stream);
NVCODEC_CUDA_API CUresult cuLaunchHostFunc(CUstream stream, CUhostFn function, void *userData);

// Events
NVCODEC_CUDA_API CUresult cuEventCreate(CUevent *event, unsigned flags);
NVCODEC_CUDA_API CUresult cuEventRecord(CUevent event, CUstream stream);
NVCODEC_CUDA_API CUresult cuEventRecordWithFlags(CUevent event, CUstream stream, unsigned flags);
NVCODEC_CUDA_API CUresult cuEventQuery(CUevent event);
NVCODEC_CUDA_API CUresult cuEventSynchronize(CUevent event);
NVCODEC_CUDA_API CUresult cuEventElapsedTime(float *milliseconds, CUevent start, CUevent end);
NVCODEC_CUDA_API CUresult cuEventDestroy_v2(CUevent event);

// Modules and kernels
NVCODEC_CUDA_API CUresult cuModuleLoad(CUmodule *module, const char *path);
NVCODEC_CUDA_API CUresult cuModuleLoadData(CUmodule *module, const void *image);
NVCODEC_CUDA_API CUresult cuModuleLoadDataEx(CUmodule *module, const void *image, unsigned optionCount, int *options,
                                             void **values);
NVCODEC_CUDA_API CUresult cuModuleLoadFatBinary(CUmodule *module, const void *image);
NVCODEC_CUDA_API CUresult cuModuleGetFunction(CUfunction *function, CUmodule module, const char *name);
NVCODEC_CUDA_API CUresult cuModuleGetGlobal_v2(CUdeviceptr *pointer, size_t *bytes, CUmodule module,
                                               const char *name);
NVCODEC_CUDA_API CUresult cuModuleUnload(CUmodule module);
NVCODEC_CUDA_API CUresult cuFuncGetAttribute(int *value, int attribute, CUfunction function);
NVCODEC_CUDA_API CUresult cuFuncSetAttribute(CUfunction function, int attribute, int value);
NVCODEC_CUDA_API CUresult cuFuncSetCacheConfig(CUfunction function, int config);
NVCODEC_CUDA_API CUresult cuFuncGetModule(CUmodule *module, CUfunction function);
NVCODEC_CUDA_API CUresult cuLaunchKernel(CUfunction function, unsigned gridX, unsigned gridY, unsigned gridZ,
                                         unsigned blockX, unsigned blockY, unsigned blockZ, unsigned sharedBytes,
                                         CUstream stream, void **parameters, void **extra);
NVCODEC_CUDA_API CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, CUfunction function,
                                                                      int blockSize, size_t sharedBytes);
NVCODEC_CUDA_API CUresult cuOccupancyMaxPotentialBlockSize(int *minGridSize, int *blockSize, CUfunction function,
                                                           CUoccupancyB2DSize sharedForBlock, size_t sharedBytes,
                                                           int blockSizeLimit);

// Between processes and between devices
NVCODEC_CUDA_API CUresult cuIpcGetMemHandle(CUipcMemHandle *handle, CUdeviceptr pointer);
NVCODEC_CUDA_API CUresult cuIpcOpenMemHandle_v2(CUdeviceptr *pointer, CUipcMemHandle handle, unsigned flags);
NVCODEC_CUDA_API CUresult cuIpcCloseMemHandle(CUdeviceptr pointer);
NVCODEC_CUDA_API CUresult cuIpcGetEventHandle(CUipcEventHandle *handle, CUevent event);
NVCODEC_CUDA_API CUresult cuIpcOpenEventHandle(CUevent *event, CUipcEventHandle handle);
NVCODEC_CUDA_API CUresult cuDeviceCanAccessPeer(int *can, CUdevice device, CUdevice peer);
NVCODEC_CUDA_API CUresult cuDeviceGetP2PAttribute(int *value, int attribute, CUdevice from, CUdevice to);
NVCODEC_CUDA_API CUresult cuCtxEnablePeerAccess(CUcontext peer, unsigned flags);
NVCODEC_CUDA_API CUresult cuCtxDisablePeerAccess(CUcontext peer);

// What is alive, in this order: device allocations, their bytes, page-locked host allocations and registrations,
// streams, events, modules, contexts (created ones and retained primary ones), threads.
NVCODEC_CUDA_API void nvcodecSoftStatistics(uint64_t out[8]);
