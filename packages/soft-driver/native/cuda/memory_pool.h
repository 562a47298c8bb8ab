// Memory pools, from which stream-ordered allocations are taken. A pool keeps no freed memory back: it only
// counts, and remembers its settings.
#pragma once

#include <atomic>
#include <memory>

#include "cuda/cuda_types.h"

namespace nvcodec::soft {

struct MemoryPool {
  MemoryPool(int device, bool isDefault) : device(device), isDefault(isDefault) {}

  const int device;
  const bool isDefault;
  std::atomic<uint64_t> usedBytes{0};
  std::atomic<uint64_t> highestUsedBytes{0};
  std::atomic<uint64_t> releaseThreshold{0};
  std::atomic<int> reuse[3] = {1, 1, 1};  // the three reuse policies

  void count(size_t bytes);
};

// The pool that allocations on the device's streams come from.
CUmemoryPool currentPool(int device);

}  // namespace nvcodec::soft
