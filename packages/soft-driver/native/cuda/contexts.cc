// Created contexts and the current context.
#include "cuda/api.h"

using namespace nvcodec::soft;

namespace {

// Flags of CUctx_flags: scheduling, mapped host memory, LMEM resize, core dumps, synchronous memory operations.
constexpr unsigned known_flags = 0xff;
constexpr unsigned api_version = 3020;

// The range NVIDIA's devices report. Priorities are kept and reported; they do not order anything here.
constexpr int least_priority = 0;
constexpr int greatest_priority = -5;

// What a GPU starts with, by CUlimit: stack size, printf buffer, malloc heap, in bytes.
constexpr size_t default_limits[] = {1024, 1048576, 8388608};

void requireLimit(int limit) {
  constexpr int count = sizeof(default_limits) / sizeof(default_limits[0]);
  require(limit >= 0 && limit < count, CUDA_ERROR_UNSUPPORTED_LIMIT);
}

}  // namespace

CUresult cuCtxCreate_v2(CUcontext *context, unsigned flags, CUdevice device) {
  return initialised(__func__, [&] {
    require(context != nullptr && (flags & ~known_flags) == 0, CUDA_ERROR_INVALID_VALUE);
    deviceAt(device);
    auto created = std::make_shared<Context>(device, flags, false);
    created->handle = driver().contexts.add(created);
    created->start();
    pushContext(created);
    *context = created->handle;
    return CUDA_SUCCESS;
  });
}

CUresult cuCtxDestroy_v2(CUcontext context) {
  return initialised(__func__, [&] {
    require(!contextOf(context)->primary, CUDA_ERROR_INVALID_CONTEXT);
    const std::shared_ptr<Context> ending = driver().contexts.take(context);
    require(ending != nullptr, CUDA_ERROR_INVALID_CONTEXT);
    if (topContext() == ending) popContext();
    ending->clear(true);
    return CUDA_SUCCESS;
  });
}

CUresult cuCtxPushCurrent_v2(CUcontext context) {
  return initialised(__func__, [&] {
    require(context != nullptr, CUDA_ERROR_INVALID_VALUE);
    pushContext(contextOf(context));
    return CUDA_SUCCESS;
  });
}

CUresult cuCtxPopCurrent_v2(CUcontext *context) {
  return initialised(__func__, [&] {
    const std::shared_ptr<Context> top = popContext();
    if (context != nullptr) *context = top->handle;
    return CUDA_SUCCESS;
  });
}

CUresult cuCtxSetCurrent(CUcontext context) {
  return initialised(__func__, [&] {
    std::shared_ptr<Context> next = context == nullptr ? nullptr : contextOf(context);
    if (topContext()) popContext();
    if (next) pushContext(std::move(next));
    return CUDA_SUCCESS;
  });
}

CUresult cuCtxGetCurrent(CUcontext *context) {
  return initialised(__func__, [&] {
    require(context != nullptr, CUDA_ERROR_INVALID_VALUE);
    const std::shared_ptr<Context> top = topContext();
    *context = top ? top->handle : nullptr;
    return CUDA_SUCCESS;
  });
}

CUresult cuCtxGetDevice(CUdevice *device) {
  return inContext(__func__, [&](Context &current) {
    require(device != nullptr, CUDA_ERROR_INVALID_VALUE);
    *device = current.device;
    return CUDA_SUCCESS;
  });
}

CUresult cuCtxGetFlags(unsigned *flags) {
  return inContext(__func__, [&](Context &current) {
    require(flags != nullptr, CUDA_ERROR_INVALID_VALUE);
    *flags = current.flags;
    return CUDA_SUCCESS;
  });
}

CUresult cuCtxGetApiVersion(CUcontext context, unsigned *version) {
  return initialised(__func__, [&] {
    require(version != nullptr, CUDA_ERROR_INVALID_VALUE);
    context == nullptr ? currentContext() : contextOf(context);
    *version = api_version;
    return CUDA_SUCCESS;
  });
}

CUresult cuCtxSynchronize(void) {
  return inContext(__func__, [](Context &current) {
    current.synchronize();
    return CUDA_SUCCESS;
  });
}

CUresult cuCtxGetStreamPriorityRange(int *least, int *greatest) {
  return inContext(__func__, [&](Context &) {
    if (least != nullptr) *least = least_priority;
    if (greatest != nullptr) *greatest = greatest_priority;
    return CUDA_SUCCESS;
  });
}

CUresult cuCtxGetLimit(size_t *value, int limit) {
  return inContext(__func__, [&](Context &current) {
    require(value != nullptr, CUDA_ERROR_INVALID_VALUE);
    requireLimit(limit);
    const std::lock_guard lock(current.mutex);
    const auto set = current.limits.find(limit);
    *value = set == current.limits.end() ? default_limits[limit] : set->second;
    return CUDA_SUCCESS;
  });
}

CUresult cuCtxSetLimit(int limit, size_t value) {
  return inContext(__func__, [&](Context &current) {
    requireLimit(limit);
    const std::lock_guard lock(current.mutex);
    current.limits[limit] = value;
    return CUDA_SUCCESS;
  });
}
