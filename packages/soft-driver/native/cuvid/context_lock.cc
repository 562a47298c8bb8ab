#include "cuvid/context_lock.h"

#include "common/cuda_calls.h"
#include "cuda/failure.h"

namespace nvcodec::soft {

void ContextLock::lock() {
  mutex_.lock();
  const CUresult result = nvcodecSoftCtxPushCurrent(context_);
  if (result == CUDA_SUCCESS) return;
  mutex_.unlock();
  throw Failure{result};
}

void ContextLock::unlock() {
  CUcontext popped = nullptr;
  const CUresult result = nvcodecSoftCtxPopCurrent(&popped);
  require(result == CUDA_SUCCESS, result);
  mutex_.unlock();
}

}  // namespace nvcodec::soft
