// Device memory: allocation, pitched allocation, release, sizes.
#include "cuda/device_memory.h"

#include "cuda/api.h"
#include "cuda/blocks.h"

namespace nvcodec::soft {

namespace {

// What the pitch of cuMemAllocPitch is aligned to on NVIDIA's devices.
constexpr size_t pitch_bytes = 512;

void reserve(Device &device, size_t bytes) {
  const size_t limit = deviceMemoryBytes();
  size_t used = device.usedBytes.load();
  do {
    require(bytes <= limit && used <= limit - bytes, CUDA_ERROR_OUT_OF_MEMORY);
  } while (!device.usedBytes.compare_exchange_weak(used, used + bytes));
}

}  // namespace

CUdeviceptr allocateDeviceMemory(const Context &context, size_t bytes, CUmemoryPool pool, bool managed) {
  require(bytes > 0, CUDA_ERROR_INVALID_VALUE);
  Device &device = deviceAt(context.device);
  reserve(device, bytes);
  void *const memory = allocateBlock(bytes);
  if (memory == nullptr) {
    device.usedBytes -= bytes;
    throw Failure{CUDA_ERROR_OUT_OF_MEMORY};
  }
  const auto base = reinterpret_cast<uintptr_t>(memory);
  Allocation allocation{base, bytes, MemoryKind::Device, context.handle, context.device};
  allocation.pool = pool;
  allocation.managed = managed;
  driver().allocations.add(allocation);
  if (const std::shared_ptr<MemoryPool> from = driver().pools.find(pool)) from->count(bytes);
  return base;
}

void releaseMemory(const Allocation &allocation) {
  driver().deferred.drop(allocation.base);
  const bool device = allocation.kind == MemoryKind::Device;
  if (device || allocation.kind == MemoryKind::PinnedHost) {
    freeBlock(reinterpret_cast<void *>(allocation.base), allocation.bytes);
  }
  if (!device) return;
  driver().devices[static_cast<size_t>(allocation.device)].usedBytes -= allocation.bytes;
  if (const std::shared_ptr<MemoryPool> from = driver().pools.find(allocation.pool)) from->usedBytes -= allocation.bytes;
}

void synchronizeDevice(int device) {
  const auto onDevice = [device](const Context &context) { return context.device == device; };
  for (const auto &context : driver().contexts.findIf(onDevice)) context->synchronize();
}

}  // namespace nvcodec::soft

using namespace nvcodec::soft;

CUresult cuMemAlloc_v2(CUdeviceptr *pointer, size_t bytes) {
  return inContext(__func__, [&](Context &context) {
    require(pointer != nullptr, CUDA_ERROR_INVALID_VALUE);
    *pointer = allocateDeviceMemory(context, bytes);
    return CUDA_SUCCESS;
  });
}

CUresult cuMemAllocPitch_v2(CUdeviceptr *pointer, size_t *pitch, size_t widthBytes, size_t height,
                            unsigned elementBytes) {
  return inContext(__func__, [&](Context &context) {
    require(pointer != nullptr && pitch != nullptr && widthBytes > 0 && height > 0, CUDA_ERROR_INVALID_VALUE);
    require(elementBytes == 4 || elementBytes == 8 || elementBytes == 16, CUDA_ERROR_INVALID_VALUE);
    require(widthBytes <= SIZE_MAX / height / 2, CUDA_ERROR_OUT_OF_MEMORY);
    const size_t rowBytes = (widthBytes + pitch_bytes - 1) / pitch_bytes * pitch_bytes;
    require(rowBytes <= SIZE_MAX / height, CUDA_ERROR_OUT_OF_MEMORY);
    *pointer = allocateDeviceMemory(context, rowBytes * height);
    *pitch = rowBytes;
    return CUDA_SUCCESS;
  });
}

// All memory is the host's, so managed memory is ordinary memory that the host may touch.
CUresult cuMemAllocManaged(CUdeviceptr *pointer, size_t bytes, unsigned flags) {
  return inContext(__func__, [&](Context &context) {
    constexpr unsigned attach_global = 1, attach_host = 2;
    require(pointer != nullptr && (flags == attach_global || flags == attach_host), CUDA_ERROR_INVALID_VALUE);
    *pointer = allocateDeviceMemory(context, bytes, nullptr, true);
    return CUDA_SUCCESS;
  });
}

CUresult cuMemFree_v2(CUdeviceptr pointer) {
  return inContext(__func__, [&](Context &) {
    if (pointer == 0) return CUDA_SUCCESS;
    const auto found = driver().allocations.find(pointer);
    require(found && found->base == pointer && found->kind == MemoryKind::Device, CUDA_ERROR_INVALID_VALUE);
    synchronizeDevice(found->device);
    const auto taken = driver().allocations.take(pointer, MemoryKind::Device);
    require(taken.has_value(), CUDA_ERROR_INVALID_VALUE);
    releaseMemory(*taken);
    return CUDA_SUCCESS;
  });
}

CUresult cuMemGetInfo_v2(size_t *free, size_t *total) {
  return inContext(__func__, [&](Context &context) {
    require(free != nullptr && total != nullptr, CUDA_ERROR_INVALID_VALUE);
    *total = deviceMemoryBytes();
    const size_t used = deviceAt(context.device).usedBytes;
    *free = used < *total ? *total - used : 0;
    return CUDA_SUCCESS;
  });
}

CUresult cuMemGetAddressRange_v2(CUdeviceptr *base, size_t *bytes, CUdeviceptr pointer) {
  return inContext(__func__, [&](Context &) {
    const auto found = driver().allocations.find(pointer);
    require(found.has_value(), CUDA_ERROR_NOT_FOUND);
    if (base != nullptr) *base = found->base;
    if (bytes != nullptr) *bytes = found->bytes;
    return CUDA_SUCCESS;
  });
}
