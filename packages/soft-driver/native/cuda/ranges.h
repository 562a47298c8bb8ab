// Checks of the memory that an operation touches, before it is queued.
#pragma once

#include "cuda/cuda_types.h"

namespace nvcodec::soft {

struct Range {
  unsigned char *address;
  // Ordinary host memory, unknown to the driver: its owner may reuse it as soon as the call returns, so
  // operations on it are finished before that.
  bool pageable;
};

// `bytes` from `pointer` lie in one known allocation; else Failure CUDA_ERROR_INVALID_VALUE.
Range knownRange(CUdeviceptr pointer, size_t bytes);

// Known memory, or ordinary host memory, which can only be trusted.
Range anyRange(CUdeviceptr pointer, size_t bytes);
Range hostRange(const void *pointer, size_t bytes);

}  // namespace nvcodec::soft
