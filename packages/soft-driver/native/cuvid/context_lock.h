// cuvidCtxLock: a mutex that makes a floating CUDA context current while it is held.
#pragma once

#include <mutex>

#include "cuda/cuda_types.h"

namespace nvcodec::soft {

class ContextLock {
 public:
  explicit ContextLock(CUcontext context) : context_(context) {}

  // Throw Failure with the code of cuCtxPushCurrent or cuCtxPopCurrent.
  void lock();
  void unlock();

 private:
  std::recursive_mutex mutex_;
  CUcontext context_;
};

}  // namespace nvcodec::soft
