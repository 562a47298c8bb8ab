// Stream-ordered device memory. An allocation is valid at once; a freed one is unknown at once, and its bytes
// go back when the stream gets there.
#include "cuda/api.h"
#include "cuda/device_memory.h"

using namespace nvcodec::soft;

CUresult cuMemAllocAsync(CUdeviceptr *pointer, size_t bytes, CUstream stream) {
  return inContext(__func__, [&](Context &) {
    require(pointer != nullptr, CUDA_ERROR_INVALID_VALUE);
    const std::shared_ptr<Context> context = contextOf(streamOf(stream)->context);
    *pointer = allocateDeviceMemory(*context, bytes, currentPool(context->device));
    return CUDA_SUCCESS;
  });
}

CUresult cuMemAllocFromPoolAsync(CUdeviceptr *pointer, size_t bytes, CUmemoryPool pool, CUstream stream) {
  return inContext(__func__, [&](Context &) {
    require(pointer != nullptr, CUDA_ERROR_INVALID_VALUE);
    const std::shared_ptr<Context> context = contextOf(streamOf(stream)->context);
    const std::shared_ptr<MemoryPool> from = driver().pools.find(pool);
    require(from != nullptr && from->device == context->device, CUDA_ERROR_INVALID_VALUE);
    *pointer = allocateDeviceMemory(*context, bytes, pool);
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
