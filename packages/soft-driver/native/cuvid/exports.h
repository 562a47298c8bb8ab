// The outermost layer of the exported functions: injected faults first, and no exception across the C ABI.
#pragma once

#include <new>

#include "common/faults.h"
#include "cuda/failure.h"
#include "cuda/handle_table.h"
#include "cuvid/context_lock.h"
#include "cuvid/cuvid_abi.h"

namespace nvcodec::soft {

// `function` is the name that NVCODEC_SOFT_FAULTS knows it by.
template <class Body>
CUresult exported(const char *function, Body body) {
  if (const int injected = fault(function)) return static_cast<CUresult>(injected);
  try {
    body();
    return CUDA_SUCCESS;
  } catch (const Failure &failure) {
    return failure.code;
  } catch (const std::bad_alloc &) {
    return CUDA_ERROR_OUT_OF_MEMORY;
  } catch (...) {
    return CUDA_ERROR_UNKNOWN;
  }
}

using ContextLocks = HandleTable<CUvideoctxlock, ContextLock>;
ContextLocks &contextLocks();

}  // namespace nvcodec::soft
