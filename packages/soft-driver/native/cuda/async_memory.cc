// Stream-ordered device memory. An allocation is valid at once; a freed one is unknown at once, and its bytes
// go back when the stream gets there. The device's one pool keeps nothing back, so there is nothing to trim.
#include "cuda/api.h"
#include "cuda/device_memory.h"

using namespace nvcodec::soft;

namespace {

enum PoolAttribute : int {
  ReuseFollowEventDependencies = 1,
  ReuseAllowOpportunistic = 2,
  ReuseAllowInternalDependencies = 3,
  ReleaseThreshold = 4,
  ReservedMemoryCurrent = 5,
  ReservedMemoryHigh = 6,
  UsedMemoryCurrent = 7,
  UsedMemoryHigh = 8,
};

// The pool of device n is the number n + 1 in the place of a pointer.
CUmemoryPool poolOf(CUdevice device) {
  deviceAt(device);
  return reinterpret_cast<CUmemoryPool>(static_cast<uintptr_t>(device) + 1);
}

CUdevice deviceOf(CUmemoryPool pool) {
  const auto number = reinterpret_cast<uintptr_t>(pool);
  require(number >= 1 && number <= static_cast<uintptr_t>(deviceCount()), CUDA_ERROR_INVALID_VALUE);
  return static_cast<CUdevice>(number - 1);
}

void allocateOn(CUstream stream, CUdeviceptr *pointer, size_t bytes) {
  require(pointer != nullptr, CUDA_ERROR_INVALID_VALUE);
  *pointer = allocateDeviceMemory(*contextOf(streamOf(stream)->context), bytes);
}

}  // namespace

CUresult cuMemAllocAsync(CUdeviceptr *pointer, size_t bytes, CUstream stream) {
  return inContext(__func__, [&](Context &) {
    allocateOn(stream, pointer, bytes);
    return CUDA_SUCCESS;
  });
}

CUresult cuMemAllocFromPoolAsync(CUdeviceptr *pointer, size_t bytes, CUmemoryPool pool, CUstream stream) {
  return inContext(__func__, [&](Context &) {
    require(deviceOf(pool) == contextOf(streamOf(stream)->context)->device, CUDA_ERROR_INVALID_VALUE);
    allocateOn(stream, pointer, bytes);
    return CUDA_SUCCESS;
  });
}

CUresult cuMemFreeAsync(CUdeviceptr pointer, CUstream stream) {
  return inContext(__func__, [&](Context &) {
    const std::shared_ptr<Stream> on = streamOf(stream);
    const auto taken = driver().allocations.take(pointer, MemoryKind::Device);
    require(taken.has_value(), CUDA_ERROR_INVALID_VALUE);
    on->submit([allocation = *taken] { releaseMemory(allocation); });
    return CUDA_SUCCESS;
  });
}

CUresult cuDeviceGetDefaultMemPool(CUmemoryPool *pool, CUdevice device) {
  return initialised(__func__, [&] {
    require(pool != nullptr, CUDA_ERROR_INVALID_VALUE);
    *pool = poolOf(device);
    return CUDA_SUCCESS;
  });
}

CUresult cuDeviceGetMemPool(CUmemoryPool *pool, CUdevice device) {
  return initialised(__func__, [&] {
    require(pool != nullptr, CUDA_ERROR_INVALID_VALUE);
    *pool = poolOf(device);
    return CUDA_SUCCESS;
  });
}

CUresult cuMemPoolTrimTo(CUmemoryPool pool, size_t) {
  return initialised(__func__, [&] {
    deviceOf(pool);
    return CUDA_SUCCESS;
  });
}

CUresult cuMemPoolSetAttribute(CUmemoryPool pool, int attribute, void *value) {
  return initialised(__func__, [&] {
    deviceOf(pool);
    require(value != nullptr, CUDA_ERROR_INVALID_VALUE);
    const bool settable = attribute >= ReuseFollowEventDependencies && attribute <= ReleaseThreshold;
    const bool resettable = attribute == ReservedMemoryHigh || attribute == UsedMemoryHigh;
    require(settable || resettable, CUDA_ERROR_INVALID_VALUE);
    return CUDA_SUCCESS;
  });
}

CUresult cuMemPoolGetAttribute(CUmemoryPool pool, int attribute, void *value) {
  return initialised(__func__, [&] {
    const CUdevice device = deviceOf(pool);
    require(value != nullptr, CUDA_ERROR_INVALID_VALUE);
    require(attribute >= ReuseFollowEventDependencies && attribute <= UsedMemoryHigh, CUDA_ERROR_INVALID_VALUE);
    if (attribute < ReleaseThreshold) {
      *static_cast<int *>(value) = 1;
    } else {
      *static_cast<uint64_t *>(value) = attribute == ReleaseThreshold ? 0 : deviceAt(device).usedBytes.load();
    }
    return CUDA_SUCCESS;
  });
}
