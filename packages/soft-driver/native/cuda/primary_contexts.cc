// Primary contexts: one for each device, counted. Its handle stays the same when it is released by all and
// retained again, as with NVIDIA's driver; between the two it is a destroyed context to those who still use it.
#include "cuda/api.h"

using namespace nvcodec::soft;

CUresult cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice device) {
  return initialised(__func__, [&] {
    require(context != nullptr, CUDA_ERROR_INVALID_VALUE);
    Device &on = deviceAt(device);
    const std::lock_guard lock(on.mutex);
    if (!on.primary) {
      on.primary = std::make_shared<Context>(device, on.primaryFlags, true);
      on.primary->handle = driver().contexts.add(on.primary);
    }
    if (on.primaryUsers == 0) {
      on.primary->flags = on.primaryFlags;
      on.primary->start();
    }
    ++on.primaryUsers;
    *context = on.primary->handle;
    return CUDA_SUCCESS;
  });
}

CUresult cuDevicePrimaryCtxRelease_v2(CUdevice device) {
  return initialised(__func__, [&] {
    Device &on = deviceAt(device);
    const std::lock_guard lock(on.mutex);
    require(on.primaryUsers > 0, CUDA_ERROR_INVALID_CONTEXT);
    if (--on.primaryUsers == 0) on.primary->clear(true);
    return CUDA_SUCCESS;
  });
}

CUresult cuDevicePrimaryCtxReset_v2(CUdevice device) {
  return initialised(__func__, [&] {
    Device &on = deviceAt(device);
    const std::lock_guard lock(on.mutex);
    if (on.primaryUsers > 0) on.primary->clear(false);
    return CUDA_SUCCESS;
  });
}

CUresult cuDevicePrimaryCtxSetFlags_v2(CUdevice device, unsigned flags) {
  return initialised(__func__, [&] {
    Device &on = deviceAt(device);
    const std::lock_guard lock(on.mutex);
    on.primaryFlags = flags;
    if (on.primary) on.primary->flags = flags;
    return CUDA_SUCCESS;
  });
}

CUresult cuDevicePrimaryCtxGetState(CUdevice device, unsigned *flags, int *active) {
  return initialised(__func__, [&] {
    require(flags != nullptr && active != nullptr, CUDA_ERROR_INVALID_VALUE);
    Device &on = deviceAt(device);
    const std::lock_guard lock(on.mutex);
    *flags = on.primaryFlags;
    *active = on.primaryUsers > 0 ? 1 : 0;
    return CUDA_SUCCESS;
  });
}
