// The functions of memory pools.
#include "cuda/api.h"
#include "cuda/device_memory.h"

namespace nvcodec::soft {

namespace {

// CUmemPool_attribute.
enum PoolAttribute : int {
  FirstReusePolicy = 1,
  LastReusePolicy = 3,
  ReleaseThreshold = 4,
  ReservedCurrent = 5,
  ReservedHigh = 6,
  UsedCurrent = 7,
  UsedHigh = 8,
};

// CUmemAllocationType and CUmemLocationType: pinned memory of a device is all there is.
constexpr int allocation_type_pinned = 1;
constexpr int location_type_device = 1;

std::shared_ptr<MemoryPool> poolOf(CUmemoryPool handle) {
  std::shared_ptr<MemoryPool> pool = driver().pools.find(handle);
  require(pool != nullptr, CUDA_ERROR_INVALID_VALUE);
  return pool;
}

// With the device's mutex held.
CUmemoryPool defaultPool(Device &device, int ordinal) {
  if (device.defaultPool == nullptr)
    device.defaultPool = driver().pools.add(std::make_shared<MemoryPool>(ordinal, true));
  return device.defaultPool;
}

}  // namespace

void MemoryPool::count(size_t bytes) {
  const uint64_t now = usedBytes += bytes;
  uint64_t highest = highestUsedBytes.load();
  while (highest < now && !highestUsedBytes.compare_exchange_weak(highest, now)) {
  }
}

CUmemoryPool currentPool(int ordinal) {
  Device &device = deviceAt(ordinal);
  const std::lock_guard lock(device.mutex);
  return device.currentPool != nullptr ? device.currentPool : defaultPool(device, ordinal);
}

}  // namespace nvcodec::soft

using namespace nvcodec::soft;

CUresult cuDeviceGetDefaultMemPool(CUmemoryPool *pool, CUdevice device) {
  return initialised(__func__, [&] {
    require(pool != nullptr, CUDA_ERROR_INVALID_VALUE);
    Device &on = deviceAt(device);
    const std::lock_guard lock(on.mutex);
    *pool = defaultPool(on, device);
    return CUDA_SUCCESS;
  });
}

CUresult cuDeviceGetMemPool(CUmemoryPool *pool, CUdevice device) {
  return initialised(__func__, [&] {
    require(pool != nullptr, CUDA_ERROR_INVALID_VALUE);
    *pool = currentPool(device);
    return CUDA_SUCCESS;
  });
}

CUresult cuDeviceSetMemPool(CUdevice device, CUmemoryPool pool) {
  return initialised(__func__, [&] {
    Device &on = deviceAt(device);
    require(poolOf(pool)->device == device, CUDA_ERROR_INVALID_VALUE);
    const std::lock_guard lock(on.mutex);
    on.currentPool = pool;
    return CUDA_SUCCESS;
  });
}

CUresult cuMemPoolCreate(CUmemoryPool *pool, const CUmemPoolProps *properties) {
  return initialised(__func__, [&] {
    require(pool != nullptr && properties != nullptr, CUDA_ERROR_INVALID_VALUE);
    require(properties->allocType == allocation_type_pinned && properties->locationType == location_type_device,
            CUDA_ERROR_INVALID_VALUE);
    require(properties->handleTypes == 0, CUDA_ERROR_NOT_SUPPORTED);
    deviceAt(properties->locationId);
    *pool = driver().pools.add(std::make_shared<MemoryPool>(properties->locationId, false));
    return CUDA_SUCCESS;
  });
}

// What was allocated from the pool stays; the device's default pool takes over where this one was in use.
CUresult cuMemPoolDestroy(CUmemoryPool pool) {
  return initialised(__func__, [&] {
    const std::shared_ptr<MemoryPool> ending = poolOf(pool);
    require(!ending->isDefault, CUDA_ERROR_INVALID_VALUE);
    driver().pools.take(pool);
    Device &on = deviceAt(ending->device);
    const std::lock_guard lock(on.mutex);
    if (on.currentPool == pool) on.currentPool = nullptr;
    return CUDA_SUCCESS;
  });
}

CUresult cuMemPoolTrimTo(CUmemoryPool pool, size_t) {
  return initialised(__func__, [&] {
    poolOf(pool);
    return CUDA_SUCCESS;
  });
}

CUresult cuMemPoolSetAttribute(CUmemoryPool pool, int attribute, void *value) {
  return initialised(__func__, [&] {
    const std::shared_ptr<MemoryPool> of = poolOf(pool);
    require(value != nullptr, CUDA_ERROR_INVALID_VALUE);
    if (attribute >= FirstReusePolicy && attribute <= LastReusePolicy) {
      of->reuse[attribute - FirstReusePolicy] = *static_cast<const int *>(value);
      return CUDA_SUCCESS;
    }
    const uint64_t number = *static_cast<const uint64_t *>(value);
    if (attribute == ReleaseThreshold) {
      of->releaseThreshold = number;
      return CUDA_SUCCESS;
    }
    // The high-water marks can be set back to now, by the value 0.
    require((attribute == ReservedHigh || attribute == UsedHigh) && number == 0, CUDA_ERROR_INVALID_VALUE);
    of->highestUsedBytes = of->usedBytes.load();
    return CUDA_SUCCESS;
  });
}

CUresult cuMemPoolGetAttribute(CUmemoryPool pool, int attribute, void *value) {
  return initialised(__func__, [&] {
    const std::shared_ptr<MemoryPool> of = poolOf(pool);
    require(value != nullptr && attribute >= FirstReusePolicy && attribute <= UsedHigh, CUDA_ERROR_INVALID_VALUE);
    if (attribute <= LastReusePolicy) {
      *static_cast<int *>(value) = of->reuse[attribute - FirstReusePolicy];
    } else {
      const bool high = attribute == ReservedHigh || attribute == UsedHigh;
      const uint64_t used = high ? of->highestUsedBytes : of->usedBytes;
      *static_cast<uint64_t *>(value) = attribute == ReleaseThreshold ? of->releaseThreshold.load() : used;
    }
    return CUDA_SUCCESS;
  });
}
