// The outermost layer of each exported function: injected faults first, then the state the driver must be in,
// then the body, whose Failure becomes the return value. Use: return inContext(__func__, [&](Context &c) {…});
#pragma once

#include <new>

#include "common/faults.h"
#include "cuda/context.h"
#include "cuda/cuda_abi.h"
#include "cuda/driver.h"
#include "cuda/failure.h"

namespace nvcodec::soft {

template <class Body>
CUresult guarded(const char *function, Body body) {
  if (const int injected = fault(function)) return static_cast<CUresult>(injected);
  try {
    return body();
  } catch (const Failure &failure) {
    return failure.code;
  } catch (const std::bad_alloc &) {
    return CUDA_ERROR_OUT_OF_MEMORY;
  } catch (...) {
    return CUDA_ERROR_UNKNOWN;
  }
}

// For what needs cuInit, but no context.
template <class Body>
CUresult initialised(const char *function, Body body) {
  return guarded(function, [&]() -> CUresult {
    if (!driver().initialised.load(std::memory_order_acquire)) return CUDA_ERROR_NOT_INITIALIZED;
    if (onStreamThread()) return CUDA_ERROR_NOT_PERMITTED;
    return body();
  });
}

// For what acts on the current context, passed to the body.
template <class Body>
CUresult inContext(const char *function, Body body) {
  return initialised(function, [&]() -> CUresult {
    const std::shared_ptr<Context> context = currentContext();
    return body(*context);
  });
}

}  // namespace nvcodec::soft
