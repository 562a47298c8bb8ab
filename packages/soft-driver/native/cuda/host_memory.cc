// Page-locked host memory. Nothing is really locked: all memory is the host's, and being known to the driver is
// what lets a copy from it be queued instead of done at once.
#include "cuda/api.h"
#include "cuda/blocks.h"
#include "cuda/device_memory.h"

using namespace nvcodec::soft;

namespace {

constexpr unsigned known_alloc_flags = 0x7;
constexpr unsigned known_register_flags = 0xf;

CUresult allocate(Context &context, void **pointer, size_t bytes, unsigned flags) {
  require(pointer != nullptr && bytes > 0 && (flags & ~known_alloc_flags) == 0, CUDA_ERROR_INVALID_VALUE);
  void *const memory = allocateBlock(bytes);
  require(memory != nullptr, CUDA_ERROR_OUT_OF_MEMORY);
  driver().allocations.add({reinterpret_cast<uintptr_t>(memory), bytes, MemoryKind::PinnedHost, context.handle,
                            context.device, flags | CU_MEMHOSTALLOC_DEVICEMAP});
  *pointer = memory;
  return CUDA_SUCCESS;
}

// Takes the range that begins at `pointer` away from the driver once no queued work can touch it.
CUresult forget(void *pointer, MemoryKind kind, CUresult otherwise) {
  const auto base = reinterpret_cast<uintptr_t>(pointer);
  const auto found = driver().allocations.find(base);
  require(found && found->base == base && found->kind == kind, otherwise);
  synchronizeDevice(found->device);
  const auto taken = driver().allocations.take(base, kind);
  require(taken.has_value(), otherwise);
  releaseMemory(*taken);
  return CUDA_SUCCESS;
}

Allocation hostAllocation(void *pointer) {
  const auto found = driver().allocations.find(reinterpret_cast<uintptr_t>(pointer));
  require(found && found->host(), CUDA_ERROR_INVALID_VALUE);
  return *found;
}

}  // namespace

CUresult cuMemAllocHost_v2(void **pointer, size_t bytes) {
  return inContext(__func__, [&](Context &context) { return allocate(context, pointer, bytes, 0); });
}

CUresult cuMemHostAlloc(void **pointer, size_t bytes, unsigned flags) {
  return inContext(__func__, [&](Context &context) { return allocate(context, pointer, bytes, flags); });
}

CUresult cuMemFreeHost(void *pointer) {
  return inContext(__func__,
                   [&](Context &) { return forget(pointer, MemoryKind::PinnedHost, CUDA_ERROR_INVALID_VALUE); });
}

CUresult cuMemHostRegister_v2(void *pointer, size_t bytes, unsigned flags) {
  return inContext(__func__, [&](Context &context) {
    require(pointer != nullptr && bytes > 0 && (flags & ~known_register_flags) == 0, CUDA_ERROR_INVALID_VALUE);
    const bool added =
        driver().allocations.add({reinterpret_cast<uintptr_t>(pointer), bytes, MemoryKind::RegisteredHost,
                                  context.handle, context.device, flags | CU_MEMHOSTALLOC_DEVICEMAP});
    require(added, CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED);
    return CUDA_SUCCESS;
  });
}

CUresult cuMemHostUnregister(void *pointer) {
  return inContext(__func__, [&](Context &) {
    require(pointer != nullptr, CUDA_ERROR_INVALID_VALUE);
    return forget(pointer, MemoryKind::RegisteredHost, CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED);
  });
}

CUresult cuMemHostGetDevicePointer_v2(CUdeviceptr *devicePointer, void *pointer, unsigned flags) {
  return inContext(__func__, [&](Context &) {
    require(devicePointer != nullptr && flags == 0, CUDA_ERROR_INVALID_VALUE);
    hostAllocation(pointer);
    *devicePointer = reinterpret_cast<uintptr_t>(pointer);
    return CUDA_SUCCESS;
  });
}

CUresult cuMemHostGetFlags(unsigned *flags, void *pointer) {
  return inContext(__func__, [&](Context &) {
    require(flags != nullptr, CUDA_ERROR_INVALID_VALUE);
    *flags = hostAllocation(pointer).flags;
    return CUDA_SUCCESS;
  });
}
