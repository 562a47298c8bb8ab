// Checks of the memory that an operation touches.
#include "cuda/ranges.h"

#include "cuda/driver.h"
#include "cuda/failure.h"

namespace nvcodec::soft {

Range anyRange(CUdeviceptr pointer, size_t bytes) {
  require(pointer != 0, CUDA_ERROR_INVALID_VALUE);
  const auto found = driver().allocations.find(pointer);
  if (found) require(bytes <= found->base + found->bytes - pointer, CUDA_ERROR_INVALID_VALUE);
  return {reinterpret_cast<unsigned char *>(pointer), !found.has_value()};
}

Range knownRange(CUdeviceptr pointer, size_t bytes) {
  const Range range = anyRange(pointer, bytes);
  require(!range.pageable, CUDA_ERROR_INVALID_VALUE);
  return range;
}

Range hostRange(const void *pointer, size_t bytes) { return anyRange(reinterpret_cast<uintptr_t>(pointer), bytes); }

}  // namespace nvcodec::soft
